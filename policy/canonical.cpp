#include "policy/canonical.hpp"

#include "profiles/words.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using profiles::FactTest;
using profiles::Match;

// Values are length-prefixed, so that no content can imitate structure.
class Writer {
public:
    void put(std::string_view key, std::string_view value) {
        text_ += fmt::format("{}={}:{}\n", key, value.size(), value);
    }
    void put(std::string_view key, const std::vector<std::string>& values) {
        put(key, fmt::format("{} values", values.size()));
        for (const std::string& value : values)
            put("-", value);
    }
    template <typename T>
    void put_texts(std::string_view key, const std::vector<T>& values) {
        std::vector<std::string> texts;
        for (const T& value : values)
            texts.push_back(value.text());
        put(key, texts);
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

void write_tests(Writer& out, std::string_view key, const std::vector<FactTest>& tests) {
    for (const FactTest& test : tests) {
        out.put(key, fmt::format("{} op {} point {} must {}", fact_name(test.fact), static_cast<int>(test.op),
                                 profiles::word_of(test.point), test.must_be_seen));
        out.put("values", test.values);
        out.put("parameters", test.parameters);
    }
}

void write_clauses(Writer& out, std::string_view key, const std::vector<profiles::Clause>& clauses) {
    for (const profiles::Clause& clause : clauses) {
        out.put(key, clause.name);
        out.put("is", clause.values);
    }
}

void write_match(Writer& out, const Match& match) {
    if (match.effect) out.put("effect", profiles::word_of(*match.effect));
    write_clauses(out, "when", match.when);
    out.put("from", match.from);
    out.put("to", match.to);
    out.put("to_not", match.to_not);
    out.put("from_within", match.from_within);
    out.put("from_outside", match.from_outside);
    out.put("within", match.within);
    out.put("outside", match.outside);
    if (!match.during.empty()) out.put("during", match.during);
    std::string protocols = match.any_protocol ? "any" : "";
    for (const Protocol protocol : match.protocols)
        protocols += fmt::format(" {}", protocol_name(protocol));
    out.put("protocol", protocols);
    std::vector<std::string> ports;
    if (match.any_port) ports.emplace_back("any");
    for (const profiles::PortSpec& port : match.ports) {
        const PortRange* range = std::get_if<PortRange>(&port);
        ports.push_back(range != nullptr ? range->text() : "$" + std::get<std::string>(port));
    }
    out.put("ports", ports);
    out.put("icmp", match.icmp);
    out.put_texts("names", match.names);
    out.put_texts("addresses", match.addresses);
    write_tests(out, "scope", match.scope);
    write_tests(out, "facts", match.facts);
}

void write_decision(Writer& out, const profiles::Requirement& requirement) {
    for (const std::string& title : requirement.title.texts)
        out.put("title", title);
    out.put("statement_of", requirement.of_vendor ? "vendor" : "customer");
    for (const profiles::Decider decider : requirement.decided_by)
        out.put("decided_by", profiles::word_of(decider));
    out.put("evidence", requirement.evidence);
    out.put("validity_months", fmt::format("{}", requirement.validity_months));
    for (const profiles::Expectation& expected : requirement.expects) {
        out.put("expects", expected.name);
        out.put("is",
                fmt::format("op {} from {} to {} optional {}", static_cast<int>(expected.op),
                            expected.least ? fmt::format("{}", *expected.least) : "-",
                            expected.most ? fmt::format("{}", *expected.most) : "-", expected.optional));
        out.put("words", expected.words);
    }
    for (const profiles::Ambiguity& ambiguity : requirement.ambiguities) {
        out.put("ambiguity", ambiguity.tag);
        out.put("text", ambiguity.text);
        out.put("reading", ambiguity.reading);
        write_clauses(out, "other", ambiguity.other);
    }
}

void write_requirement(Writer& out, const profiles::Requirement& requirement) {
    out.put("requirement", requirement.id);
    out.put("kind", profiles::word_of(requirement.kind));
    out.put("level", profiles::word_of(requirement.level));
    out.put("effect", profiles::word_of(requirement.effect));
    out.put("lines", requirement.lines);
    out.put("quote", requirement.quote);
    out.put("reply", requirement.reply_expected ? "expected" : "none");
    out.put("reverse", requirement.reverse_of_documented ? "yes" : "no");
    out.put("applies_to", requirement.applies_to);
    out.put("probes", requirement.probes);
    write_decision(out, requirement);
    for (const Match& match : requirement.bodies)
        write_match(out, match);
}

void write_zone(Writer& out, const Zone& zone) {
    out.put("zone", zone.id);
    out.put("interface", zone.interface);
    out.put("kind", zone.mirror ? "mirror" : "routed");
    out.put("address",
            zone.address ? zone.address->address.text() + " in " + zone.address->network.text() : "");
    out.put("gateway", zone.gateway ? zone.gateway->text() : "");
    out.put("via", zone.via ? zone.via->text() : "");
    out.put_texts("networks", zone.networks);
    out.put("untrusted", zone.untrusted ? "yes" : "no");
}

void write_product(Writer& out, const ProductSite& product) {
    out.put("product", product.id);
    out.put("enforcement", product.enforce ? "enforce" : "observe");
    std::vector<RoleBinding> roles = product.roles;
    std::sort(roles.begin(), roles.end());
    for (const RoleBinding& role : roles)
        out.put(role.role, role.asset);
    for (const auto& [name, value] : product.options)
        out.put(name, value);
    for (const auto& [name, values] : product.parameters)
        out.put(name, values);
    // Written only where they are said, so that no policy id changed when these keys came.
    for (const auto* none : {&product.no_roles, &product.no_parameters})
        for (const std::string& name : *none)
            out.put("none", name);
    for (const std::string& id : product.out_of_reach)
        out.put("out of reach", id);
}

void write_accepted_block(Writer& out, const AcceptedBlock& block) {
    out.put("accepted block", block.id);
    out.put("between", block.from + " > " + block.to);
    out.put("protocol", protocol_name(block.protocol));
    out.put_texts("ports", block.ports);
}

void write_exception(Writer& out, const Exception& exception) {
    out.put("exception", exception.id);
    out.put("between", exception.from + " > " + exception.to);
    out.put("protocol", protocol_name(exception.protocol));
    out.put_texts("ports", exception.ports);
    out.put("valid", exception.valid_from.text() + " to " + exception.valid_until.text());
}

template <typename T, typename Key>
std::vector<T> sorted_by(std::vector<T> items, Key key) {
    std::sort(items.begin(), items.end(), [&](const T& a, const T& b) { return key(a) < key(b); });
    return items;
}

}  // namespace

std::string canonical_text(const profiles::Profile& profile) {
    Writer out;
    out.put("profile", profile.id);
    out.put("version", profile.version);
    out.put("review_by", profile.review_by);
    out.put("review_reason", profile.review_reason);
    for (const profiles::Change& change : profile.changelog)
        out.put("change", std::vector<std::string>{change.version, change.date, change.changes});
    out.put("document", profile.document.sha256);
    for (const profiles::Role& role : profile.roles) {
        out.put("role", fmt::format("{} binds {} governed {} within {}", role.id,
                                    profiles::word_of(role.binds), role.governed, role.within));
        out.put("is_a", role.is_a);
        out.put("members", role.members);
        out.put_texts("names", role.names);
        out.put_texts("addresses", role.addresses);
    }
    for (const profiles::Option& option : sorted_by(profile.options, [](const auto& o) { return o.id; })) {
        out.put("option", option.id);
        out.put("values", option.values);
        out.put("default", option.fallback);
    }
    for (const profiles::Parameter& parameter :
         sorted_by(profile.parameters, [](const auto& p) { return p.id; }))
        out.put("parameter", fmt::format("{} {}{}", parameter.id, profiles::word_of(parameter.type),
                                         parameter.always ? " always" : ""));
    for (const profiles::Requirement& requirement : profile.requirements)
        write_requirement(out, requirement);
    return out.take();
}

std::string canonical_text(const Site& site) {
    Writer out;
    out.put("site", site.name);
    for (const Zone& zone : sorted_by(site.zones, [](const Zone& z) { return z.id; }))
        write_zone(out, zone);
    if (site.management) {
        out.put("management", site.management->interface + " " + site.management->address.address.text());
        out.put_texts("from", site.management->from);
    }
    for (const DnsWay& way : sorted_by(site.dns, [](const DnsWay& w) { return w.zone; })) {
        out.put("dns", way.zone + " " + way.way);
        out.put_texts("resolvers", way.resolvers);
    }
    out.put("untouched", site.dns_untouched);
    out.put("ungoverned", fmt::format("{}", static_cast<int>(site.ungoverned_default)));
    for (const auto& [zones, way] : site.ungoverned)
        out.put(zones.first + " > " + zones.second, fmt::format("{}", static_cast<int>(way)));
    for (const Asset& asset : sorted_by(site.assets, [](const Asset& a) { return a.name; })) {
        out.put("asset", asset.name);
        out.put_texts("addresses", asset.addresses);
        out.put("mac", asset.mac);
    }
    for (const ProductSite& product : sorted_by(site.products, [](const ProductSite& p) { return p.id; }))
        write_product(out, product);
    for (const profiles::Profile& local : site.local)
        out.put("local", canonical_text(local));
    for (const Exception& exception : sorted_by(site.exceptions, [](const Exception& e) { return e.id; }))
        write_exception(out, exception);
    for (const AcceptedBlock& block :
         sorted_by(site.accepted_blocks, [](const AcceptedBlock& b) { return b.id; }))
        write_accepted_block(out, block);
    return out.take();
}

}  // namespace portolan::policy
