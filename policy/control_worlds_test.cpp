// Every control world of tests/data/control-worlds/worlds.tsv through the shipped profiles and judge: a site
// with all roles played, the evidence of the row, the verdict that it must give. The table is written in the
// project's own form; where the table that the team shares stands beside the checkout, each of its worlds
// must be here, with the same answer.
#include "appliance/base/file.hpp"
#include "policy/case_site.hpp"
#include "policy/judge.hpp"
#include "profiles/library.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 1U << 20U;
const fs::path kSource = PORTOLAN_SOURCE_DIR;

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> out = {""};
    for (const char c : text) {
        if (c == separator) {
            out.emplace_back();
        } else {
            out.back() += c;
        }
    }
    return out;
}

struct World {
    std::string id, requirement, subject, evidence, site, fields, verdict;
};

std::vector<std::vector<std::string>> read_rows(const fs::path& file, std::size_t columns) {
    const Result<std::string> text = read_file(file.string(), kMostBytes);
    if (!text) panic(text.error().text());
    std::vector<std::vector<std::string>> out;
    for (const std::string& line : split(*text, '\n')) {
        if (line.empty()) continue;
        out.push_back(split(line, '\t'));
        if (out.back().size() != columns) panic("columns of " + line);
    }
    out.erase(out.begin());
    return out;
}

std::vector<World> read_worlds() {
    std::vector<World> out;
    for (const auto& row : read_rows(kSource / "tests/data/control-worlds/worlds.tsv", 7))
        out.push_back({row[0], row[1], row[2], row[3], row[4], row[5], row[6]});
    return out;
}

// "a=1; b=x,y" -> pairs.
std::map<std::string, std::string> pairs(const std::string& text) {
    std::map<std::string, std::string> out;
    if (text == "-") return out;
    for (const std::string& part : split(text, ';')) {
        const std::size_t start = part.find_first_not_of(' ');
        const std::size_t equals = part.find('=');
        if (equals == std::string::npos) panic("no value in " + text);
        out[part.substr(start, equals - start)] = part.substr(equals + 1);
    }
    return out;
}

// Digits are a number, the rest are words.
evidence::Measurement measurement(const std::string& name, const std::string& value) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error == std::errc() && end == value.data() + value.size()) return {name, number};
    return {name, value.empty() ? std::vector<std::string>{} : split(value, ',')};
}

const std::vector<profiles::Profile>& library() {
    static const auto loaded = profiles::load_library((kSource / "profiles/library").string());
    if (!loaded) panic(loaded.error().text());
    return *loaded;
}

const profiles::Profile& profile_of(const World& world) {
    const std::string prefix = world.requirement.substr(0, world.requirement.find('-'));
    const auto found = std::find_if(library().begin(), library().end(),
                                    [&](const profiles::Profile& p) { return p.prefix == prefix; });
    if (found == library().end()) panic("no profile " + prefix);
    return *found;
}

const Timestamp kDay = *parse_timestamp("2026-11-22");
constexpr std::int64_t kMinute = 60'000'000'000;

Timestamp minutes(std::int64_t after) {
    return {kDay.nanoseconds + after * kMinute};
}

// A failing probe counts when it failed twice, so each probed world is measured twice.
ControlEvidence control_evidence(const World& world) {
    ControlEvidence out;
    out.from = kDay;
    out.until = minutes(60);
    std::vector<evidence::Measurement> measured;
    if (world.evidence != "flow")
        for (const auto& [name, value] : pairs(world.fields))
            measured.push_back(measurement(name, value));
    if (world.evidence == "probe")
        for (const std::int64_t at : {10, 20})
            out.observations.push_back({world.requirement, world.subject, minutes(at), "probe", measured});
    if (world.evidence == "attest")
        out.attestations.push_back({{world.requirement},
                                    world.subject,
                                    "A. Auditor",
                                    "as answered",
                                    measured,
                                    "letter.pdf",
                                    std::string(64, '0'),
                                    kDay,
                                    minutes(100)});
    return out;
}

// One flow of the world, if that is its evidence; tuple and facts as the fields say.
evidence::Recording recording(const World& world, const CaseWorld& built) {
    evidence::Recording out;
    out.packets = 1000;
    if (world.evidence != "flow") return out;
    evidence::Flow flow;
    flow.initiator = built.attempt.from;
    flow.responder = built.attempt.to;
    flow.protocol = built.attempt.protocol;
    flow.responder_port = built.attempt.port;
    flow.facts = built.facts;
    flow.answered = true;
    out.flows.push_back(flow);
    return out;
}

Case case_of(const World& world) {
    Case out{world.id, profile_of(world).prefix, "-", "-", "tcp", "443", pairs(world.site), world.id};
    if (world.evidence != "flow") return out;
    for (const auto& [key, value] : pairs(world.fields)) {
        if (key == "from") {
            out.from = value;
        } else if (key == "to") {
            out.to = value;
        } else {
            out.extra[key] = value;
        }
    }
    return out;
}

// The verdict of the row's subject, as judge's own words; empty where judge doesn't speak of it.
std::pair<std::string, std::string> verdict_of(const World& world) {
    const profiles::Profile& profile = profile_of(world);
    Result<CaseWorld> built = build_case_world(case_of(world), profile);
    if (!built) return {"", built.error().text()};
    const evidence::Recording seen = recording(world, *built);
    const Result<Policy> policy = Policy::compile({profile}, std::move(built->site));
    if (!policy) return {"", policy.error().text()};
    for (const RequirementVerdict& each :
         judge_recording(*policy, seen, judge_flows(*policy, seen), control_evidence(world))) {
        if (each.requirement->id != world.requirement) continue;
        for (const SubjectVerdict& subject : each.subjects)
            if (subject.subject == world.subject)
                return {std::string(verdict_name(subject.verdict)), subject.reason};
    }
    return {"", "judge does not speak of " + world.requirement + " and " + world.subject};
}

TEST(ControlWorlds, EachGivesItsVerdict) {
    std::set<std::string> worlds;
    for (const World& world : read_worlds()) {
        const auto [verdict, reason] = verdict_of(world);
        EXPECT_EQ(verdict, world.verdict)
            << world.id << " " << world.requirement << " {" << world.fields << "}: " << reason;
        worlds.insert(world.id);
    }
    fmt::print("control worlds: {}\n", worlds.size());
    EXPECT_EQ(worlds.size(), 103U);
}

// Without its evidence no world has a verdict but unseen, or is not spoken of: so each row's verdict is the
// evidence's.
TEST(ControlWorlds, VerdictsComeFromTheEvidence) {
    for (World world : read_worlds()) {
        if (world.evidence == "flow") continue;
        world.evidence = "none";
        const std::string verdict = verdict_of(world).first;
        EXPECT_TRUE(verdict.empty() || verdict == "unseen") << world.id << ": " << verdict;
    }
}

// allow = the requirement holds: verified, attested, or a prohibition against which nothing was seen. deny =
// a finding.
bool same_answer(const std::string& expected, const std::string& verdict) {
    const bool finding = verdict == "violated" || verdict == "failing";
    return expected == "deny" ? finding
                              : verdict == "verified" || verdict == "attested" || verdict == "unseen";
}

TEST(ControlWorlds, SharedTableIsCovered) {
    const fs::path shared = kSource.parent_path() / "shared/control-worlds.tsv";
    if (!fs::exists(shared)) GTEST_SKIP() << "no shared table beside this checkout";
    std::map<std::string, std::vector<World>> own;
    for (const World& world : read_worlds())
        own[world.id].push_back(world);
    for (const auto& row : read_rows(shared, 10)) {
        const std::string& id = row[0];
        const std::vector<World> worlds = own[id];
        EXPECT_TRUE(std::any_of(worlds.begin(), worlds.end(),
                                [&](const World& world) { return world.requirement == row[8]; }))
            << id << " " << row[8] << " is not in worlds.tsv";
        for (const World& world : worlds)
            EXPECT_TRUE(same_answer(row[7], world.verdict)) << id << " " << world.requirement;
    }
}

}  // namespace
}  // namespace portolan::policy
