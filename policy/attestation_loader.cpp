#include "policy/attestation_loader.hpp"

#include "policy/subjects.hpp"
#include "profiles/words.hpp"
#include "profiles/yaml_reader.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using evidence::Attestation;
using evidence::Measurement;
using profiles::Decider;
using profiles::Expectation;
using profiles::Requirement;
using profiles::YamlMap;
using profiles::YamlValue;

// A name, a reference and a sentence that an auditor reads in a table.
constexpr std::size_t kLongestName = 128;
constexpr std::size_t kLongestReference = 500;
constexpr std::size_t kLongestStatement = 2000;
constexpr std::size_t kMostRequirements = 500;  // of an entry; the five products document 484
constexpr std::size_t kMostAnswers = 64;
constexpr std::size_t kMostWords = 64;                           // of an answer
constexpr std::uint64_t kLargestNumber = 9'007'199'254'740'991;  // what JSON carries everywhere
constexpr unsigned kLongestMonths = 36;                          // where a profile sets no bound

// The same day of a later month, or its last day: 31 January + 1 month is 28 or 29 February.
Timestamp add_months(Timestamp from, unsigned months) {
    using namespace std::chrono;
    const sys_time<nanoseconds> instant{nanoseconds(from.nanoseconds)};
    const sys_days day = floor<days>(instant);
    year_month_day date = year_month_day(day) + std::chrono::months(months);
    if (!date.ok()) date = date.year() / date.month() / last;
    return {from.nanoseconds + duration_cast<nanoseconds>(sys_days(date) - day).count()};
}

// "2026-11-23", or with its time of day where that is not midnight.
std::string date_text(Timestamp when) {
    const std::string text = when.text();
    return text.ends_with("T00:00:00.000000Z") ? text.substr(0, 10) : text;
}

Result<std::string> line_of(const YamlMap& map, std::string_view key, std::size_t most) {
    const YamlValue value = TRY(map.need(key));
    std::string text = TRY(value.text());
    const bool blank = text.find_first_not_of(' ') == std::string::npos;
    if (blank || text.size() > most || text.find_first_of("\r\n\t") != std::string::npos)
        return value.error(fmt::format("'{}' is {}", key,
                                       blank                ? "empty"
                                       : text.size() > most ? fmt::format("{} bytes long", text.size())
                                                            : "no single line"),
                           fmt::format("write one line of 1 to {} bytes", most));
    return text;
}

std::string deciders_of(const Requirement& requirement) {
    std::string out;
    for (const Decider decider : requirement.decided_by)
        out += (out.empty() ? "" : " and ") + std::string(profiles::word_of(decider));
    return out;
}

class AttestationReader {
public:
    AttestationReader(const Policy& policy, const EvidenceHash& hash_of)
        : policy_(policy), hash_of_(hash_of) {
        for (const CompiledProduct& product : policy.products()) {
            products_.push_back(product.profile->id);
            for (const Requirement& each : product.profile->requirements)
                if (requirements_.emplace(each.id, &each).second) ids_.push_back(each.id);
        }
    }

    Result<Attestation> read(const YamlValue& value) {
        const YamlMap map = TRY(value.map());
        TRY_VOID(map.only({"requirements", "subject", "by", "statement", "answers", "evidence", "valid_from",
                           "valid_until"}));
        Attestation out;
        meant_.clear();
        TRY_VOID(read_requirements(TRY(map.need("requirements")), out));
        if (const auto subject = map.find("subject")) TRY_VOID(read_subject(*subject, out));
        out.by = TRY(line_of(map, "by", kLongestName));
        out.statement = TRY(line_of(map, "statement", kLongestStatement));
        if (const auto answers = map.find("answers")) TRY_VOID(read_answers(*answers, out));
        TRY_VOID(read_evidence(TRY(map.need("evidence")), out));
        TRY_VOID(read_validity(map, out));
        return out;
    }

private:
    Result<void> read_requirements(const YamlValue& value, Attestation& out) {
        const std::vector<YamlValue> items = TRY(value.items());
        if (items.empty() || items.size() > kMostRequirements)
            return value.error(fmt::format("{} requirements", items.size()),
                               fmt::format("name 1 to {}: [DCA4-002]", kMostRequirements));
        std::set<std::string> seen;
        for (const YamlValue& item : items) {
            std::string id = TRY(item.word());
            const Requirement* requirement = TRY(attestable(item, id));
            if (!seen.insert(id).second)
                return item.error(fmt::format("'{}' stands twice", id), "keep one of them");
            meant_.push_back(requirement);
            out.requirements.push_back(std::move(id));
        }
        return {};
    }

    [[nodiscard]] Result<const Requirement*> attestable(const YamlValue& value, const std::string& id) const {
        const auto found = requirements_.find(id);
        if (found == requirements_.end()) {
            const std::string near = profiles::nearest_word(id, ids_);
            return value.error(
                fmt::format("no requirement '{}' in the products of this site", id.substr(0, 64)),
                near.empty() ? fmt::format("its products are {}; `portolan requirements` lists ids",
                                           fmt::join(products_, ", "))
                             : fmt::format("did you mean '{}'?", near));
        }
        const Requirement& requirement = *found->second;
        if (requirement.trace_only())
            return value.error(fmt::format("{} is kept for the trace: nothing decides it", id),
                               "leave it out");
        if (!requirement.can_be_decided_by(Decider::attestation))
            return value.error(
                fmt::format("{} is decided by {}, not by a person", id, deciders_of(requirement)),
                "leave it out; `portolan requirements` shows what a person attests");
        return &requirement;
    }

    // An attestation of an asset that the requirement is not about would count for nothing.
    Result<void> read_subject(const YamlValue& value, Attestation& out) {
        out.subject = TRY(value.word());
        if (policy_.site().asset(out.subject) == nullptr) {
            std::vector<std::string> names;
            for (const Asset& asset : policy_.site().assets)
                names.push_back(asset.name);
            const std::string near = profiles::nearest_word(out.subject, names);
            return value.error(fmt::format("no asset '{}' in this site", out.subject.substr(0, 64)),
                               near.empty()
                                   ? "name an asset of the site, or leave subject out: the whole product"
                                   : fmt::format("did you mean '{}'?", near));
        }
        for (const Requirement* requirement : meant_)
            if (!subjects_of(requirement->id).contains(out.subject))
                return value.error(
                    fmt::format("{} is not about '{}'", requirement->id, out.subject.substr(0, 64)),
                    "leave subject out, or name an asset that plays the requirement's role");
        return {};
    }

    const std::set<std::string>& subjects_of(const std::string& id) {
        if (subjects_.empty())
            for (const Applicability& each : applicabilities(policy_))
                for (const Subject& subject : each.subjects)
                    subjects_[each.requirement->id].insert(subject.name);
        return subjects_[id];
    }

    Result<void> read_answers(const YamlValue& value, Attestation& out) {
        const std::vector<YamlMap::Entry> entries = TRY(value.map()).entries();
        if (entries.size() > kMostAnswers)
            return value.error(fmt::format("{} answers", entries.size()),
                               fmt::format("give at most {}", kMostAnswers));
        for (const YamlMap::Entry& entry : entries) {
            const Expectation* asked = TRY(asked_for(entry));
            Measurement answer{entry.key, std::vector<std::string>{}};
            if (asked->op == Expectation::Op::range) {
                answer.value = TRY(entry.value.integer(kLargestNumber));
            } else {
                const std::vector<std::string> words = TRY(entry.value.words());
                if (words.empty() || words.size() > kMostWords)
                    return entry.value.error(fmt::format("{} words", words.size()),
                                             fmt::format("write 1 to {}", kMostWords));
                answer.value = words;
            }
            out.answers.push_back(std::move(answer));
        }
        return {};
    }

    [[nodiscard]] Result<const Expectation*> asked_for(const YamlMap::Entry& entry) const {
        std::vector<std::string> names;
        for (const Requirement* requirement : meant_)
            for (const Expectation& each : requirement->expects) {
                if (each.name == entry.key) return &each;
                names.push_back(each.name);
            }
        const std::string near = profiles::nearest_word(entry.key, names);
        return entry.key_at.error(
            fmt::format("none of these requirements asks for '{}'", entry.key.substr(0, 64)),
            names.empty()  ? "leave answers out: they ask for no value"
            : near.empty() ? fmt::format("asked here: {}", fmt::join(names, ", "))
                           : fmt::format("did you mean '{}'?", near));
    }

    Result<void> read_evidence(const YamlValue& value, Attestation& out) const {
        const YamlMap map = TRY(value.map());
        TRY_VOID(map.only({"file", "reference", "sha256"}));
        const auto file = map.find("file");
        if (file.has_value() == map.find("reference").has_value())
            return value.error("evidence is either a file or a reference",
                               "write {file: letter.pdf}, or {reference: \"...\", sha256: ...}");
        std::string said;
        if (map.find("sha256") || !file) said = TRY(read_sha256(TRY(map.need("sha256"))));
        if (!file) {
            out.evidence = TRY(line_of(map, "reference", kLongestReference));
            out.evidence_sha256 = said;
            return {};
        }
        const std::string name = TRY(file->word());
        out.evidence_sha256 = TRY(file->located(hash_of_(name)));
        if (!said.empty() && said != out.evidence_sha256)
            return TRY(map.need("sha256"))
                .error(fmt::format("the SHA-256 of '{}' is {}", name.substr(0, 64), out.evidence_sha256),
                       "the file is another one, or has changed: look at it, then write its hash");
        // Whose folder it lay in tells nobody anything.
        out.evidence = std::filesystem::path(name).filename().string();
        if (out.evidence.empty()) return file->error("this names a folder", "name a file in it");
        return {};
    }

    static Result<std::string> read_sha256(const YamlValue& value) {
        std::string hex = TRY(value.text());
        std::transform(hex.begin(), hex.end(), hex.begin(),
                       [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
        if (hex.size() != 64 || hex.find_first_not_of("0123456789abcdef") != std::string::npos)
            return value.error("this is no SHA-256", "write the 64 hex digits that sha256sum prints");
        return hex;
    }

    Result<void> read_validity(const YamlMap& map, Attestation& out) const {
        const YamlValue from = TRY(map.need("valid_from"));
        out.valid_from = TRY(from.parsed(parse_timestamp));
        const Requirement* shortest = nullptr;
        for (const Requirement* each : meant_)
            if (each->validity_months > 0 &&
                (shortest == nullptr || each->validity_months < shortest->validity_months))
                shortest = each;
        const unsigned months = shortest == nullptr ? kLongestMonths : shortest->validity_months;
        const Timestamp last = add_months(out.valid_from, months);
        const auto until = map.find("valid_until");
        if (!until && shortest == nullptr)
            return map.value().error("valid_until is missing, and no profile says how long this holds",
                                     "add 'valid_until: ...'");
        out.valid_until = last;
        if (!until) return {};
        out.valid_until = TRY(until->parsed(parse_timestamp));
        if (out.valid_until <= out.valid_from)
            return until->error("this ends before it begins", "write a later date than valid_from");
        if (last < out.valid_until)
            return until->error(
                fmt::format("{} is attested for {} months at most",
                            shortest == nullptr ? "nothing here" : shortest->id, months),
                fmt::format("write {} or earlier, or give what may hold longer an entry of its own",
                            date_text(last)));
        return {};
    }

    const Policy& policy_;
    const EvidenceHash& hash_of_;
    std::map<std::string, const Requirement*> requirements_;
    std::vector<std::string> ids_, products_;
    std::map<std::string, std::set<std::string>> subjects_;  // by requirement; filled when first asked
    std::vector<const Requirement*> meant_;                  // of the entry that is read
};

}  // namespace

Result<std::vector<Attestation>> parse_attestations(std::string_view yaml, const std::string& file,
                                                    const Policy& policy, const EvidenceHash& hash_of) {
    const YamlMap map = TRY(TRY(profiles::read_yaml(yaml, file)).map());
    TRY_VOID(map.only({"schema", "attestations"}));
    if (TRY(map.need_text("schema")) != "portolan-attestations/1")
        return TRY(map.need("schema"))
            .error("this schema is not portolan-attestations/1", "write schema: portolan-attestations/1");
    const YamlValue list = TRY(map.need("attestations"));
    const std::vector<YamlValue> items = TRY(list.list());
    if (items.size() > kMostAttestations)
        return list.error(fmt::format("{} attestations, more than {}", items.size(), kMostAttestations),
                          "one letter covers many requirements: join them, or make two files");
    AttestationReader reader(policy, hash_of);
    std::vector<Attestation> out;
    for (const YamlValue& item : items)
        out.push_back(TRY(reader.read(item)));
    return out;
}

}  // namespace portolan::policy
