#include "tests/kernel/conductor.hpp"

#include "appliance/enforce/kernel_table.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::kernel {
namespace {

constexpr std::uint32_t kTtl = 3600;

std::string said(bool arrives, const std::string& counter) {
    return fmt::format("{}, {}", arrives ? "arrives" : "does not arrive",
                       counter.empty() ? "no counter moves" : counter);
}

}  // namespace

Conductor::Conductor(const Place& place, AfterStage after_stage)
    : box_(place.ports), after_stage_(std::move(after_stage)), model_(place.own()) {
    const Inside inside(box_.netns());
    enforcer_ = std::make_unique<enforce::Enforcer>("");
}

Tally Conductor::play(const std::vector<Phase>& phases, std::size_t most, std::optional<std::size_t> only) {
    const Inside inside(box_.netns());
    Tally out;
    for (const Phase& phase : phases) {
        stage(phase);
        for (const Trial& trial : phase.trials) {
            if (only && trial.flow != *only) continue;
            if (out.disagreements.size() >= most) return out;
            const Expected expected = model_.expect(trial);
            const Outcome outcome = outcome_of(trial);
            ++out.trials;
            out.arrived += outcome.arrived ? 1 : 0;
            ++out.counted[expected.counter];
            std::vector<std::string> moves;
            if (!expected.counter.empty()) moves.push_back(Model::counter_of(expected.counter));
            if (outcome.arrived == expected.arrives && outcome.moved == moves) continue;
            out.disagreements.push_back(
                fmt::format("{}:{} | expected: {} ({}) | kernel: {}", trial.flow, trial.text(),
                            said(expected.arrives, expected.counter), fmt::join(moves, " "),
                            said(outcome.arrived, fmt::format("{}", fmt::join(outcome.moved, " ")))));
        }
    }
    return out;
}

void Conductor::stage(const Phase& phase) {
    const Result<void> staged = enforcer_->stage(phase.ruleset);
    if (!staged) panic(staged.error().text());
    model_.stage(phase.ruleset);
    std::int64_t second = enforce::boot_seconds();
    for (const Learning& learning : phase.learnings) {
        std::string refused;
        // One second each: the bound of new addresses in a second is not what is tested here.
        const wire::LearnAnswer answer = enforcer_->learn(
            {++serial_, learning.client, learning.name, learning.addresses, kTtl}, second++, &refused);
        if (!answer.done) panic("not learned: " + learning.name + ": " + refused);
        model_.learn(learning);
    }
    if (after_stage_) after_stage_(model_, phase);
    counters_ = read_counters();
}

std::map<std::string, std::uint64_t> Conductor::read_counters() {
    const Result<std::vector<enforce::CounterValue>> values = enforce::kernel_counters();
    if (!values) panic(values.error().text());
    std::map<std::string, std::uint64_t> out;
    for (const enforce::CounterValue& value : *values)
        out[value.name] = value.packets;
    return out;
}

Conductor::Outcome Conductor::outcome_of(const Trial& trial) {
    const Octets packet = packet_of(trial);
    const Seen seen = trial.ingress.empty() ? box_.pass_own(packet, trial.packet_ends().to)
                                            : box_.pass(trial.ingress, packet);
    const Octets wanted = without_hop(packet);
    Outcome out;
    out.arrived = std::any_of(seen.forwarded.begin(), seen.forwarded.end(),
                              [&](const Octets& each) { return without_hop(each) == wanted; }) ||
                  std::any_of(seen.local.begin(), seen.local.end(),
                              [&](const Octets& each) { return is_same_transport(trial, each); });
    const std::map<std::string, std::uint64_t> now = read_counters();
    for (const auto& [name, packets] : now)
        if (packets != counters_[name]) out.moved.push_back(name);
    counters_ = now;
    return out;
}

}  // namespace portolan::kernel
