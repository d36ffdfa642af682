// Puts roles, options and parameters into the profiles' requirements: the rules of a policy.
#include "appliance/base/sha256.hpp"
#include "policy/canonical.hpp"
#include "policy/clashes.hpp"
#include "policy/policy.hpp"
#include "policy/role_players.hpp"
#include "policy/when_clause.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using profiles::Effect;
using profiles::Match;
using profiles::PortSpec;
using profiles::Profile;
using profiles::Requirement;

AddressSet internet_of(const Site& site) {
    AddressSet inside = AddressSet::special();
    for (const Zone& zone : site.zones)
        inside = inside.united(zone.all_networks());
    std::vector<AddressRange> assets;  // made a set once, not one by one
    for (const Asset& asset : site.assets)
        assets.insert(assets.end(), asset.addresses.begin(), asset.addresses.end());
    return AddressSet::everything().without(inside.united(AddressSet(std::move(assets))));
}

std::map<std::string, std::string> option_values(const Profile& profile, const ProductSite& site) {
    std::map<std::string, std::string> out;
    for (const profiles::Option& option : profile.options) {
        const auto set = site.options.find(option.id);
        out[option.id] = set == site.options.end() ? option.fallback : set->second;
    }
    return out;
}

// Addresses of all the parameters together; the first unset one is named.
AddressSet ranges_of(const std::vector<std::string>& names, const CompiledProduct& product,
                     std::string* unset) {
    AddressSet out;
    for (const std::string& name : names) {
        const auto value = product.parameters.find(name);
        if (value != product.parameters.end()) {
            out = out.united(value->second.addresses);
        } else if (unset != nullptr && unset->empty()) {
            *unset = fmt::format("parameter {} is unset", name);
        }
    }
    return out;
}

std::vector<BoundTest> put_parameters(const std::vector<profiles::FactTest>& tests,
                                      const CompiledProduct& product) {
    std::vector<BoundTest> out;
    for (const profiles::FactTest& source : tests) {
        BoundTest test;
        test.source = &source;
        test.values = source.values;
        test.unset = !source.parameters.empty();
        for (const std::string& name : source.parameters) {
            const auto value = product.parameters.find(name);
            if (value == product.parameters.end()) continue;
            test.unset = false;
            test.values.insert(test.values.end(), value->second.words.begin(), value->second.words.end());
            test.numbers.push_back(value->second.number);
        }
        // A threshold of two numbers needs both.
        if (source.op == profiles::FactTest::Op::reached && test.numbers.size() != 2) test.unset = true;
        out.push_back(std::move(test));
    }
    return out;
}

void put_ports(const Match& body, const CompiledProduct& product, Rule& rule) {
    const auto add = [&](std::optional<Protocol> own, const PortRange& range) {
        if (own) {
            rule.ports.push_back({*own, range});
            return;
        }
        for (const Protocol protocol : {Protocol::tcp, Protocol::udp}) {
            const bool listed =
                std::find(body.protocols.begin(), body.protocols.end(), protocol) != body.protocols.end();
            if (body.any_protocol || listed) rule.ports.push_back({protocol, range});
        }
    };
    std::string unset;
    for (const PortSpec& spec : body.ports) {
        if (const PortRange* range = std::get_if<PortRange>(&spec)) {
            add(std::nullopt, *range);
            continue;
        }
        const std::string& name = std::get<std::string>(spec);
        const auto value = product.parameters.find(name);
        if (value == product.parameters.end()) {
            unset = fmt::format("parameter {} is unset", name);
        } else {
            for (const TransportPort& port : value->second.ports)
                add(port.protocol, port.ports);
        }
    }
    if (rule.ports.empty() && !unset.empty() && rule.inactive.empty()) rule.inactive = unset;
}

int breadth_of(const Match& body, const End& to) {
    if (body.names.empty() && body.addresses.empty()) return 2;
    const bool exact = std::all_of(body.names.begin(), body.names.end(), [](const auto& n) {
        return n.kind == profiles::NamePattern::Kind::exact;
    });
    const bool single = std::all_of(to.addresses.ranges().begin(), to.addresses.ranges().end(),
                                    [](const AddressRange& r) { return r.first == r.last; });
    if (exact && single) return 0;
    return body.names.empty() ? 2 : 1;
}

}  // namespace

class Compiler {
public:
    Compiler(std::vector<Profile> library, Site site) {
        policy_.library_ = std::make_shared<const std::vector<Profile>>(std::move(library));
        policy_.site_ = std::make_shared<const Site>(std::move(site));
    }

    Result<Policy> run() {
        policy_.internet_ = internet_of(*policy_.site_);
        std::string canonical = canonical_text(*policy_.site_);
        for (const Profile& profile : *policy_.library_) {
            const auto& sites = policy_.site_->products;
            const auto site = std::find_if(sites.begin(), sites.end(),
                                           [&](const ProductSite& p) { return p.id == profile.id; });
            if (site == sites.end()) continue;
            canonical += canonical_text(profile);
            TRY_VOID(add_product(profile, *site));
        }
        add_exceptions();
        index_assets();
        policy_.id_ = sha256_hex(canonical);
        TRY_VOID(check_clashes(policy_));
        return std::move(policy_);
    }

private:
    Result<void> add_product(const Profile& profile, const ProductSite& site) {
        CompiledProduct product;
        product.profile = &profile;
        product.site = &site;
        product.options = option_values(profile, site);
        for (const auto& [name, words] : site.parameters)
            product.parameters[name] = TRY(parse_parameter(profile.parameter(name)->type, words));
        put_players(profile, *policy_.site_, policy_.internet_, product);
        policy_.products_.push_back(std::move(product));
        const std::size_t first = policy_.rules_.size();
        for (const Requirement& requirement : profile.requirements)
            if (requirement.decides() && !requirement.restates() &&
                requirement.level != profiles::Level::informational)
                for (const Match& body : requirement.bodies)
                    policy_.rules_.push_back(make_rule(requirement, body));
        for (const Requirement& requirement : profile.requirements)
            if (requirement.decides() && requirement.restates()) restate(requirement, first);
        return {};
    }

    const CompiledProduct& product() const { return policy_.products_.back(); }

    Rule make_rule(const Requirement& requirement, const Match& body) const {
        Rule rule;
        rule.requirement = &requirement;
        rule.body = &body;
        rule.effect = body.effect.value_or(requirement.effect);
        rule.product = policy_.products_.size() - 1;
        rule.inactive = failed_clause(body.when, product());
        put_ends(body, rule);
        rule.any_protocol = body.any_protocol;
        rule.protocols = body.protocols;
        rule.any_port = body.any_port;
        put_ports(body, product(), rule);
        put_hours(body, rule);
        rule.scope = put_parameters(body.scope, product());
        rule.facts = put_parameters(body.facts, product());
        rule.breadth = breadth_of(body, rule.to);
        return rule;
    }

    void put_hours(const Match& body, Rule& rule) const {
        if (body.during.empty()) return;
        const auto value = product().parameters.find(body.during);
        if (value != product().parameters.end()) {
            rule.during.push_back(value->second.window);
        } else if (!product().profile->parameter(body.during)->always && rule.inactive.empty()) {
            rule.inactive = fmt::format("parameter {} is unset", body.during);
        }
    }

    // Prohibitions speak of whoever is bound to a role; documents admit only players inside their ranges.
    void put_ends(const Match& body, Rule& rule) const {
        const bool prohibits = rule.effect == Effect::prohibit;
        std::string unset;
        rule.from = union_of(body.from, prohibits);
        if (!body.from_within.empty())
            rule.from.addresses =
                rule.from.addresses.intersected(ranges_of(body.from_within, product(), &unset));
        rule.from.addresses = rule.from.addresses.without(ranges_of(body.from_outside, product(), nullptr));
        if (body.names.empty() && body.addresses.empty()) {
            rule.to = union_of(body.to, prohibits);
        } else {
            rule.to = {AddressSet(body.addresses), body.names};
        }
        if (!body.to_not.empty())
            rule.to.addresses =
                rule.to.addresses.without(union_of(body.to_not, /*prohibits=*/true).addresses);
        if (!body.within.empty())
            rule.to.addresses = rule.to.addresses.intersected(ranges_of(body.within, product(), &unset));
        rule.to.addresses = rule.to.addresses.without(ranges_of(body.outside, product(), nullptr));
        if (rule.inactive.empty()) rule.inactive = unset;
        if (rule.inactive.empty() && rule.from.empty()) rule.inactive = nobody_plays(body.from, product());
        if (rule.inactive.empty() && rule.to.empty()) rule.inactive = nobody_plays(body.to, product());
    }

    End union_of(const std::vector<std::string>& roles, bool prohibits) const {
        if (roles.empty()) return {AddressSet::everything(), {}};
        End out;
        for (const std::string& role : roles) {
            const auto& table = prohibits ? product().bound : product().players;
            const End& end = table.at(role);
            out.addresses = out.addresses.united(end.addresses);
            out.names.insert(out.names.end(), end.names.begin(), end.names.end());
        }
        return out;
    }

    // The rules of a restating requirement are those it restates, narrowed to its own protocol and ports.
    void restate(const Requirement& requirement, std::size_t first) {
        const std::size_t last = policy_.rules_.size();
        for (const Match& body : requirement.bodies) {
            const std::string off = failed_clause(body.when, product());
            for (std::size_t i = first; i < last; ++i) {
                const Rule& source = policy_.rules_[i];
                const auto& ids = requirement.applies_to;
                if (source.restated != nullptr ||
                    std::find(ids.begin(), ids.end(), source.requirement->id) == ids.end())
                    continue;
                if (source.effect != Effect::allow) continue;
                Rule rule = source;
                rule.requirement = &requirement;
                rule.restated = source.requirement;
                if (rule.inactive.empty()) rule.inactive = off;
                put_hours(body, rule);  // beside those of what it restates
                if (narrow(body, rule)) policy_.rules_.push_back(std::move(rule));
            }
        }
    }

    // False where nothing is left.
    static bool narrow(const Match& body, Rule& rule) {
        const auto wants = [&](Protocol protocol) {
            return body.any_protocol || body.protocols.empty() ||
                   std::find(body.protocols.begin(), body.protocols.end(), protocol) != body.protocols.end();
        };
        std::erase_if(rule.protocols, [&](Protocol protocol) { return !wants(protocol); });
        std::erase_if(rule.ports, [&](const RulePorts& ports) {
            const auto inside = [&](const PortSpec& spec) {
                const PortRange* range = std::get_if<PortRange>(&spec);
                return range != nullptr && range->first <= ports.ports.first &&
                       ports.ports.last <= range->last;
            };
            const bool wanted = body.ports.empty() || body.any_port ||
                                std::any_of(body.ports.begin(), body.ports.end(), inside);
            return !wants(ports.protocol) || !wanted;
        });
        return rule.any_protocol || (!rule.protocols.empty() && (rule.any_port || !rule.ports.empty() ||
                                                                 rule.protocols.front() == Protocol::icmp));
    }

    void add_exceptions() {
        const auto end_of = [&](const std::string& end) {
            if (const Asset* asset = policy_.site_->asset(end)) return AddressSet(asset->addresses);
            return AddressSet({*parse_address_range(end)});  // checked by the loader
        };
        for (const Exception& exception : policy_.site_->exceptions)
            policy_.exceptions_.push_back({&exception, end_of(exception.from), end_of(exception.to)});
    }

    void index_assets() {
        for (const Asset& asset : policy_.site_->assets) {
            for (const AddressRange& range : asset.addresses) {
                if (range.first == range.last) {
                    policy_.single_assets_.emplace(range.first, &asset);
                } else {
                    policy_.range_assets_.emplace_back(range, &asset);
                }
            }
        }
        // Later start first: of nested ranges the inner one is found first.
        std::stable_sort(policy_.range_assets_.begin(), policy_.range_assets_.end(),
                         [](const auto& a, const auto& b) {
                             return a.first.first != b.first.first ? b.first.first < a.first.first
                                                                   : a.first.last < b.first.last;
                         });
    }

    Policy policy_;
};

Result<Policy> Policy::compile(std::vector<Profile> library, Site site) {
    library.insert(library.end(), site.local.begin(),
                   site.local.end());  // products of their own, after the vendors'
    return Compiler(std::move(library), std::move(site)).run();
}

const TimeWindow* Rule::closed_at(const std::optional<Timestamp>& at) const {
    if (!at) return nullptr;
    const auto closed = std::find_if(during.begin(), during.end(),
                                     [&](const TimeWindow& window) { return !window.contains(*at); });
    return closed == during.end() ? nullptr : &*closed;
}

const Asset* Policy::asset_at(const Address& address) const {
    if (const auto single = single_assets_.find(address); single != single_assets_.end())
        return single->second;
    for (const auto& [range, asset] : range_assets_)
        if (range.contains(address)) return asset;
    return nullptr;
}

std::vector<std::string> Policy::http_patterns() const {
    std::vector<std::string> out;
    for (const Rule& rule : rules_)
        for (const auto* tests : {&rule.scope, &rule.facts})
            for (const BoundTest& test : *tests)
                if (test.source->fact == Fact::http)
                    out.insert(out.end(), test.values.begin(), test.values.end());
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

// An asset of several single addresses is one machine; ranges are many.
std::unordered_map<Address, Address, AddressHash> Policy::same_machine() const {
    std::unordered_map<Address, Address, AddressHash> out;
    for (const Asset& asset : site_->assets) {
        const bool single = std::all_of(asset.addresses.begin(), asset.addresses.end(),
                                        [](const AddressRange& range) { return range.first == range.last; });
        if (!single) continue;
        for (std::size_t i = 1; i < asset.addresses.size(); ++i)
            out.emplace(asset.addresses[i].first, asset.addresses.front().first);
    }
    return out;
}

}  // namespace portolan::policy
