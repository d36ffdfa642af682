#include "policy/case_site.hpp"

#include "appliance/base/dns_name.hpp"
#include "policy/parameter.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using profiles::Binds;
using profiles::Profile;
using profiles::Role;

// Where addresses of one's own come from: private for the customer's machines, public for clouds and
// strangers.
constexpr std::string_view kPrivatePool = "10.77.0.0/16";
constexpr std::string_view kPublicPool = "203.0.114.0/24";

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

// "tcp/44301 (operator value)" -> {"tcp/44301"}; "unset" and nothing -> {}.
std::vector<std::string> parameter_words(std::string_view text) {
    constexpr std::string_view kMark = "(operator value)";
    if (const std::size_t mark = text.find(kMark); mark != std::string_view::npos)
        text = text.substr(0, mark);
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string_view word = trimmed(text.substr(0, comma));
        if (!word.empty() && word != "unset") out.emplace_back(word);
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return out;
}

// An end as the case names it.
struct CaseEnd {
    const Role* role = nullptr;
    std::optional<Address> address;
    std::vector<std::string> names;
    bool is_public = false;  // gets a public address if it has none
};

class WorldBuilder {
public:
    WorldBuilder(const Case& asked, const Profile& profile) : case_(asked), profile_(profile) {}

    Result<CaseWorld> build() {
        world_.site.name = "case";
        Zone zone;
        zone.id = "inside";
        zone.address = *parse_interface_address("10.255.255.1/30");
        world_.site.zones.push_back(zone);
        product_.id = profile_.id;
        for (const auto& [key, value] : case_.extra)
            TRY_VOID(read_extra(key, value));
        from_ = TRY(read_end(case_.from, "src"));
        to_ = TRY(read_end(case_.to, "dst"));
        TRY_VOID(place_end(from_));
        TRY_VOID(place_end(to_));
        for (const Role& role : profile_.roles)
            TRY_VOID(bind_role(role));
        world_.site.products.push_back(std::move(product_));
        TRY_VOID(fill_attempt());
        return std::move(world_);
    }

private:
    Result<void> read_extra(const std::string& key, const std::string& value) {
        if (const profiles::Option* option = profile_.option(key)) {
            if (std::find(option->values.begin(), option->values.end(), value) == option->values.end())
                return fail(ErrorCode::bad_input, fmt::format("option {} has no value '{}'", key, value),
                            case_.where);
            product_.options[key] = value;
        } else if (const profiles::Parameter* parameter = profile_.parameter(key)) {
            const std::vector<std::string> words = parameter_words(value);
            if (words.empty()) return {};
            const Result<ParameterValue> parsed = parse_parameter(parameter->type, words);
            if (!parsed)
                return fail(ErrorCode::bad_input, key + ": " + parsed.error().message, case_.where,
                            parsed.error().remedy);
            product_.parameters[key] = words;
            values_[key] = parsed->addresses;
            if (!parsed->addresses.contains(*Address::parse("0.0.0.0")))
                listed_ = listed_.united(parsed->addresses);
        } else if (const auto fact = evidence::parse_fact(key)) {
            world_.facts.set(*fact, value);
        }  // whatever else is a label
        return {};
    }

    Result<std::optional<Address>> extra_address(const std::string& key) const {
        const auto found = case_.extra.find(key);
        if (found == case_.extra.end()) return std::optional<Address>{};
        const Result<Address> address = Address::parse(found->second);
        if (!address) return fail(ErrorCode::bad_input, key + ": " + address.error().message, case_.where);
        return std::optional<Address>{*address};
    }

    Result<CaseEnd> read_end(const std::string& text, const std::string& address_key) const {
        CaseEnd end;
        end.address = TRY(extra_address(address_key));
        end.role = profile_.role(text);
        if (end.role != nullptr) {
            end.is_public = end.role->binds == Binds::internet;
            return end;
        }
        if (const Result<Address> address = Address::parse(text)) {
            end.address = *address;
        } else if (text.find('.') != std::string::npos) {
            if (const std::optional<std::string> name = normalise_name(text)) end.names.push_back(*name);
            if (!end.address) end.address = TRY(extra_address("resolved"));
            end.is_public = true;
        } else {
            end.is_public = text == kInternet;  // other words are machines without a role
        }
        return end;
    }

    // Every end has an address before the other roles get theirs.
    Result<void> place_end(CaseEnd& end) {
        if (!end.address) end.address = TRY(own_address(end.role, end.is_public));
        used_.add({*end.address, *end.address});
        return {};
    }

    // Inside every range that the role demands, else from a pool outside all ranges that the case lists.
    Result<Address> own_address(const Role* role, bool is_public) const {
        AddressSet pool({*parse_address_range(is_public ? kPublicPool : kPrivatePool)});
        pool = pool.without(listed_);
        if (role != nullptr) {
            std::vector<std::string> ranges = role->members;
            if (!role->within.empty()) ranges.push_back(role->within);
            for (const std::string& name : ranges) {
                const auto value = values_.find(name);
                if (value == values_.end() || value->second.empty()) continue;
                pool = value->second;
                break;
            }
        }
        const AddressSet left = pool.without(used_);
        if (left.empty())
            return fail(ErrorCode::bad_input, "no address is left for a role in its range", case_.where);
        // Not the first of a range: it may be the network's own.
        const AddressRange& range = left.ranges().front();
        return range.first == range.last ? range.first : range.first.next();
    }

    // The ends play the role they are named by; every other role gets a machine of its own.
    Result<void> bind_role(const Role& role) {
        bool bound = false;
        int number = 0;
        for (const CaseEnd* end : {&from_, &to_}) {
            if (end->role != &role) continue;
            bound = true;
            if (role.binds != Binds::range)
                add_asset(role, fmt::format("{}-{}", role.id, ++number), *end->address);
        }
        if (bound || role.binds == Binds::range) return {};
        const Address address = TRY(own_address(&role, role.binds == Binds::internet));
        used_.add({address, address});
        add_asset(role, role.id, address);
        return {};
    }

    void add_asset(const Role& role, const std::string& name, const Address& address) {
        world_.site.assets.push_back({name, {{address, address}}, "", "", case_.where});
        product_.roles.push_back({role.id, name});
    }

    Result<void> fill_attempt() {
        Attempt& attempt = world_.attempt;
        attempt.from = *from_.address;
        attempt.to = *to_.address;
        attempt.names = to_.names;
        attempt.from_names = from_.names;
        const std::optional<Protocol> protocol = parse_protocol(case_.protocol);
        if (!protocol)
            return fail(ErrorCode::bad_input, fmt::format("'{}' is no protocol", case_.protocol), case_.where,
                        "write tcp, udp or icmp");
        attempt.protocol = *protocol;
        if (*protocol == Protocol::icmp) {
            if (const std::string* type = world_.facts.find(evidence::Fact::icmp)) attempt.icmp = *type;
            return {};
        }
        const Result<PortRange> port = parse_port_range(case_.port);
        if (!port || port->first != port->last)
            return fail(ErrorCode::bad_input, fmt::format("'{}' is no port", case_.port), case_.where);
        attempt.port = port->first;
        return {};
    }

    const Case& case_;
    const Profile& profile_;
    CaseWorld world_;
    ProductSite product_;
    CaseEnd from_;
    CaseEnd to_;
    std::map<std::string, AddressSet> values_;  // of range parameters
    AddressSet listed_;                         // all of them but "everywhere"
    AddressSet used_;
};

}  // namespace

Result<CaseWorld> build_case_world(const Case& asked, const Profile& profile) {
    return WorldBuilder(asked, profile).build();
}

}  // namespace portolan::policy
