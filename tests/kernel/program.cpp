#include "tests/kernel/program.hpp"

#include "policy/ruleset/boxes.hpp"
#include "policy/ruleset/decide.hpp"

#include <algorithm>

namespace portolan::kernel {
namespace {

using ruleset::Ruleset;

constexpr std::uint8_t kOtherProtocols[] = {47, 50, 89};  // GRE, ESP, OSPF
constexpr std::uint16_t kTypes4[] = {0, 3, 5, 8, 8, 11, 13, 17, 30};
constexpr std::uint16_t kTypes6[] = {1, 2, 128, 128, 129, 135, 137, 139, 200};
constexpr int kTries = 30;

AddressRange range(std::string_view text) {
    const Result<AddressRange> out = parse_address_range(text);
    if (!out) panic(out.error().text());
    return *out;
}

const AddressSet& unforwardable() {
    static const AddressSet set({range("0.0.0.0/8"), range("127.0.0.0/8"), range("169.254.0.0/16"),
                                 range("224.0.0.0/3"), range("fe80::/9"), range("ff00::/8"),
                                 range("2001:db8:ffff:ffff::/64")});
    return set;
}

bool holds_v6(const AddressSet& set) {
    return std::any_of(set.ranges().begin(), set.ranges().end(),
                       [](const AddressRange& each) { return !each.first.is_v4(); });
}

std::uint8_t number_of(Protocol protocol) {
    return protocol == Protocol::tcp ? kTcp : kUdp;
}

}  // namespace

bool is_forwardable(const Address& address) {
    const bool is_low = !address.is_v4() && address.high() == 0;  // ::1 and what IPv4 addresses are mapped to
    return !is_low && !unforwardable().contains(address);
}

ProgramMaker::ProgramMaker(const Place& place, const ProgramStyle& style)
    : place_(place), style_(style), random_(style.seed), model_(place.own()) {}

std::vector<Phase> ProgramMaker::make(const std::vector<Ruleset>& rulesets) {
    std::vector<Phase> out;
    for (const Ruleset& ruleset : rulesets) {
        ruleset_ = &ruleset;
        model_.stage(ruleset);
        collect_pool(ruleset);
        Phase phase{ruleset, learnings_of(ruleset), {}};
        for (const Learning& learning : phase.learnings)
            model_.learn(learning);
        Targets targets = targets_of(ruleset);
        add_learned(ruleset, phase.learnings, targets);
        follow_older(phase);
        while (phase.trials.size() < style_.trials) {
            for (const auto& [key, places] : targets) {
                Trial trial;
                if (!hit(places[below(places.size())], trial)) continue;
                Trial near = trial;
                if (finish(ruleset, trial)) put(trial, phase);
                miss(near);
                if (finish(ruleset, near)) put(near, phase);
            }
        }
        out.push_back(std::move(phase));
    }
    return out;
}

ProgramMaker::Targets ProgramMaker::targets_of(const Ruleset& ruleset) const {
    Targets out;
    add_boxes(ruleset, out);
    add_addresses(ruleset, out);
    for (const ruleset::DnsGate& gate : ruleset.gates)
        for (const ruleset::Zone& zone : ruleset.zones)
            if (zone.interface == gate.interface)
                out["gate " + zone.id].push_back(
                    {zone.networks, AddressSet({{gate.resolver, gate.resolver}}), kUdp, 53, 53});
    if (!ruleset.management) return out;
    const AddressSet all = AddressSet::everything();
    for (const std::uint16_t port : ruleset.management->ports) {
        for (const Address& own : place_.own())
            out["administration by others"].push_back({all, AddressSet({{own, own}}), kTcp, port, port});
        for (const Address& own : place_.own())
            out["administration"].push_back(
                {ruleset.management->from, AddressSet({{own, own}}), kTcp, port, port});
        out["administrator, elsewhere"].push_back({ruleset.management->from, all, kTcp, port, port});
    }
    return out;
}

void ProgramMaker::add_boxes(const Ruleset& ruleset, Targets& out) const {
    const ruleset::Boxes boxes = ruleset::boxes_of(ruleset);
    for (const ruleset::ServiceBoxes& each : boxes.services)
        for (const ruleset::Box& box : each.boxes)
            out[box.decision.key()].push_back({box.from, box.to, number_of(each.service.protocol),
                                               each.service.ports.first, each.service.ports.last});
    for (const ruleset::IcmpBoxes& each : boxes.icmp)
        for (const ruleset::Box& box : each.boxes)
            out[box.decision.key()].push_back(
                {box.from, box.to, each.v6 ? kIcmp6 : kIcmp, each.first_type, each.last_type});
    for (const ruleset::Box& box : boxes.pairs)
        out[box.decision.key()].push_back({box.from, box.to});
}

void ProgramMaker::add_addresses(const Ruleset& ruleset, Targets& out) const {
    const std::map<ruleset::Governed, AddressSet> sets = ruleset::governed_sets(ruleset);
    const AddressSet all = AddressSet::everything();
    for (const auto& [governed, addresses] : sets) {
        out["out " + governed.role + governed.held_by].push_back({addresses, all});
        out["in " + governed.role + governed.held_by].push_back({all, addresses});
        if (holds_v6(addresses)) {
            out["discovery out " + governed.role].push_back({addresses, all, kIcmp6, 133, 136});
            out["discovery in " + governed.role].push_back({all, addresses, kIcmp6, 133, 136});
        }
        for (const auto& [peer, others] : sets)
            out["between " + governed.role + peer.role].push_back({addresses, others});
    }
    const std::map<std::string, AddressSet> zones = ruleset::zone_sets(ruleset);
    for (const auto& [from, sources] : zones)
        for (const auto& [to, sinks] : zones)
            out["zones " + from + to].push_back({sources, sinks});
}

void ProgramMaker::add_learned(const Ruleset& ruleset, const std::vector<Learning>& learnings,
                               Targets& out) const {
    const auto single = [](const Address& address) { return AddressSet({{address, address}}); };
    const auto add = [&](const Learning& learning, const Address& client, const Address& address) {
        const std::uint8_t icmp = address.is_v4() ? kIcmp : kIcmp6;
        for (const ruleset::LearnedRow& row :
             ruleset::learned_rows(ruleset, client, address, {learning.name})) {
            const bool is_icmp = row.protocol == Protocol::icmp;
            out[(address.is_v4() ? "learned " : "learned6 ") + row.decision.key()].push_back(
                {single(client), single(address), is_icmp ? icmp : number_of(row.protocol), row.port,
                 row.port});
        }
    };
    for (const Learning& learning : learnings)
        for (const Address& client : clients_of(ruleset, learning.client))
            for (const Address& address : learning.addresses)
                if (address.is_v4() == client.is_v4()) add(learning, client, address);
}

void ProgramMaker::collect_pool(const Ruleset& ruleset) {
    const auto add = [&](const AddressSet& set) {
        for (const AddressRange& each : set.ranges())
            for (const Address& at :
                 {each.first, each.first.previous(), each.first.next(), each.last, each.last.next()})
                if (is_forwardable(at)) pool_.push_back(at);
    };
    for (const ruleset::Rule& rule : ruleset.rules) {
        add(rule.from);
        add(rule.to);
    }
    for (const ruleset::Zone& zone : ruleset.zones)
        add(zone.networks);
    std::sort(pool_.begin(), pool_.end());
    pool_.erase(std::unique(pool_.begin(), pool_.end()), pool_.end());
}

// Names that rules give, resolved by who may use them: to addresses of their own, shared by several names,
// and to some that another rule documents by address.
std::vector<Learning> ProgramMaker::learnings_of(const Ruleset& ruleset) {
    std::vector<const ruleset::Rule*> named;
    std::vector<const ruleset::Rule*> named6;  // by clients that have an IPv6 address
    AddressSet inside = AddressSet::special();
    for (const ruleset::Rule& rule : ruleset.rules) {
        if (rule.names.empty() || rule.from.empty()) continue;
        named.push_back(&rule);
        if (holds_v6(rule.from)) named6.push_back(&rule);
    }
    for (const ruleset::Zone& zone : ruleset.zones)
        inside = inside.united(zone.networks);
    std::vector<Learning> out;
    for (int i = 0; i < style_.learnings && !named.empty(); ++i) {
        const bool v6 = below(3) == 0 && !named6.empty();
        const ruleset::Rule& rule = v6 ? *named6[below(named6.size())] : *named[below(named.size())];
        const NamePattern& pattern = rule.names[below(rule.names.size())];
        Learning learning;
        learning.name = pattern.kind == NamePattern::Kind::exact ? pattern.name : "a." + pattern.name;
        if (!pick(rule.from, v6, learning.client)) continue;
        const auto number = static_cast<std::uint32_t>(below(12));
        learning.addresses = {Address::from_v4(0xcb007140U + number),
                              Address::from_words(0x20010db8fffe0000ULL, number + 1)};
        if (below(2) == 0) learning.addresses.erase(learning.addresses.begin() + (v6 ? 0 : 1));
        const Address other = pool_[below(pool_.size())];
        if (other.is_v4() != v6 && !inside.contains(other) && !is_own(other))
            learning.addresses.push_back(other);
        if (!is_own(learning.client)) out.push_back(std::move(learning));
    }
    return out;
}

bool ProgramMaker::pick(const AddressSet& set, bool v6, Address& out) {
    const auto ranges = set.ranges();
    for (int i = 0; i < kTries && !ranges.empty(); ++i) {
        const AddressRange& each = ranges[below(ranges.size())];
        const std::uint64_t width =
            each.last.high() == each.first.high() ? each.last.low() - each.first.low() : ~0ULL;
        const std::uint64_t step = width == ~0ULL ? random_() : random_() % (width + 1);
        const Address inner = Address::from_words(each.first.high(), each.first.low() + step);
        const Address choices[] = {each.first, each.last, inner, inner};
        out = choices[below(4)];
        if (each.contains(out) && out.is_v4() != v6 && is_forwardable(out)) return true;
        out = pool_[below(pool_.size())];
        if (set.contains(out) && out.is_v4() != v6) return true;
    }
    return false;
}

bool ProgramMaker::hit(const Target& target, Trial& out) {
    bool v6 = target.protocol == kIcmp6 || (target.protocol != kIcmp && below(3) == 0);
    const auto both = [&] {
        return pick(target.from, v6, out.ends.from) && pick(target.to, v6, out.ends.to);
    };
    if (!both()) {
        v6 = !v6;
        if (!both()) return false;
    }
    out.protocol = target.protocol;
    if (target.protocol == 0) {
        const std::uint8_t any[] = {kTcp, kTcp, kUdp, v6 ? kIcmp6 : kIcmp, kOtherProtocols[below(3)]};
        out.protocol = any[below(5)];
        out.port = static_cast<std::uint16_t>(below(4) == 0 ? 443 : 1 + below(65'534));
        if (out.is_icmp()) out.port = v6 ? 128 : 8;
        return true;
    }
    const std::uint16_t ports[] = {
        target.first, target.last,
        static_cast<std::uint16_t>(target.first + below(target.last - target.first + 1U))};
    out.port = ports[below(3)];
    const std::uint16_t echo = v6 ? 128 : 8;
    if (out.is_icmp() && target.first <= echo && echo <= target.last && below(3) > 0) out.port = echo;
    return true;
}

void ProgramMaker::miss(Trial& trial) {
    switch (below(8)) {
        case 0:
            trial.port += 1;
            break;
        case 1:
            trial.port -= 1;
            break;
        case 2:
            trial.protocol = trial.protocol == kTcp ? kUdp : kTcp;
            break;
        case 3:
            trial.ends = trial.ends.reversed();
            break;
        case 4:
            trial.protocol = trial.ends.v6() ? kIcmp6 : kIcmp;
            trial.port = trial.ends.v6() ? kTypes6[below(9)] : kTypes4[below(9)];
            break;
        case 5:
            trial.protocol = kOtherProtocols[below(3)];
            break;
        default:
            miss_end(trial);
    }
}

void ProgramMaker::miss_end(Trial& trial) {
    Address& end = below(2) == 0 ? trial.ends.from : trial.ends.to;
    const std::vector<Address> own = place_.own();
    switch (below(6)) {
        case 0:
            end = end.next();
            break;
        case 1:
            end = end.previous();
            break;
        case 2:
            end = own[below(own.size())];
            break;
        default:
            end = pool_[below(pool_.size())];
    }
}

// Gives it what makes it a packet; false where it cannot be one.
bool ProgramMaker::finish(const Ruleset& ruleset, Trial& trial) {
    const Ends& ends = trial.ends;
    if (ends.from == ends.to || ends.from.is_v4() != ends.to.is_v4()) return false;
    if (is_own(ends.from) && is_own(ends.to)) return false;
    if (!is_forwardable(ends.from) || !is_forwardable(ends.to)) return false;
    if (trial.is_icmp()) {
        trial.protocol = ends.v6() ? kIcmp6 : kIcmp;
        trial.port &= 0xffU;
    }
    if (trial.has_ports() && trial.port == 0) return false;
    trial.source = next_port_;
    next_port_ = next_port_ == 65'000 ? 20'000 : next_port_ + 1;
    trial.ingress = place_.ingress_of(ends.from);
    // A few come in where they do not belong: spoofed, or by another way.
    if (!trial.ingress.empty() && below(25) == 0)
        trial.ingress = place_.ports[below(place_.ports.size())].interface;
    static_cast<void>(ruleset);
    return true;
}

void ProgramMaker::put(Trial trial, Phase& phase) {
    trial.flow = next_++;
    if (trial.protocol == kTcp && below(30) == 0) trial.kind = Trial::Kind::stray;
    const Expected expected = model_.expect(trial);
    phase.trials.push_back(trial);
    if (trial.kind == Trial::Kind::stray) return;
    follow(trial, expected.arrives && !expected.counter.empty() && !expected.counter.starts_with("c_"),
           phase);
}

void ProgramMaker::follow(const Trial& first, bool begun, Phase& phase) {
    // The box answers by itself what is for it.
    const bool own = is_own(first.ends.to) || is_own(first.ends.from) || is_gated(first);
    if (own || !(first.has_ports() || first.is_icmp()) || !may_begin(first)) return;
    using Kind = Trial::Kind;
    std::vector<Kind> kinds = {Kind::reply, Kind::further, Kind::error, Kind::error_back};
    if (begun) begun_.push_back(first);
    if (!begun) kinds = {kinds[below(4)]};
    for (const Kind kind : kinds)
        if (below(3) == 0) phase.trials.push_back(follow_up(first, kind));
}

// Flows of earlier phases go on under this one.
void ProgramMaker::follow_older(Phase& phase) {
    std::shuffle(begun_.begin(), begun_.end(), random_);
    const std::vector<Trial> older(begun_.begin(), begun_.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                        begun_.size(), style_.trials / 4)));
    begun_.clear();
    using Kind = Trial::Kind;
    constexpr Kind kOrders[][2] = {{Kind::further, Kind::reply},
                                   {Kind::reply, Kind::further},
                                   {Kind::error, Kind::further},
                                   {Kind::error_back, Kind::reply}};
    for (const Trial& first : older) {
        for (const Kind kind : kOrders[below(4)])
            phase.trials.push_back(follow_up(first, kind));
    }
}

Trial ProgramMaker::follow_up(const Trial& first, Trial::Kind kind) {
    Trial out = first;
    out.kind = kind;
    out.answered = answered_.contains(first.flow);
    if (kind == Trial::Kind::reply) answered_.insert(first.flow);
    const Address& sender = kind == Trial::Kind::error_back ? first.ends.from : first.ends.to;
    out.router = sender;
    for (int i = 0; i < kTries && below(2) == 0; ++i) {
        const Address& other = pool_[below(pool_.size())];
        if (other.is_v4() == sender.is_v4() && !is_own(other)) out.router = other;
    }
    if (kind != Trial::Kind::further) out.ingress = place_.ingress_of(out.packet_ends().from);
    static_cast<void>(model_.expect(out));
    return out;
}

bool ProgramMaker::is_own(const Address& address) const {
    const std::vector<Address> own = place_.own();
    return std::find(own.begin(), own.end(), address) != own.end();
}

bool ProgramMaker::is_gated(const Trial& trial) const {
    return std::any_of(ruleset_->gates.begin(), ruleset_->gates.end(), [&](const ruleset::DnsGate& gate) {
        return trial.ingress == gate.interface && trial.ends.to == gate.resolver && trial.port == 53 &&
               trial.has_ports();
    });
}

}  // namespace portolan::kernel
