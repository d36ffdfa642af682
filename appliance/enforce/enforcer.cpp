#include "appliance/enforce/enforcer.hpp"

#include "appliance/base/file.hpp"
#include "appliance/enforce/floor.hpp"
#include "appliance/enforce/kernel_table.hpp"
#include "appliance/wire/ruleset_fields.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>

#include <fmt/format.h>

namespace portolan::wire {

template <typename A>
void fields(A& a, enforce::LearnedNames::Row& v) {
    auto until = static_cast<std::uint64_t>(v.until);
    all(a, v.pair.client, v.pair.address, v.name, until);
    if constexpr (A::kReads) v.until = static_cast<std::int64_t>(until);
}

}  // namespace portolan::wire

namespace portolan::enforce {
namespace {

struct Snapshot {
    std::string boot;
    std::vector<LearnedNames::Row> rows;
};
template <typename A>
void fields(A& a, Snapshot& v) {
    wire::all(a, v.boot, v.rows);
}

constexpr std::size_t kMostSnapshot = 64UL * 1024 * 1024;

constexpr std::string_view kForgetLearned =
    "flush map inet portolan learned4\nflush map inet portolan learned6\n"
    "flush map inet portolan learned_icmp4\nflush map inet portolan learned_icmp6\n";

// "hosts4_7" is of generation 7; learned maps, verdicts and counters are of none.
std::optional<unsigned> generation_of(const std::string& name) {
    const std::size_t at = name.rfind('_');
    unsigned out = 0;
    if (at == std::string::npos) return std::nullopt;
    const auto [end, error] = std::from_chars(name.data() + at + 1, name.data() + name.size(), out);
    if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
    return out;
}

struct Old {
    unsigned next_generation = 1;
    std::string deletions;  // lines that delete the maps and sets of all generations there are
};
Result<Old> old_generations() {
    Old out;
    for (const SetName& set : TRY(kernel_sets())) {
        const std::optional<unsigned> generation = generation_of(set.name);
        if (!generation) continue;
        out.next_generation = std::max(out.next_generation, *generation + 1);
        out.deletions += fmt::format("delete {} inet portolan {}\n", set.is_map ? "map" : "set", set.name);
    }
    return out;
}

}  // namespace

std::int64_t boot_seconds() {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return now.tv_sec;
}

std::string boot_id() {
    const Result<std::string> text = read_file("/proc/sys/kernel/random/boot_id", 64);
    return text ? text->substr(0, text->find('\n')) : "";
}

Enforcer::Enforcer(std::string snapshot) : snapshot_(std::move(snapshot)) {
    load_snapshot();
}

void Enforcer::load_snapshot() {
    if (snapshot_.empty()) return;
    const Result<std::string> bytes = read_file(snapshot_, kMostSnapshot);
    if (!bytes) return;  // the first start
    const std::optional<Snapshot> snapshot = wire::decode<Snapshot>(*bytes);
    if (snapshot && snapshot->boot == boot_id()) names_.restore(snapshot->rows);
}

void Enforcer::save_snapshot() {
    if (snapshot_.empty() || !changed_) return;
    const std::string bytes = wire::encode(Snapshot{boot_id(), names_.rows()});
    snapshot_size_ = bytes.size();
    changed_ = !write_file(snapshot_, bytes);
}

// Everything that will be in the learned maps of `ruleset`, as lines to add.
void Enforcer::rederive(const ruleset::Ruleset& ruleset, std::int64_t now, Projection& out) const {
    for (const LearnedPair& pair : names_.pairs()) {
        std::map<std::string, Element> elements = elements_of(ruleset, pair, now, out.decisions, out.lines);
        for (const auto& [key, element] : elements)
            out.lines += add_line(key, element, now);
        if (!elements.empty()) out.elements[pair] = std::move(elements);
    }
}

Result<void> Enforcer::stage(ruleset::Ruleset ruleset) {
    TRY_VOID(check_floor(ruleset));
    const Old old = TRY(old_generations());
    const ruleset::Rendering rendering = TRY(ruleset::render(ruleset, old.next_generation));
    const std::int64_t now = boot_seconds();
    Projection next;
    next.decisions = rendering.decisions;
    rederive(ruleset, now, next);
    const std::string text = rendering.skeleton + std::string(kForgetLearned) + rendering.chains +
                             old.deletions + rendering.maps + next.lines;
    TRY_VOID(nft_.check(text));
    TRY_VOID(nft_.run(text));
    ruleset_ = std::move(ruleset);
    enforced_ = ruleset_->enforced();
    decisions_ = std::move(next.decisions);
    projected_ = std::move(next.elements);
    elements_ = rendering.elements.size();
    return {};
}

Result<void> Enforcer::disarm() {
    TRY_VOID(nft_.run("add table inet portolan\ndelete table inet portolan\n"));
    ruleset_.reset();
    enforced_ = {};
    decisions_.clear();
    projected_.clear();
    elements_ = 0;
    return {};
}

std::map<std::string, Enforcer::Element> Enforcer::elements_of(const ruleset::Ruleset& ruleset,
                                                               const LearnedPair& pair, std::int64_t now,
                                                               Decisions& decisions,
                                                               std::string& lines) const {
    std::map<std::string, Element> out;
    const LearnedNames::Alive alive = names_.alive(pair, now);
    if (alive.names.empty()) return out;
    for (const ruleset::LearnedRow& row :
         ruleset::learned_rows(ruleset, pair.client, pair.address, alive.names)) {
        const std::uint32_t mark = ruleset::mark_of(row.decision.key());
        if (decisions.emplace(mark, row.decision).second)
            lines += ruleset::decision_lines(mark, row.decision);
        const bool icmp = row.protocol == Protocol::icmp;
        const std::string service = icmp ? fmt::format("{}", row.port)
                                         : fmt::format("{} . {}", protocol_name(row.protocol), row.port);
        const std::string key = fmt::format("{} . {} . {}", pair.client.text(), pair.address.text(), service);
        out[key] = {fmt::format("learned{}{}", icmp ? "_icmp" : "", pair.client.is_v4() ? 4 : 6), mark,
                    alive.until};
    }
    return out;
}

std::string Enforcer::add_line(const std::string& key, const Element& element, std::int64_t now) {
    return fmt::format("add element inet portolan {} {{ {} timeout {}s : {:#010x} }}\n", element.map, key,
                       std::max<std::int64_t>(element.until - now, 1), element.mark);
}

// Before Linux 6.12 adding an element again does not refresh its timeout, and adding it with another mark
// always fails: so it is deleted and added in one transaction. It may have expired in the kernel a moment
// ago, when deleting would fail: adding what was there comes first and then changes nothing or makes the
// deletion right.
Result<void> Enforcer::project(const std::vector<LearnedPair>& pairs, std::int64_t now) {
    Decisions decisions = decisions_;
    std::string lines;
    std::map<LearnedPair, std::map<std::string, Element>> next;
    for (const LearnedPair& pair : pairs) {
        std::map<std::string, Element> elements = elements_of(*ruleset_, pair, now, decisions, lines);
        for (const auto& [key, old] : projected_[pair]) {
            const auto at = elements.find(key);
            const bool same = at != elements.end() && at->second.mark == old.mark &&
                              at->second.until < old.until + kRefreshAfter;
            if (same) {
                at->second.until = old.until;
                continue;
            }
            lines += add_line(key, old, now);
            lines += fmt::format("delete element inet portolan {} {{ {} }}\n", old.map, key);
            if (at != elements.end()) lines += add_line(key, at->second, now);
        }
        for (const auto& [key, element] : elements)
            if (!projected_[pair].contains(key)) lines += add_line(key, element, now);
        next[pair] = std::move(elements);
    }
    if (!lines.empty()) TRY_VOID(nft_.run(lines));
    decisions_ = std::move(decisions);
    for (auto& [pair, elements] : next) {
        if (elements.empty()) {
            projected_.erase(pair);
        } else {
            projected_[pair] = std::move(elements);
        }
    }
    return {};
}

wire::LearnAnswer Enforcer::learn(const wire::Learn& learn, std::int64_t now, std::string* refused) {
    wire::LearnAnswer out{learn.serial, false, false, enforced_.contains(learn.client)};
    if (!ruleset_ || !ruleset::names_anything(*ruleset_, learn.client, learn.name)) return out;
    out.documented = true;
    const std::vector<LearnedPair> kept = keep(learn, now, refused);
    changed_ |= !kept.empty();
    // Before the client has its answer: it will use the name, whatever becomes of this process.
    if (snapshot_size_ < kSmallSnapshot) save_snapshot();
    const Result<void> projected = project(kept, now);
    if (!projected) *refused = projected.error().message;
    out.done = refused->empty();
    return out;
}

// For every address of the client's machine, those answers that it can use: of its own family. What is
// refused for one address holds the answer back; what the others got is kept, and so it must go to the kernel
// too.
std::vector<LearnedPair> Enforcer::keep(const wire::Learn& learn, std::int64_t now, std::string* refused) {
    std::vector<Address> clients = {learn.client};
    for (const std::vector<Address>& machine : ruleset_->machines)
        if (std::find(machine.begin(), machine.end(), learn.client) != machine.end()) clients = machine;
    std::vector<LearnedPair> out;
    for (const Address& client : clients) {
        std::vector<Address> usable = learn.addresses;
        std::erase_if(usable, [&](const Address& address) { return address.is_v4() != client.is_v4(); });
        // An answer may give an address twice; the kernel would refuse the second change of one element.
        std::sort(usable.begin(), usable.end());
        usable.erase(std::unique(usable.begin(), usable.end()), usable.end());
        const Result<std::vector<LearnedPair>> pairs =
            names_.learn(*ruleset_, client, learn.name, usable, learn.ttl, now);
        if (pairs) {
            out.insert(out.end(), pairs->begin(), pairs->end());
        } else {
            *refused = pairs.error().message;
        }
    }
    return out;
}

void Enforcer::tick(std::int64_t now) {
    const std::vector<LearnedPair> changed = names_.expire(now);
    changed_ |= !changed.empty();
    // A failure here leaves elements that end by their own timeout.
    if (ruleset_ && !changed.empty()) static_cast<void>(project(changed, now));
    save_snapshot();
}

Result<wire::Counters> Enforcer::counters() const {
    wire::Counters out{policy(), boot_id(), {}};
    for (const CounterValue& value : TRY(kernel_counters())) {
        if (value.name.starts_with("c_")) {
            out.rows.push_back({0, value.name, 0, value.packets, value.bytes});
            continue;
        }
        std::uint32_t mark = 0;
        std::from_chars(value.name.data() + 2, value.name.data() + value.name.size(), mark, 16);
        const auto decision = decisions_.find(mark);
        if (decision == decisions_.end()) continue;  // of an earlier policy
        out.rows.push_back({mark, decision->second.key(), static_cast<std::uint8_t>(decision->second.action),
                            value.packets, value.bytes});
    }
    return out;
}

std::string Enforcer::policy_in_kernel() const {
    if (ruleset_) return ruleset_->policy;
    const Result<std::vector<SetName>> sets = kernel_sets();
    return sets && !sets->empty() ? "earlier" : "";
}

wire::Names Enforcer::names(std::int64_t now) const {
    wire::Names out;
    for (const LearnedNames::Row& row : names_.rows())
        if (row.until > now)
            out.rows.push_back(
                {row.pair.client, row.name, row.pair.address, static_cast<std::uint32_t>(row.until - now)});
    return out;
}

std::vector<ruleset::DnsGate> Enforcer::gates() const {
    return ruleset_ ? ruleset_->gates : std::vector<ruleset::DnsGate>();
}

}  // namespace portolan::enforce
