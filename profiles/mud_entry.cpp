#include "profiles/mud_entry.hpp"

#include "appliance/base/dns_name.hpp"
#include "profiles/draft_text.hpp"

#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace portolan::profiles {
namespace {

constexpr std::size_t kMostQuote = 400;
constexpr std::uint64_t kMostPort = 65535;

// RFC 8519 section 4.2: eq, neq, lte, gte, or a range.
Result<std::vector<PortRange>> read_ports(const JsonPlace& place) {
    const std::optional<JsonPlace> word = TRY(place.find("operator"));
    if (!word) {
        const JsonPlace lower = TRY(place.need("lower-port"));
        const auto first = static_cast<std::uint16_t>(TRY(lower.number(kMostPort)));
        const JsonPlace upper = TRY(place.need("upper-port"));
        const auto last = static_cast<std::uint16_t>(TRY(upper.number(kMostPort)));
        if (first > last) return place.error("the range ends before it begins", "swap the two ports");
        if (last == 0) return upper.error("port 0 is no port", "write 1 to 65535");
        return std::vector<PortRange>{{std::max<std::uint16_t>(first, 1), last}};
    }
    const std::string kind = TRY(word->text());
    const JsonPlace at = TRY(place.need("port"));
    const auto port = static_cast<std::uint16_t>(TRY(at.number(kMostPort)));
    if (port == 0) return at.error("port 0 is no port", "write 1 to 65535");
    if (kind == "eq") return std::vector<PortRange>{{port, port}};
    if (kind == "lte") return std::vector<PortRange>{{1, port}};
    if (kind == "gte") return std::vector<PortRange>{{port, kMostPort}};
    if (kind != "neq") return word->error("no such operator", "write eq, neq, lte or gte");
    std::vector<PortRange> out;
    if (port > 1) out.push_back({1, static_cast<std::uint16_t>(port - 1)});
    if (port < kMostPort) out.push_back({static_cast<std::uint16_t>(port + 1), kMostPort});
    return out;
}

class EntryReader {
public:
    explicit EntryReader(MudDirection direction) : direction_(direction) {}

    Result<MudEntry> read(const JsonPlace& place) {
        const JsonPlace name = TRY(place.need("name"));
        out_.name = TRY(name.text());
        out_.quote = boost::json::serialize(place.value());
        if (out_.quote.size() > kMostQuote) out_.quote = out_.quote.substr(0, kMostQuote) + "...";
        TRY_VOID(read_action(TRY(place.need("actions"))));
        const JsonPlace matches = TRY(place.need("matches"));
        for (const std::string& key : TRY(matches.keys()))
            TRY_VOID(read_match(TRY(matches.need(key)), key));
        settle();
        return std::move(out_);
    }

private:
    void leave_out(const std::string& why) {
        if (out_.left_out.empty()) out_.left_out = why;
    }

    Result<void> read_action(const JsonPlace& actions) {
        const JsonPlace forwarding = TRY(actions.need("forwarding"));
        const std::string word = TRY(forwarding.text());
        // YANG identities may carry the name of their module.
        const std::string plain = word.substr(word.rfind(':') + 1);
        if (plain == "drop" || plain == "reject")
            leave_out("it forbids, and an imported profile only allows");
        else if (plain != "accept")
            return forwarding.error("no such action", "write accept, drop or reject");
        return {};
    }

    Result<void> read_match(const JsonPlace& place, const std::string& key) {
        if (key == "ipv4" || key == "ipv6") return read_ip(place);
        if (key == "tcp" || key == "udp")
            return read_transport(place, key == "tcp" ? Protocol::tcp : Protocol::udp);
        if (key == "ietf-mud:mud" || key == "mud") return read_mud(place);
        leave_out(fmt::format("it matches {}", word_from(key.substr(0, 64))));
        return {};
    }

    Result<void> read_ip(const JsonPlace& place) {
        const bool from = direction_ == MudDirection::from_device;
        const std::string_view mine = from ? "destination-" : "source-";
        for (const std::string& key : TRY(place.keys())) {
            const JsonPlace value = TRY(place.need(key));
            if (key == "protocol") {
                TRY_VOID(read_protocol(value));
            } else if (key == (from ? "ietf-acldns:dst-dnsname" : "ietf-acldns:src-dnsname")) {
                TRY_VOID(read_name(value));
            } else if (key.starts_with(mine) && key.ends_with("-network")) {
                TRY_VOID(read_network(value));
            } else {
                leave_out(fmt::format("it matches {}", word_from(key.substr(0, 64))));
            }
        }
        return {};
    }

    Result<void> read_protocol(const JsonPlace& place) {
        const std::uint64_t number = TRY(place.number(255));
        if (number != static_cast<std::uint64_t>(Protocol::tcp) &&
            number != static_cast<std::uint64_t>(Protocol::udp))
            leave_out(fmt::format("it speaks of IP protocol {}, not of TCP or UDP", number));
        const auto protocol = static_cast<Protocol>(number);
        return put_protocol(place, protocol);
    }

    Result<void> put_protocol(const JsonPlace& place, Protocol protocol) {
        if (!out_.body.protocols.empty() && out_.body.protocols.front() != protocol)
            return place.error("names a second protocol", "one entry has one protocol");
        out_.body.protocols = {protocol};
        return {};
    }

    Result<void> read_name(const JsonPlace& place) {
        const std::string text = TRY(place.text());
        const std::optional<std::string> name = normalise_name(text);
        if (!name) return place.error("is no host name", "write a name like cloud.vendor.example");
        out_.body.names.push_back({NamePattern::Kind::exact, *name});
        return put_peer(place, {MudPeer::Kind::address, {}, {}});
    }

    Result<void> read_network(const JsonPlace& place) {
        const std::string text = TRY(place.text());
        Result<AddressRange> range = parse_address_range(text);
        if (!range)
            return place.error("is no address or prefix: " + range.error().message, range.error().remedy);
        out_.body.addresses.push_back(*range);
        return put_peer(place, {MudPeer::Kind::address, {}, {}});
    }

    Result<void> put_peer(const JsonPlace& place, MudPeer peer) {
        if (out_.peer.kind != MudPeer::Kind::any)
            return place.error("describes the other end a second time", "split the entry: one end each");
        out_.peer = std::move(peer);
        return {};
    }

    // RFC 8520 section 3.8 to 3.13.
    Result<void> read_mud(const JsonPlace& place) {
        for (const std::string& key : TRY(place.keys())) {
            const JsonPlace value = TRY(place.need(key));
            if (key == "local-networks") {
                TRY_VOID(put_peer(value, {MudPeer::Kind::local_networks, {}, "local-networks"}));
            } else if (key == "my-controller" || key == "same-manufacturer") {
                TRY_VOID(put_peer(value, {MudPeer::Kind::role, key, key}));
            } else if (key == "controller" || key == "manufacturer" || key == "model") {
                const std::string text = TRY(value.text());
                TRY_VOID(put_peer(value, {MudPeer::Kind::role, role_from(key, text), key + " " + text}));
            } else {
                leave_out(fmt::format("it matches {}", word_from(key.substr(0, 64))));
            }
        }
        return {};
    }

    // The last part of a URI says most: "urn:portolan:role:dca4:printer" is "printer".
    static std::string role_from(const std::string& key, const std::string& text) {
        constexpr std::size_t kMostRole = 48;
        const std::size_t end = text.find_last_not_of("/:");
        const std::string trimmed = text.substr(0, end == std::string::npos ? 0 : end + 1);
        const std::string word =
            word_from(trimmed.substr(trimmed.find_last_of("/:") + 1)).substr(0, kMostRole);
        if (word.empty()) return key;
        return key == "controller" ? word : key + "-" + word;
    }

    Result<void> read_transport(const JsonPlace& place, Protocol protocol) {
        TRY_VOID(put_protocol(place, protocol));
        for (const std::string& key : TRY(place.keys())) {
            const JsonPlace value = TRY(place.need(key));
            if (key == "destination-port") {
                for (const PortRange& range : TRY(read_ports(value)))
                    out_.body.ports.emplace_back(range);
            } else if (key == "source-port") {
                TRY_VOID(read_ports(value));
                source_port_ = true;
            } else if (key == "ietf-mud:direction-initiated" && protocol == Protocol::tcp) {
                const std::string word = TRY(value.text());
                if (word != "from-device" && word != "to-device")
                    return value.error("no such direction", "write from-device or to-device");
                initiated_ = word == "from-device" ? MudDirection::from_device : MudDirection::to_device;
            } else {
                leave_out(fmt::format("it matches {}", word_from(key.substr(0, 64))));
            }
        }
        return {};
    }

    // Packets of one way: those that open a connection, or the answers to them.
    void settle() {
        const bool port = !out_.body.ports.empty();
        out_.answers = initiated_ ? *initiated_ != direction_ : source_port_ && !port;
        out_.by_device = direction_ == MudDirection::from_device;
        if (!out_.answers && source_port_)
            leave_out("it matches the port of the end that opens the connection");
        if (out_.body.protocols.empty()) out_.body.any_protocol = true;
        if (!port) out_.body.any_port = true;
    }

    MudDirection direction_;
    MudEntry out_;
    bool source_port_ = false;
    std::optional<MudDirection> initiated_;
};

}  // namespace

Result<MudEntry> read_mud_entry(const JsonPlace& place, MudDirection direction) {
    return EntryReader(direction).read(place);
}

}  // namespace portolan::profiles
