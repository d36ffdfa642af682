#include "appliance/cli/explanation.hpp"

#include "appliance/base/dns_name.hpp"
#include "appliance/base/wall_clock.hpp"
#include "profiles/words.hpp"

#include <optional>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

namespace json = boost::json;
using policy::Decision;
using policy::FlowVerdict;
using policy::Policy;

// An address that stands for a host name nobody resolved for us: documentation prefix, so never a real peer.
constexpr std::string_view kUnresolved = "2001:db8:ffff:ffff::1";

std::optional<Address> first_player(const Policy& policy, const std::string& role) {
    for (const policy::CompiledProduct& product : policy.products()) {
        const auto players = product.players.find(role);
        if (players != product.players.end() && !players->second.addresses.empty())
            return players->second.addresses.ranges().front().first;
    }
    return std::nullopt;
}

Result<Address> resolve_end(const Policy& policy, const std::string& end, std::vector<std::string>& names,
                            const std::string& resolved) {
    if (const Result<Address> address = Address::parse(end)) return *address;
    if (const policy::Asset* asset = policy.site().asset(end)) return asset->addresses.front().first;
    if (const std::optional<Address> player = first_player(policy, end)) return *player;
    const std::optional<std::string> name =
        end.find('.') == std::string::npos ? std::nullopt : normalise_name(end);
    if (!name)
        return fail(
            ErrorCode::not_found,
            fmt::format("'{}' is no address, no asset and no role that somebody plays at this site", end), {},
            "write an address, an asset or role of the site, or a host name");
    names.push_back(*name);
    return Address::parse(resolved.empty() ? std::string(kUnresolved) : resolved);
}

json::value time_or_null(const std::optional<Timestamp>& time) {
    return time ? json::value(time->text()) : json::value(nullptr);
}

// "holds from 2026-12-01T00:00:00.000000Z until ...", or empty where nothing ends it.
std::string validity_text(const Decision& decision) {
    std::string out;
    if (decision.valid_from) out += " from " + decision.valid_from->text();
    if (decision.valid_until) out += " until " + decision.valid_until->text();
    return out.empty() ? "" : "    holds" + out + "\n";
}

std::string exception_text(const Decision& decision) {
    if (decision.exception == nullptr) return {};
    const policy::Exception& source = *decision.exception->source;
    return fmt::format("    exception of {}{}: {}\n", source.owner,
                       source.ticket.empty() ? "" : ", ticket " + source.ticket, source.reason);
}

json::array ids(const std::vector<std::string>& values) {
    json::array out;
    for (const std::string& value : values)
        out.emplace_back(value);
    return out;
}

std::vector<std::string> also_ids(const Decision& decision) {
    std::vector<std::string> out;
    for (const policy::Rule* rule : decision.documenting)
        if (rule != decision.deciding) out.push_back(rule->requirement->id);
    for (const profiles::Requirement* list : decision.closed_lists)
        out.push_back(list->id);
    return out;
}

std::string deciding_id(const Decision& decision) {
    return decision.deciding == nullptr ? "" : decision.deciding->requirement->id;
}

// What the documents deny, a product in observe lets through all the same.
std::string observe_note(const Explanation& explanation) {
    const Decision& admit = explanation.admit;
    if (admit.allowed || admit.product == Decision::kNoProduct) return {};
    const policy::CompiledProduct& product = explanation.policy->products()[admit.product];
    return product.site->enforce ? ""
                                 : fmt::format(" ({} is in observe: not blocked today)", product.profile->id);
}

}  // namespace

Result<Explanation> explain(const Policy& policy, const Question& question) {
    policy::Attempt attempt;
    const std::optional<Protocol> protocol = parse_protocol(question.protocol);
    if (!protocol)
        return fail(ErrorCode::bad_input, fmt::format("'{}' is no protocol", question.protocol), "--proto",
                    "write tcp, udp or icmp");
    if (*protocol != Protocol::icmp && question.port == 0)
        return fail(ErrorCode::bad_input, "a port is missing", "--port", "write --port 443");
    attempt.protocol = *protocol;
    attempt.at = question.at.value_or(now());
    attempt.port = question.port;
    if (const std::string* type = question.facts.find(evidence::Fact::icmp)) attempt.icmp = *type;
    attempt.from = TRY(resolve_end(policy, question.from, attempt.from_names, ""));
    attempt.to = TRY(resolve_end(policy, question.to, attempt.names, question.resolved));
    Explanation out;
    out.policy = &policy;
    out.policy_id = policy.short_id();
    out.at = *attempt.at;
    out.asked = fmt::format("{} -> {} {}{}", question.from, question.to, question.protocol,
                            question.port == 0 ? "" : fmt::format("/{}", question.port));
    out.admit = policy::admit(policy, attempt);
    out.assess = policy::assess(policy, attempt, question.facts);
    if (out.assess.verdict == FlowVerdict::undocumented)
        out.nearest = policy::nearest_miss(policy, attempt, question.facts);
    return out;
}

std::string explanation_json(const Explanation& explanation) {
    json::object admit;
    admit["allowed"] = explanation.admit.allowed;
    admit["decision"] = explanation.admit.id;
    admit["requirement"] = deciding_id(explanation.admit);
    admit["valid_from"] = time_or_null(explanation.admit.valid_from);
    admit["valid_until"] = time_or_null(explanation.admit.valid_until);
    admit["also"] = ids(also_ids(explanation.admit));
    json::array facts;
    for (const policy::FactCheck& check : explanation.assess.checks) {
        json::object fact;
        fact["name"] = std::string(evidence::fact_name(check.fact));
        fact["seen"] = check.seen;
        fact["documented"] = check.documented;
        fact["point"] = std::string(profiles::word_of(check.point));
        fact["requirement"] = check.requirement;
        fact["met"] = check.met;
        facts.push_back(std::move(fact));
    }
    json::object assess;
    assess["verdict"] = std::string(policy::verdict_name(explanation.assess.verdict));
    assess["requirement"] =
        explanation.assess.requirement == nullptr ? "" : explanation.assess.requirement->id;
    assess["reason"] = explanation.assess.reason;
    assess["facts"] = std::move(facts);
    json::object nearest;
    nearest["requirement"] =
        explanation.nearest.requirement == nullptr ? "" : explanation.nearest.requirement->id;
    nearest["difference"] = explanation.nearest.difference;
    json::object out;
    out["schema"] = "portolan-explain/1";
    out["policy"] = explanation.policy_id;
    out["asked"] = explanation.asked;
    out["at"] = explanation.at.text();
    out["admit"] = std::move(admit);
    out["assess"] = std::move(assess);
    out["nearest"] = std::move(nearest);
    return json::serialize(out) + "\n";
}

std::string explanation_text(const Explanation& explanation) {
    const Decision& admit = explanation.admit;
    std::string out = fmt::format("{}   (policy {})\n", explanation.asked, explanation.policy_id);
    out += fmt::format("  first packet: {} by {}{}\n", admit.allowed ? "accepted" : "denied", admit.id,
                       observe_note(explanation));
    if (admit.deciding != nullptr) {
        const profiles::Requirement& requirement = *admit.deciding->requirement;
        out += fmt::format("    {} ({}), line {}: \"{}\"\n", requirement.id,
                           profiles::word_of(requirement.level), requirement.lines, requirement.quote);
    }
    out += exception_text(admit) + validity_text(admit);
    const std::vector<std::string> also = also_ids(admit);
    if (!also.empty()) out += fmt::format("    also: {}\n", fmt::join(also, ", "));
    out += fmt::format("  with the facts given: {}{}\n", policy::verdict_name(explanation.assess.verdict),
                       explanation.assess.reason.empty() ? "" : ", " + explanation.assess.reason);
    for (const policy::FactCheck& check : explanation.assess.checks)
        out += fmt::format("    {}: seen {}, documented {} ({}), enforced at: {}{}\n",
                           evidence::fact_name(check.fact), check.seen.empty() ? "nothing" : check.seen,
                           check.documented, check.requirement, profiles::word_of(check.point),
                           check.met ? "" : "  <- deviates");
    return out;
}

}  // namespace portolan::cli
