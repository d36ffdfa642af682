// How each message becomes bytes: its fields in order. Kept apart from messages.hpp, which is for reading.
#pragma once

#include "appliance/wire/messages.hpp"
#include "appliance/wire/ruleset_fields.hpp"

namespace portolan {

constexpr Fact last_of(Fact) {
    return Fact::ext_remote;
}

namespace wire {

template <typename A>
void fields(A& a, Stage& v) {
    all(a, v.serial, v.ruleset);
}
template <typename A>
void fields(A& a, Disarm& v) {
    all(a, v.serial);
}
template <typename A>
void fields(A& a, Staged& v) {
    all(a, v.serial, v.done, v.error, v.policy, v.elements);
}
template <typename A>
void fields(A& a, CounterRow& v) {
    all(a, v.mark, v.key, v.action, v.packets, v.bytes);
}
template <typename A>
void fields(A& a, Counters& v) {
    all(a, v.policy, v.boot, v.rows);
}
template <typename A>
void fields(A& a, Learned& v) {
    all(a, v.client, v.name, v.addresses, v.ttl, v.refused);
}
template <typename A>
void fields(A& a, KnownName& v) {
    all(a, v.client, v.name, v.address, v.left);
}
template <typename A>
void fields(A& a, Names& v) {
    all(a, v.rows);
}
template <typename A>
void fields(A& a, Gates& v) {
    all(a, v.gates);
}
template <typename A>
void fields(A& a, Learn& v) {
    all(a, v.serial, v.client, v.name, v.addresses, v.ttl);
}
template <typename A>
void fields(A& a, LearnAnswer& v) {
    all(a, v.serial, v.documented, v.done, v.enforced);
}
template <typename A>
void fields(A& a, CaptureSetup& v) {
    all(a, v.http_patterns, v.same_client);
}

template <typename A>
void fields(A& a, evidence::Facts& v) {
    std::vector<std::pair<Fact, std::string>> entries(v.begin(), v.end());
    fields(a, entries);
    if constexpr (A::kReads)
        for (auto& [fact, value] : entries)
            v.set(fact, std::move(value));
}
template <typename A>
void fields(A& a, evidence::Flow& v) {
    all(a, v.initiator, v.responder, v.protocol, v.ip_protocol, v.initiator_port, v.responder_port, v.vlan,
        v.facts, v.names, v.packets_out, v.packets_in, v.bytes_out, v.bytes_in, v.first, v.last, v.answered,
        v.mid_flow, v.icmp_errors);
}
template <typename A>
void fields(A& a, FlowUpdate& v) {
    all(a, v.id, v.flow, v.final);
}
template <typename A>
void fields(A& a, Flows& v) {
    all(a, v.run, v.updates);
}
template <typename A>
void fields(A& a, InterfaceStats& v) {
    all(a, v.interface, v.received, v.dropped, v.up);
}
template <typename A>
void fields(A& a, CaptureStats& v) {
    all(a, v.run, v.packets, v.bytes, v.interfaces, v.not_covered);
}
template <typename A>
void fields(A& a, HttpRequest& v) {
    all(a, v.id, v.method, v.target, v.peer, v.headers, v.body, v.local, v.uid, v.gid);
}
template <typename A>
void fields(A& a, HttpGone& v) {
    all(a, v.id);
}
template <typename A>
void fields(A& a, HttpResponse& v) {
    all(a, v.id, v.status, v.headers, v.body, v.stream);
}
template <typename A>
void fields(A& a, HttpFrame& v) {
    all(a, v.id, v.data, v.last);
}
template <typename A>
void fields(A& a, RoleState& v) {
    all(a, v.role, v.state, v.pid, v.restarts, v.since);
}
template <typename A>
void fields(A& a, RoleStates& v) {
    all(a, v.roles);
}

}  // namespace wire
}  // namespace portolan
