#include "appliance/live/ledger.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::live {
namespace {

constexpr std::size_t kMostPairs = 200'000;  // of learned names; the enforcer bounds each client

Counts counts_of(const evidence::Flow& flow) {
    return {1, flow.packets_out, flow.packets_in, flow.bytes_out, flow.bytes_in};
}

void add(evidence::Flow& to, const Counts& counts) {
    to.packets_out += counts.packets_out;
    to.packets_in += counts.packets_in;
    to.bytes_out += counts.bytes_out;
    to.bytes_in += counts.bytes_in;
}

void subtract(evidence::Flow& from, const Counts& counts) {
    from.packets_out -= std::min(from.packets_out, counts.packets_out);
    from.packets_in -= std::min(from.packets_in, counts.packets_in);
    from.bytes_out -= std::min(from.bytes_out, counts.bytes_out);
    from.bytes_in -= std::min(from.bytes_in, counts.bytes_in);
}

// What makes two flows one row: ends, service, and everything that was decided of them.
std::string key_of(const evidence::Flow& flow, const policy::FlowAssessment& assessment,
                   const std::string& action) {
    return fmt::format(
        "{}|{}|{}|{}|{}|{}|{}|{}|{}", flow.initiator.text(), flow.responder.text(), flow.ip_protocol,
        flow.responder_port, policy::verdict_name(assessment.verdict), assessment.decision.id,
        assessment.requirement == nullptr ? "" : assessment.requirement->id, action, assessment.reason);
}

}  // namespace

void Ledger::set_policy(std::shared_ptr<const policy::Policy> policy,
                        std::shared_ptr<const ruleset::Ruleset> kernel) {
    policy_ = std::move(policy);
    kernel_ = std::move(kernel);
    same_machine_ = policy_->same_machine();
    own_.clear();
    for (const policy::Zone& zone : policy_->site().zones)
        if (zone.address) own_.push_back(zone.address->address);
    if (policy_->site().management) own_.push_back(policy_->site().management->address.address);
    by_key_.clear();
    for (const std::unique_ptr<Row>& row : rows_) {
        row->assessment = policy::assess_flow(*policy_, row->flow);
        row->key = key_of(row->flow, row->assessment, row->action);
        by_key_.emplace(row->key, row.get());  // two that now are alike stay two rows
        changed_[row->number] = row.get();
    }
}

Address Ledger::machine(const Address& address) const {
    const auto at = same_machine_.find(address);
    return at == same_machine_.end() ? address : at->second;
}

void Ledger::learn(const Address& client, const std::string& name, const Address& address,
                   std::int64_t until) {
    if (names_.size() >= kMostPairs) names_.erase(names_.begin());
    std::vector<Name>& names = names_[{machine(client), address}];
    const auto known =
        std::find_if(names.begin(), names.end(), [&](const Name& each) { return each.name == name; });
    if (known != names.end()) {
        known->until = std::max(known->until, until);
    } else {
        names.push_back({name, until});
    }
}

void Ledger::put_names(evidence::Flow& flow) const {
    const auto at = names_.find({machine(flow.initiator), flow.responder});
    if (at == names_.end()) return;
    for (const Name& each : at->second) {
        const bool known = std::find(flow.names.begin(), flow.names.end(), each.name) != flow.names.end();
        if (!known && flow.first.nanoseconds <= each.until) flow.names.push_back(each.name);
    }
}

std::string Ledger::action_of(const evidence::Flow& flow) const {
    if (!loaded_ || kernel_ == nullptr) return "allowed";
    const policy::Attempt attempt = policy::attempt_of(flow);
    ruleset::Attempt kernel{attempt.from, attempt.to, attempt.protocol, attempt.port, {}, attempt.names};
    if (!attempt.icmp.empty()) kernel.icmp = attempt.icmp;
    switch (ruleset::decide(*kernel_, kernel).action) {
        case ruleset::Action::accept:
            return "allowed";
        case ruleset::Action::would_block:
            return "would-block";
        case ruleset::Action::drop:
            break;
    }
    return "blocked";
}

bool Ledger::answers_unseen(const evidence::Flow& flow) const {
    const auto own = [&](const Address& address) {
        return std::find(own_.begin(), own_.end(), address) != own_.end();
    };
    if (own(flow.responder)) return true;
    // Of what we begin ourselves, all that is seen is the answer.
    if (own(flow.initiator)) return flow.packets_in > 0;
    constexpr std::uint16_t kDns = 53;
    return loaded_ && kernel_ != nullptr && flow.responder_port == kDns &&
           std::any_of(kernel_->gates.begin(), kernel_->gates.end(),
                       [&](const ruleset::DnsGate& gate) { return gate.resolver == flow.responder; });
}

void Ledger::touch(Row& row, std::int64_t now) {
    row.touched = now;
    changed_[row.number] = &row;
}

Row& Ledger::row_for(const evidence::Flow& flow, policy::FlowAssessment assessment, const std::string& action,
                     std::int64_t now) {
    std::string key = key_of(flow, assessment, action);
    const auto known = by_key_.find(key);
    if (known != by_key_.end()) return *known->second;
    auto row = std::make_unique<Row>();
    row->number = next_number_++;
    row->key = key;
    row->flow = flow;
    row->flow.packets_out = row->flow.packets_in = row->flow.bytes_out = row->flow.bytes_in = 0;
    row->assessment = std::move(assessment);
    row->action = action;
    row->sighted = now;
    rows_.push_back(std::move(row));
    by_key_.emplace(std::move(key), rows_.back().get());
    return *rows_.back();
}

void Ledger::update(const std::string& run, std::uint64_t id, evidence::Flow flow, bool final,
                    std::int64_t now) {
    if (policy_ == nullptr) return;
    if (run != run_) {
        run_ = run;
        tracks_.clear();
    }
    put_names(flow);
    Track& track = tracks_[id];
    if (track.row == nullptr && rows_.size() >= kMostRows) {
        ++overflowed_;
        tracks_.erase(id);
        return;
    }
    policy::FlowAssessment assessment = policy::assess_flow(*policy_, flow);
    // Decided once, by the first packet: what was learned later changes the row, not what the kernel did.
    const std::string action =
        track.row != nullptr && track.row->action != "blocked" ? track.row->action : action_of(flow);
    if (action != "blocked" && answers_unseen(flow)) flow.answered = true;
    Row& row = row_for(flow, std::move(assessment), action, now);
    if (track.row != nullptr) {
        subtract(track.row->flow, track.counts);
        --track.row->flows;
        if (track.row != &row) touch(*track.row, now);
    }
    track = {&row, counts_of(flow)};
    add(row.flow, track.counts);
    ++row.flows;
    row.flow.facts = flow.facts;
    row.flow.names = flow.names;
    row.flow.answered |= flow.answered;
    row.flow.first = std::min(row.flow.first, flow.first);
    row.flow.last = std::max(row.flow.last, flow.last);
    row.flow.icmp_errors = std::max(row.flow.icmp_errors, flow.icmp_errors);
    touch(row, now);
    if (final) tracks_.erase(id);
}

void Ledger::restore(evidence::Flow flow, std::string action, std::uint64_t flows) {
    if (policy_ == nullptr || rows_.size() >= kMostRows) return;
    const Counts counts = counts_of(flow);
    Row& row = row_for(flow, policy::assess_flow(*policy_, flow), action, 0);
    add(row.flow, counts);
    row.flows += flows;
    row.flows_told = row.flows;
    row.flow.first = std::min(row.flow.first, flow.first);
    row.flow.last = std::max(row.flow.last, flow.last);
    row.flow.answered |= flow.answered;
    row.stored = counts_of(row.flow);
    row.stored.flows = row.flows;
}

void Ledger::forget_old(Timestamp now, std::int64_t now_ms) {
    constexpr std::int64_t kEmptyFor = 10'000;  // ms; the page has been told by then
    std::unordered_map<const Row*, bool> tracked;
    for (const auto& [id, track] : tracks_)
        tracked[track.row] = true;
    const auto old = [&](const std::unique_ptr<Row>& row) {
        const bool gone = now.nanoseconds - row->flow.last.nanoseconds > kWindow ||
                          (row->empty() && now_ms - row->touched > kEmptyFor);
        if (!gone || tracked.contains(row.get())) return false;
        const auto at = by_key_.find(row->key);
        if (at != by_key_.end() && at->second == row.get()) by_key_.erase(at);
        changed_.erase(row->number);
        return true;
    };
    rows_.erase(std::remove_if(rows_.begin(), rows_.end(), old), rows_.end());
    for (auto& [pair, names] : names_)
        std::erase_if(names, [&](const Name& each) { return each.until < now.nanoseconds; });
    std::erase_if(names_, [](const auto& each) { return each.second.empty(); });
}

std::vector<Row*> Ledger::take_changed() {
    std::vector<Row*> out;
    for (const auto& [number, row] : changed_)
        out.push_back(row);
    changed_.clear();
    return out;
}

std::vector<policy::JudgedFlow> Ledger::judged() const {
    std::vector<policy::JudgedFlow> out;
    for (const std::unique_ptr<Row>& row : rows_)
        if (!row->empty()) out.push_back({&row->flow, row->assessment, !row->blocked()});
    return out;
}

}  // namespace portolan::live
