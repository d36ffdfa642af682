// How a ruleset becomes bytes: its fields in order.
#pragma once

#include "appliance/wire/codec.hpp"
#include "policy/ruleset/ruleset.hpp"

namespace portolan {

// The last value of each enum that crosses, for the codec's check.
constexpr Protocol last_of(Protocol) {
    return Protocol::other;
}
constexpr NamePattern::Kind last_of(NamePattern::Kind) {
    return NamePattern::Kind::subtree;
}

namespace ruleset {
constexpr Ungoverned last_of(Ungoverned) {
    return Ungoverned::drop;
}
}  // namespace ruleset

namespace wire {

template <typename A, typename... T>
void all(A& a, T&... values) {
    (fields(a, values), ...);
}

template <typename A>
void fields(A& a, PortRange& v) {
    all(a, v.first, v.last);
}
template <typename A>
void fields(A& a, NamePattern& v) {
    all(a, v.kind, v.name);
}
template <typename A>
void fields(A& a, ruleset::Service& v) {
    all(a, v.protocol, v.ports);
}
template <typename A>
void fields(A& a, ruleset::Rule& v) {
    all(a, v.id, v.product, v.prohibits, v.exception, v.from, v.to, v.names, v.any_protocol, v.any_port,
        v.protocols, v.services, v.icmp);
}
template <typename A>
void fields(A& a, ruleset::AwaitedNames& v) {
    all(a, v.from, v.names);
}
template <typename A>
void fields(A& a, ruleset::GovernedRole& v) {
    all(a, v.role, v.addresses);
}
template <typename A>
void fields(A& a, ruleset::Product& v) {
    all(a, v.id, v.enforce, v.governed);
}
template <typename A>
void fields(A& a, ruleset::Zone& v) {
    all(a, v.id, v.interface, v.networks, v.untrusted, v.mirror);
}
template <typename A>
void fields(A& a, ruleset::ZonePair& v) {
    all(a, v.from, v.to, v.way);
}
template <typename A>
void fields(A& a, ruleset::DnsGate& v) {
    all(a, v.interface, v.resolver, v.port);
}
template <typename A>
void fields(A& a, ruleset::Management& v) {
    all(a, v.interface, v.from, v.ports);
}
template <typename A>
void fields(A& a, ruleset::Ruleset& v) {
    all(a, v.policy, v.products, v.rules, v.awaited, v.zones, v.ungoverned_default, v.ungoverned, v.gates,
        v.management, v.machines);
}

}  // namespace wire
}  // namespace portolan
