#include "tests/kernel/model.hpp"

#include "appliance/base/icmp_names.hpp"
#include "policy/ruleset/decide.hpp"

#include <algorithm>

namespace portolan::kernel {
namespace {

using ruleset::Action;
using ruleset::Decision;

Protocol protocol_of(const Trial& trial) {
    if (trial.protocol == kTcp) return Protocol::tcp;
    if (trial.protocol == kUdp) return Protocol::udp;
    return trial.is_icmp() ? Protocol::icmp : Protocol::other;
}

// Neighbour and multicast listener discovery, which conntrack does not look at.
bool is_discovery(const Trial& trial) {
    return trial.protocol == kIcmp6 && ((trial.port >= 130 && trial.port <= 136) || trial.port == 143);
}

}  // namespace

// Types that conntrack lets begin a flow (nf_conntrack_proto_icmp.c, nf_conntrack_proto_icmpv6.c). Any other
// is `invalid` unless it is an error about a flow.
bool may_begin(const Trial& trial) {
    if (!trial.is_icmp()) return true;
    if (trial.ends.v6()) return trial.port == 128 || trial.port == 139;
    return trial.port == 8 || trial.port == 13 || trial.port == 15 || trial.port == 17;
}

std::vector<Address> clients_of(const ruleset::Ruleset& ruleset, const Address& client) {
    for (const std::vector<Address>& machine : ruleset.machines)
        if (std::find(machine.begin(), machine.end(), client) != machine.end()) return machine;
    return {client};
}

void Model::stage(const ruleset::Ruleset& ruleset) {
    ruleset_ = ruleset;
    enforced_ = ruleset.enforced();
    const auto drops = [](const ruleset::ZonePair& pair) { return pair.way == ruleset::Ungoverned::drop; };
    drops_ungoverned_ = ruleset.ungoverned_default == ruleset::Ungoverned::drop ||
                        std::any_of(ruleset.ungoverned.begin(), ruleset.ungoverned.end(), drops);
    known_.clear();
    const Result<ruleset::Rendering> rendering = ruleset::render(ruleset);
    if (!rendering) panic(rendering.error().text());
    for (const auto& [mark, decision] : rendering->decisions)
        known_.emplace(decision.key(), decision);
    know_learned();
}

void Model::learn(const Learning& learning) {
    for (const Address& client : clients_of(ruleset_, learning.client))
        for (const Address& address : learning.addresses)
            if (address.is_v4() == client.is_v4()) names_[{client, address}].push_back(learning.name);
    know_learned();
}

void Model::know_learned() {
    for (const auto& [pair, names] : names_)
        for (const ruleset::LearnedRow& row : ruleset::learned_rows(ruleset_, pair.first, pair.second, names))
            known_.emplace(row.decision.key(), row.decision);
}

std::string Model::counter_of(const std::string& key) {
    return key.empty() || key.starts_with("c_") ? key : ruleset::counter_name(ruleset::mark_of(key));
}

ruleset::Attempt Model::attempt_of(const Trial& trial) const {
    ruleset::Attempt out{trial.ends.from, trial.ends.to, protocol_of(trial), 0, {}, {}};
    if (trial.has_ports()) out.port = trial.port;
    if (trial.is_icmp()) out.icmp = icmp_name(trial.ends.v6(), static_cast<std::uint8_t>(trial.port));
    const auto names = names_.find({trial.ends.from, trial.ends.to});
    if (names != names_.end()) out.names = names->second;
    return out;
}

Expected Model::expect(const Trial& trial) {
    if (is_administration(trial)) return {true, ""};
    if (trial.kind == Trial::Kind::first) return begin(trial);
    if (trial.kind == Trial::Kind::stray) return invalid(trial.ends);
    return flows_.contains(trial.flow) ? of_flow(trial) : of_no_flow(trial);
}

Expected Model::begin(const Trial& trial) {
    if (is_discovery(trial)) return untracked(trial);
    if (!may_begin(trial)) return invalid(trial.ends);
    const bool portless = !trial.has_ports() && !trial.is_icmp();
    const auto pair = [&](const Ends& ends) { return std::tuple(ends.from, ends.to, trial.protocol); };
    if (portless) {
        Trial same = trial;
        const auto back = pairs_.find(pair(trial.ends.reversed()));
        const auto again = pairs_.find(pair(trial.ends));
        if (back != pairs_.end()) {
            same.flow = back->second;
            same.kind = Trial::Kind::reply;
            same.ends = trial.ends.reversed();
            return of_flow(same);
        }
        if (again != pairs_.end()) {
            same.flow = again->second;
            same.kind = Trial::Kind::further;
            return of_flow(same);
        }
    }
    const Decision decision = ruleset::decide(ruleset_, attempt_of(trial));
    const bool arrives = decision.action != Action::drop;
    if (arrives) flows_[trial.flow] = decision.key();
    if (arrives && portless) pairs_[pair(trial.ends)] = trial.flow;
    return {arrives, decision.key()};
}

Expected Model::of_flow(const Trial& trial) {
    std::string& key = flows_[trial.flow];
    const Decision* decision = decision_of(key);
    const bool answered = answered_.contains(trial.flow);
    if (trial.kind == Trial::Kind::reply) answered_.insert(trial.flow);
    if ((decision == nullptr || !answered) && trial.kind == Trial::Kind::further) {
        const Decision fresh = ruleset::decide(ruleset_, attempt_of(trial));
        key = fresh.key();
        return {fresh.action != Action::drop, key};
    }
    if (decision != nullptr) return {decision->action != Action::drop, key};
    const bool passes = !drops_ungoverned_ && is_free(trial.packet_ends());
    return {passes, passes ? "c_older_passed" : "c_last_drop"};
}

// A packet of a flow that was not let begin is one that begins, or belongs to nothing.
Expected Model::of_no_flow(const Trial& trial) {
    const bool is_error = trial.kind == Trial::Kind::error || trial.kind == Trial::Kind::error_back;
    const bool is_reply = trial.kind == Trial::Kind::reply;
    if (is_error || (is_reply && (trial.protocol == kTcp || trial.is_icmp())))
        return invalid(trial.packet_ends());
    Trial fresh = trial;
    fresh.kind = Trial::Kind::first;
    if (is_reply) {
        fresh.ends = trial.ends.reversed();
        std::swap(fresh.source, fresh.port);
    }
    return begin(fresh);
}

Expected Model::untracked(const Trial& trial) {
    if (is_own(trial.ends.to) || trial.ingress.empty()) return {true, ""};
    const bool passes = !drops_ungoverned_ && is_free(trial.ends);
    return {passes, passes ? "c_untracked_passed" : "c_last_drop"};
}

Expected Model::invalid(const Ends& ends) const {
    const bool passes = is_free(ends);
    return {passes, passes ? "c_invalid_passed" : "c_invalid_dropped"};
}

bool Model::is_free(const Ends& ends) const {
    return !enforced_.contains(ends.from) && !enforced_.contains(ends.to);
}

bool Model::is_own(const Address& address) const {
    return std::find(own_.begin(), own_.end(), address) != own_.end();
}

bool Model::is_administration(const Trial& trial) const {
    if (!ruleset_.management || trial.protocol != kTcp || trial.kind == Trial::Kind::reply) return false;
    const std::vector<std::uint16_t>& ports = ruleset_.management->ports;
    return trial.ingress == ruleset_.management->interface && is_own(trial.ends.to) &&
           ruleset_.management->from.contains(trial.ends.from) &&
           std::find(ports.begin(), ports.end(), trial.port) != ports.end();
}

const Decision* Model::decision_of(const std::string& key) const {
    const auto at = known_.find(key);
    return at == known_.end() ? nullptr : &at->second;
}

}  // namespace portolan::kernel
