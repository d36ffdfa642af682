#include "policy/block_remedy.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::policy {
namespace {

using evidence::ReadinessWay;
using Kind = BlockEnd::Kind;

constexpr std::int64_t kDay = 86'400'000'000'000;  // ns
constexpr std::int64_t kExceptionDays = 30;        // a proposal; the person who pastes it decides

// YAML would read the colons of IPv6 as a map inside a list.
std::string yaml_word(const std::string& word) {
    return word.find(':') == std::string::npos ? word : fmt::format("\"{}\"", word);
}

std::string date(Timestamp at) {
    return at.text().substr(0, std::string_view("2026-12-01").size());
}

std::string service_yaml(const Attempt& attempt) {
    const bool ports = attempt.protocol == Protocol::tcp || attempt.protocol == Protocol::udp;
    return fmt::format("protocol: {}{}", protocol_name(attempt.protocol),
                       ports ? fmt::format(", ports: [{}]", attempt.port) : "");
}

std::vector<std::string> words_of(const BlockEnd& end) {
    std::vector<std::string> out;
    if (end.kind == Kind::asset) {
        out.push_back(end.word);
    } else {
        for (const std::string& address : end.addresses)
            out.push_back(yaml_word(address));
    }
    return out;
}

// One line for each pair of ends; exceptions take no name, and none for all of the Internet is proposed.
void add_exception(const Block& block, std::vector<ReadinessWay>& out) {
    const auto too_many = [](const BlockEnd& end) { return end.kind != Kind::asset && end.more > 0; };
    if (too_many(block.from) || too_many(block.to)) return;
    std::string yaml = "exceptions:";
    std::size_t number = 0;
    for (const std::string& from : words_of(block.from))
        for (const std::string& to : words_of(block.to))
            yaml += fmt::format(
                "\n  - {{id: EX-{}, from: {}, to: {}, {}, reason: WHY, owner: WHO, valid_from: {}, "
                "valid_until: {}}}",
                ++number, from, to, service_yaml(block.example), date(block.at),
                date({block.at.nanoseconds + kExceptionDays * kDay}));
    out.push_back({"exception", "tolerate it until a date", std::move(yaml)});
}

void add_acceptance(const Block& block, std::vector<ReadinessWay>& out) {
    out.push_back(
        {"accept", "let it be blocked, knowingly",
         fmt::format("accepted_blocks:\n  - {{id: AB-1, from: {}, to: {}, {}, reason: WHY, owner: WHO}}",
                     yaml_word(block.from.word), yaml_word(block.to.word), service_yaml(block.example))});
}

std::string local_role(const BlockEnd& end) {
    if (end.kind == Kind::asset) return "{binds: assets, governed: false}";
    if (end.kind == Kind::name) return fmt::format("{{binds: internet, names: [{{exact: {}}}]}}", end.word);
    return fmt::format("{{binds: internet, addresses: [{}]}}", fmt::join(words_of(end), ", "));
}

// Never for all of the Internet: who pastes it would open more than was seen.
void add_local(const Block& block, std::vector<ReadinessWay>& out) {
    if (block.from.kind == Kind::internet && block.from.more > 0) return;
    std::vector<std::string> bound;
    for (const auto& [role, end] : {std::pair("one", &block.from), std::pair("other", &block.to)})
        if (end->kind == Kind::asset) bound.push_back(fmt::format("{}: [{}]", role, end->word));
    out.push_back(
        {"local", "document it as the customer's own (docs/sites.md)",
         fmt::format(
             "# in a file of local requirements\nroles:\n  one: {}\n  other: {}\nrequirements:\n"
             "  - {{id: LOC-001, kind: flow, level: required, lines: WHERE, quote: WHY, from: one, to: "
             "other, {}}}\n# in the site\nlocal:\n  - {{file: FILE.yaml, roles: {{{}}}}}",
             local_role(block.from), local_role(block.to), service_yaml(block.example),
             fmt::join(bound, ", "))});
}

const CompiledProduct* product_of(const Policy& policy, const profiles::Requirement& requirement) {
    for (const CompiledProduct& product : policy.products())
        if (product.profile->requirement(requirement.id) == &requirement) return &product;
    return nullptr;
}

// "parameter rtp_range is unset" -> "rtp_range".
std::string subject_of(std::string_view difference, std::string_view kind) {
    if (!difference.starts_with(kind)) return {};
    difference.remove_prefix(kind.size());
    return std::string(difference.substr(0, difference.find(' ')));
}

std::string parameter_value(const profiles::Parameter& parameter, const Attempt& attempt) {
    using profiles::ParameterType;
    switch (parameter.type) {
        case ParameterType::port_list:
            return fmt::format("[{}]", attempt.port);
        case ParameterType::transport_port_list:
            return fmt::format("[{}/{}]", protocol_name(attempt.protocol), attempt.port);
        case ParameterType::prefix_list:
        case ParameterType::address_list:
            return "[ADDRESS]";
        default:
            return "VALUE";
    }
}

std::string option_value(const profiles::Requirement& requirement, const std::string& option) {
    for (const profiles::Match& body : requirement.bodies)
        for (const profiles::Clause& clause : body.when)
            if (clause.name == option && !clause.values.empty())
                return fmt::format("\"{}\"", clause.values.front());
    return "VALUE";
}

// The nearest requirement documents it as soon as something is set, bound or switched on.
void add_requirement(const Policy& policy, const Block& block, const NearestMiss& nearest,
                     std::vector<ReadinessWay>& out) {
    if (nearest.requirement == nullptr) return;
    const CompiledProduct* product = product_of(policy, *nearest.requirement);
    if (product == nullptr) return;
    const auto add = [&](const std::string& verb, std::string_view key, const std::string& name,
                         const std::string& value) {
        out.push_back(
            {"requirement", fmt::format("{} {}: {} then documents it", verb, name, nearest.requirement->id),
             fmt::format("products:\n  {}:\n    {}: {{{}: {}}}", product->profile->id, key, name, value)});
    };
    const std::string parameter = subject_of(nearest.difference, "parameter ");
    const std::string role = subject_of(nearest.difference, "role ");
    const std::string option = subject_of(nearest.difference, "option ");
    if (const profiles::Parameter* known = product->profile->parameter(parameter)) {
        add("set parameter", "parameters", parameter, parameter_value(*known, block.example));
    } else if (product->profile->role(role) != nullptr) {
        // "role printer is unbound: bind it if 10.1.8.1 is one".
        const bool responder =
            nearest.difference.ends_with(fmt::format("bind it if {} is one", block.example.to.text()));
        const BlockEnd& other = responder ? block.to : block.from;
        const std::string who = responder ? block.example.to.text() : block.example.from.text();
        add(fmt::format("if {} is one, bind role", who), "roles", role,
            other.kind == Kind::asset ? fmt::format("[{}]", other.word) : "[ASSET]");
    } else if (product->profile->option(option) != nullptr) {
        add("switch option", "options", option, option_value(*nearest.requirement, option));
    }
}

}  // namespace

std::vector<ReadinessWay> ways_of(const Policy& policy, const Block& block, const NearestMiss& nearest) {
    std::vector<ReadinessWay> out;
    const Protocol protocol = block.example.protocol;
    const bool can_say = protocol != Protocol::other;
    if (!block.prohibited) {
        add_requirement(policy, block, nearest, out);
        if (can_say) add_local(block, out);
        if (can_say) add_exception(block, out);
    }
    if (can_say) add_acceptance(block, out);
    if (out.empty())
        out.push_back({"local",
                       "only tcp, udp and icmp can be documented: route it elsewhere, or apply with "
                       "--accept-risk",
                       ""});
    return out;
}

}  // namespace portolan::policy
