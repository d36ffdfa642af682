#include "profiles/profile_text.hpp"

#include "profiles/words.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::profiles {
namespace {

namespace json = boost::json;
using profiles::Match;
using profiles::PortSpec;

std::string port_text(const PortSpec& spec) {
    const PortRange* range = std::get_if<PortRange>(&spec);
    return range != nullptr ? range->text() : "$" + std::get<std::string>(spec);
}

json::array words(const std::vector<std::string>& values) {
    json::array out;
    for (const std::string& value : values)
        out.emplace_back(value);
    return out;
}

json::object clauses_json(const std::vector<Clause>& clauses) {
    json::object out;
    for (const Clause& clause : clauses)
        out[clause.name] = clause.values.empty() ? json::array{"set"} : words(clause.values);
    return out;
}

json::object match_json(const Match& match) {
    json::object out;
    if (!match.when.empty()) out["when"] = clauses_json(match.when);
    if (!match.during.empty()) out["during"] = match.during;
    out["from"] = match.from.empty() ? json::array{"any"} : words(match.from);
    out["to"] = match.to.empty() ? json::array{"any"} : words(match.to);
    json::array protocols;
    if (match.any_protocol) protocols.emplace_back("any");
    for (const Protocol protocol : match.protocols)
        protocols.emplace_back(std::string(protocol_name(protocol)));
    out["protocols"] = std::move(protocols);
    json::array ports;
    if (match.any_port) ports.emplace_back("any");
    for (const PortSpec& port : match.ports)
        ports.emplace_back(port_text(port));
    out["ports"] = std::move(ports);
    json::array names;
    for (const profiles::NamePattern& name : match.names)
        names.emplace_back(name.text());
    out["names"] = std::move(names);
    json::array addresses;
    for (const AddressRange& range : match.addresses)
        addresses.emplace_back(range.text());
    out["addresses"] = std::move(addresses);
    return out;
}

json::object title_json(const Title& title) {
    json::object out;
    for (const Language language : {Language::en, Language::es, Language::fr, Language::pt})
        if (!title.in(language).empty()) out[word_of(language)] = title.in(language);
    return out;
}

json::array ambiguities_json(const std::vector<Ambiguity>& ambiguities) {
    json::array out;
    for (const Ambiguity& ambiguity : ambiguities) {
        json::object row;
        row["tag"] = ambiguity.tag;
        row["text"] = ambiguity.text;
        row["reading"] = ambiguity.reading;
        row["other"] = clauses_json(ambiguity.other);
        out.push_back(std::move(row));
    }
    return out;
}

void put_decision(json::object& out, const Requirement& requirement) {
    out["title"] = title_json(requirement.title);
    out["statement_of"] = requirement.of_vendor ? "vendor" : "customer";
    json::array deciders;
    for (const Decider decider : requirement.decided_by)
        deciders.emplace_back(word_of(decider));
    out["decided_by"] = std::move(deciders);
    out["evidence"] = requirement.evidence;
    if (requirement.validity_months != 0) out["validity_months"] = requirement.validity_months;
    out["probes"] = words(requirement.probes);
    out["ambiguities"] = ambiguities_json(requirement.ambiguities);
}

json::object requirement_json(const Requirement& requirement) {
    json::object out;
    out["id"] = requirement.id;
    out["kind"] = std::string(word_of(requirement.kind));
    out["level"] = std::string(word_of(requirement.level));
    out["effect"] = std::string(word_of(requirement.effect));
    out["lines"] = requirement.lines;
    out["quote"] = requirement.quote;
    out["condition"] = requirement.condition;
    out["application"] = requirement.application;
    out["note"] = requirement.note;
    out["reply"] = requirement.reply_expected ? "expected" : "none";
    put_decision(out, requirement);
    out["applies_to"] = words(requirement.applies_to);
    json::array bodies;
    for (const Match& match : requirement.bodies)
        bodies.push_back(match_json(match));
    out["bodies"] = std::move(bodies);
    return out;
}

json::object head_json(const Profile& profile) {
    json::object document;
    document["file"] = profile.document.file;
    document["title"] = profile.document.title;
    document["edition"] = profile.document.edition;
    document["language"] = profile.document.language;
    document["sha256"] = profile.document.sha256;
    json::object out;
    out["id"] = profile.id;
    out["prefix"] = profile.prefix;
    out["title"] = profile.title;
    out["version"] = profile.version;
    if (!profile.review_by.empty()) out["review_by"] = profile.review_by;
    if (!profile.review_reason.empty()) out["review_reason"] = profile.review_reason;
    json::array changelog;
    for (const Change& change : profile.changelog)
        changelog.push_back(
            json::object{{"version", change.version}, {"date", change.date}, {"changes", change.changes}});
    out["changelog"] = std::move(changelog);
    out["requirement_count"] = profile.requirements.size();
    out["document"] = std::move(document);
    return out;
}

std::string roles_text(const std::vector<std::string>& roles) {
    return roles.empty() ? "any" : fmt::format("{}", fmt::join(roles, " or "));
}

std::string services_text(const Match& match) {
    std::string protocols = match.any_protocol ? "any protocol" : "";
    for (const Protocol protocol : match.protocols)
        protocols += (protocols.empty() ? "" : "+") + std::string(protocol_name(protocol));
    if (match.any_port) return protocols + ", any port";
    std::string ports;
    for (const PortSpec& port : match.ports)
        ports += (ports.empty() ? "" : ",") + port_text(port);
    return ports.empty() ? protocols : protocols + "/" + ports;
}

std::string body_text(const Match& match) {
    std::string out =
        fmt::format("{} -> {} {}", roles_text(match.from), roles_text(match.to), services_text(match));
    for (const profiles::NamePattern& name : match.names)
        out += " " + name.text();
    for (const AddressRange& range : match.addresses)
        out += " " + range.text();
    if (!match.outside.empty()) out += fmt::format(" outside {}", fmt::join(match.outside, ", "));
    if (!match.during.empty()) out += " during " + match.during;
    return out;
}

// What a probe must measure and a person must show: of what no packet decides, no tuple is documented.
std::string asked_text(const Requirement& requirement) {
    std::vector<std::string> asked;
    for (const profiles::Expectation& expected : requirement.expects)
        asked.push_back(fmt::format("{}: {}", expected.name, expected.text()));
    if (!requirement.evidence.empty()) asked.push_back("evidence: " + requirement.evidence);
    return fmt::format("{}", fmt::join(asked, "; "));
}

}  // namespace

std::string documents_text(const Requirement& requirement) {
    if (!requirement.decides()) return asked_text(requirement);
    if (requirement.restates()) return fmt::format("restates {}", fmt::join(requirement.applies_to, ", "));
    if (requirement.effect == profiles::Effect::restrict)
        return fmt::format("applies to {}", fmt::join(requirement.applies_to, ", "));
    std::string out;
    for (const Match& match : requirement.bodies)
        out += (out.empty() ? "" : "; ") + body_text(match);
    return out;
}

std::string condition_text(const Requirement& requirement) {
    std::string out;
    for (const Match& match : requirement.bodies) {
        std::string one;
        for (const profiles::Clause& clause : match.when)
            one += fmt::format(
                "{}{} is {}", one.empty() ? "" : ", ", clause.name,
                clause.values.empty() ? "set" : fmt::format("{}", fmt::join(clause.values, " or ")));
        if (!one.empty() && out.find(one) == std::string::npos) out += (out.empty() ? "" : "; or ") + one;
    }
    return out;
}

std::string profile_list_json(const std::vector<Profile>& library) {
    json::array list;
    for (const Profile& profile : library)
        list.push_back(head_json(profile));
    json::object out;
    out["schema"] = "portolan-profiles/1";
    out["profiles"] = std::move(list);
    return json::serialize(out) + "\n";
}

std::string profile_list_text(const std::vector<Profile>& library) {
    std::string out = fmt::format("{:<14} {:<7} {:>12}  {}\n", "ID", "VERSION", "REQUIREMENTS", "DOCUMENT");
    for (const Profile& profile : library)
        out += fmt::format("{:<14} {:<7} {:>12}  {} ({}): {}\n", profile.id, profile.version,
                           profile.requirements.size(), profile.title, profile.document.language,
                           profile.document.title);
    return out;
}

std::string profile_show_json(const Profile& profile) {
    json::object out = head_json(profile);
    out["schema"] = "portolan-profile-show/1";
    json::array list;
    for (const Requirement& requirement : profile.requirements)
        list.push_back(requirement_json(requirement));
    out["requirements"] = std::move(list);
    return json::serialize(out) + "\n";
}

std::string profile_show_text(const Profile& profile) {
    std::string out =
        fmt::format("{} {}: {}\ndocument {} ({}), SHA-256 {}\n\n", profile.id, profile.version, profile.title,
                    profile.document.title, profile.document.file, profile.document.sha256);
    for (const Requirement& requirement : profile.requirements) {
        out += fmt::format("{:<11} {:<8} {:<20} {}\n", requirement.id, word_of(requirement.kind),
                           word_of(requirement.level), documents_text(requirement));
        const std::string condition = condition_text(requirement);
        out += fmt::format("            line {}: \"{}\"\n", requirement.lines, requirement.quote);
        if (!condition.empty()) out += fmt::format("            when {}\n", condition);
    }
    return out;
}

}  // namespace portolan::profiles
