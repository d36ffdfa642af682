#include "profiles/mud_export.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::profiles {
namespace {

namespace json = boost::json;

// One thing that the device talks with, as a MUD match.
struct Peer {
    enum class Kind { anyone, name, v4, v6, controller } kind = Kind::anyone;
    std::string value;
};

std::optional<std::string> prefix_of(const AddressRange& range) {
    const std::string text = range.text();
    if (text.find('-') != std::string::npos) return std::nullopt;
    if (text.find('/') != std::string::npos) return text;
    return text + (range.first.is_v4() ? "/32" : "/128");
}

class Exporter {
public:
    Exporter(const Profile& profile, MudHead head, const Role& role)
        : profile_(profile), head_(std::move(head)), role_(role) {}

    MudExport run() {
        for (const Requirement& requirement : profile_.requirements)
            add(requirement);
        MudExport out;
        out.role = role_.id;
        out.json = json::serialize(file()) + "\n";
        for (const auto& [reason, ids] : unsaid_)
            out.unsaid.push_back(fmt::format("{}: {}", reason, fmt::join(ids, ", ")));
        if (head_.mud_url.empty())
            out.unsaid.emplace_back("mud-url is a placeholder: give the address that the file will have");
        return out;
    }

private:
    void leave_out(const std::string& reason, const Requirement& requirement) {
        std::vector<std::string>& ids = unsaid_[reason];
        if (std::find(ids.begin(), ids.end(), requirement.id) == ids.end()) ids.push_back(requirement.id);
    }

    // Why a whole requirement is no entry of an access list; null where it may be one.
    static const char* unsayable(const Requirement& requirement) {
        if (!requirement.decides()) return "observed or attested, not a flow";
        if (requirement.effect == Effect::prohibit) return "forbids: MUD only allows";
        if (requirement.effect == Effect::closed_list) return "closes a list: MUD denies all else by itself";
        if (requirement.effect == Effect::restrict)
            return "checks facts of other flows (TLS, SNMP version, rate)";
        if (requirement.level == Level::informational) return "informational: documents nothing by itself";
        if (requirement.restates()) return "restates others";
        return nullptr;
    }

    void add(const Requirement& requirement) {
        if (const char* reason = unsayable(requirement)) return leave_out(reason, requirement);
        for (const Match& body : requirement.bodies) {
            const std::string reason = unsayable(body);
            if (!reason.empty()) {
                leave_out(reason, requirement);
                continue;
            }
            const bool from = plays(body.from);
            const bool to = plays(body.to);
            if (!from && !to)
                leave_out(fmt::format("not about {}: a MUD file describes one kind of device", role_.id),
                          requirement);
            if (from) add_body(requirement, body, /*by_device=*/true);
            if (to) add_body(requirement, body, /*by_device=*/false);
        }
    }

    std::string unsayable(const Match& body) const {
        if (body.effect && *body.effect != Effect::allow) return "forbids: MUD only allows";
        for (const Clause& clause : body.when) {
            const Option* option = clause.values.empty() ? nullptr : profile_.option(clause.name);
            const bool holds = option != nullptr && std::find(clause.values.begin(), clause.values.end(),
                                                              option->fallback) != clause.values.end();
            if (!holds) return "waits for an option or a parameter of the site";
        }
        if (!body.during.empty() && !profile_.parameter(body.during)->always)
            return "waits for an option or a parameter of the site";
        if (!body.scope.empty()) return "means only traffic with certain facts";
        const bool bounded = !body.within.empty() || !body.outside.empty() || !body.from_within.empty() ||
                             !body.from_outside.empty() || !body.to_not.empty();
        if (bounded) return "speaks of ranges that the site sets";
        const bool other = std::any_of(body.protocols.begin(), body.protocols.end(),
                                       [](Protocol p) { return p != Protocol::tcp && p != Protocol::udp; });
        if (other) return "ICMP: MUD's matches are TCP and UDP ports";
        const bool parameters = std::any_of(body.ports.begin(), body.ports.end(), [](const PortSpec& port) {
            return std::holds_alternative<std::string>(port);
        });
        if (parameters) return "ports are a parameter of the site";
        const bool only_tcp = !body.any_protocol && body.protocols == std::vector<Protocol>{Protocol::tcp};
        if (body.any_port && !only_tcp) return "any port: MUD can't say who opens it but for TCP";
        return {};
    }

    [[nodiscard]] bool plays(const std::vector<std::string>& roles) const {
        return std::any_of(roles.begin(), roles.end(), [&](const std::string& wanted) {
            return role_.id == wanted ||
                   std::find(role_.is_a.begin(), role_.is_a.end(), wanted) != role_.is_a.end();
        });
    }

    void add_body(const Requirement& requirement, const Match& body, bool by_device) {
        if (!body.facts.empty())
            leave_out("exported, without the facts that are checked on top", requirement);
        const std::vector<Peer> peers = by_device && !(body.names.empty() && body.addresses.empty())
                                            ? peers_of(body.names, body.addresses, requirement)
                                            : peers_of(by_device ? body.to : body.from, requirement);
        for (const Peer& peer : peers)
            for (const json::object& transport : transports_of(body))
                add_entries(requirement, peer, transport, by_device);
    }

    std::vector<Peer> peers_of(const std::vector<NamePattern>& names,
                               const std::vector<AddressRange>& addresses, const Requirement& requirement) {
        std::vector<Peer> out;
        for (const NamePattern& name : names) {
            if (name.kind == NamePattern::Kind::exact)
                out.push_back({Peer::Kind::name, name.name});
            else
                leave_out("names with a wildcard", requirement);
        }
        for (const AddressRange& range : addresses) {
            if (const std::optional<std::string> prefix = prefix_of(range))
                out.push_back({range.first.is_v4() ? Peer::Kind::v4 : Peer::Kind::v6, *prefix});
            else
                leave_out("address ranges that are no prefix", requirement);
        }
        return out;
    }

    std::vector<Peer> peers_of(const std::vector<std::string>& roles, const Requirement& requirement) {
        if (roles.empty()) return {{Peer::Kind::anyone, {}}};
        std::vector<Peer> out;
        for (const std::string& id : roles) {
            const Role* role = profile_.role(id);
            if (role == nullptr) {
                leave_out("any device on the Internet", requirement);
            } else if (role->binds != Binds::internet) {
                out.push_back(
                    {Peer::Kind::controller, fmt::format("urn:portolan:role:{}:{}", profile_.id, id)});
            } else if (role->names.empty() && role->addresses.empty()) {
                leave_out("a peer on the Internet without name or address", requirement);
            } else {
                const std::vector<Peer> hosts = peers_of(role->names, role->addresses, requirement);
                out.insert(out.end(), hosts.begin(), hosts.end());
            }
        }
        return out;
    }

    // {"tcp": port match} and so on; an empty object for any protocol.
    static std::vector<json::object> transports_of(const Match& body) {
        if (body.any_protocol && body.any_port) return {json::object{}};
        std::vector<Protocol> protocols = body.protocols;
        if (body.any_protocol) protocols = {Protocol::tcp, Protocol::udp};
        std::vector<json::object> out;
        for (const Protocol protocol : protocols) {
            const std::string name(protocol_name(protocol));
            if (body.any_port || body.ports.empty()) out.push_back({{name, json::object{}}});
            for (const PortSpec& spec : body.ports) {
                const PortRange& range = std::get<PortRange>(spec);
                out.push_back(
                    {{name, range.first == range.last
                                ? json::object{{"operator", "eq"}, {"port", range.first}}
                                : json::object{{"lower-port", range.first}, {"upper-port", range.last}}}});
            }
        }
        return out;
    }

    // Both ways and, where the peer is no address of one family, in both families.
    void add_entries(const Requirement& requirement, const Peer& peer, const json::object& transport,
                     bool by_device) {
        const int number = ++numbers_[requirement.id];
        for (const bool v6 : {false, true}) {
            if ((peer.kind == Peer::Kind::v4 && v6) || (peer.kind == Peer::Kind::v6 && !v6)) continue;
            for (const bool from_device : {true, false}) {
                json::object ace;
                ace["name"] =
                    fmt::format("{}-{}-{}", requirement.id, number, from_device ? "frdev" : "todev");
                ace["matches"] = matches(peer, transport, v6, from_device, by_device);
                ace["actions"] = {{"forwarding", "accept"}};
                aces_[{v6, from_device}].push_back(std::move(ace));
            }
        }
    }

    static json::object matches(const Peer& peer, const json::object& transport, bool v6, bool from_device,
                                bool by_device) {
        json::object ip;
        if (peer.kind == Peer::Kind::name)
            ip[from_device ? "ietf-acldns:dst-dnsname" : "ietf-acldns:src-dnsname"] = peer.value;
        if (peer.kind == Peer::Kind::v4 || peer.kind == Peer::Kind::v6)
            ip[fmt::format("{}-ipv{}-network", from_device ? "destination" : "source", v6 ? 6 : 4)] =
                peer.value;
        const bool tcp = transport.contains("tcp");
        if (!transport.empty()) ip["protocol"] = tcp ? 6 : 17;
        json::object out;
        if (peer.kind == Peer::Kind::controller) out["ietf-mud:mud"] = {{"controller", peer.value}};
        if (!ip.empty()) out[v6 ? "ipv6" : "ipv4"] = std::move(ip);
        if (transport.empty()) return out;
        json::object ports;
        if (tcp) ports["ietf-mud:direction-initiated"] = by_device ? "from-device" : "to-device";
        const json::object& port = transport.begin()->value().as_object();
        if (!port.empty()) ports[from_device == by_device ? "destination-port" : "source-port"] = port;
        if (!ports.empty()) out[tcp ? "tcp" : "udp"] = std::move(ports);
        return out;
    }

    // RFC 8520 section 3.8 allows 60 bytes; a letter is never cut in two.
    std::string short_title() const {
        constexpr std::size_t kMostTitle = 60;
        std::string out = profile_.title.substr(0, kMostTitle);
        if (out.size() < profile_.title.size())
            while (!out.empty() && (static_cast<unsigned char>(profile_.title[out.size()]) & 0xC0U) == 0x80U)
                out.pop_back();
        return out;
    }

    json::object file() const {
        json::array lists;
        json::object policies[2];
        for (const bool from_device : {true, false}) {
            json::array named;
            for (const bool v6 : {false, true}) {
                const auto aces = aces_.find({v6, from_device});
                if (aces == aces_.end()) continue;
                const std::string name =
                    fmt::format("{}-{}-v{}{}", profile_.id, role_.id, v6 ? 6 : 4, from_device ? "fr" : "to");
                named.push_back(json::object{{"name", name}});
                lists.push_back(json::object{{"name", name},
                                             {"type", v6 ? "ipv6-acl-type" : "ipv4-acl-type"},
                                             {"aces", {{"ace", aces->second}}}});
            }
            policies[from_device ? 0 : 1] = {{"access-lists", {{"access-list", std::move(named)}}}};
        }
        json::object mud;
        mud["mud-version"] = 1;
        mud["mud-url"] = head_.mud_url.empty()
                             ? fmt::format("https://mud.invalid/{}-{}.json", profile_.id, role_.id)
                             : head_.mud_url;
        mud["last-update"] = head_.last_update;
        mud["cache-validity"] = 48;
        mud["is-supported"] = true;
        mud["systeminfo"] = short_title();
        mud["model-name"] = profile_.id;
        mud["from-device-policy"] = std::move(policies[0]);
        mud["to-device-policy"] = std::move(policies[1]);
        return {{"ietf-mud:mud", std::move(mud)},
                {"ietf-access-control-list:acls", {{"acl", std::move(lists)}}}};
    }

    const Profile& profile_;
    MudHead head_;
    const Role& role_;
    std::map<std::pair<bool, bool>, json::array> aces_;  // by v6, from the device
    std::map<std::string, int> numbers_;
    std::map<std::string, std::vector<std::string>> unsaid_;
};

}  // namespace

Result<MudExport> export_mud(const Profile& profile, const MudHead& head) {
    const auto wanted = [&](const Role& role) {
        return head.role.empty() ? role.governed : role.id == head.role;
    };
    const auto role = std::find_if(profile.roles.begin(), profile.roles.end(), wanted);
    if (role == profile.roles.end() || role->binds == Binds::internet) {
        std::vector<std::string> known;
        for (const Role& each : profile.roles)
            if (each.binds != Binds::internet) known.push_back(each.id);
        return fail(ErrorCode::not_found,
                    fmt::format("profile {} has no device '{}'", profile.id, head.role.substr(0, 64)), {},
                    fmt::format("its roles are {}", fmt::join(known, ", ")));
    }
    if (!head.mud_url.empty() && !head.mud_url.starts_with("https://"))
        return fail(ErrorCode::bad_input, "a mud-url starts with https://", {}, "RFC 8520 section 3.2");
    return Exporter(profile, head, *role).run();
}

}  // namespace portolan::profiles
