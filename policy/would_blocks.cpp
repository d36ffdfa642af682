#include "policy/would_blocks.hpp"

#include "policy/accepted_blocks.hpp"
#include "policy/block_remedy.hpp"
#include "policy/exceptions.hpp"
#include "policy/kernel_part.hpp"
#include "policy/reach.hpp"
#include "policy/ruleset/decide.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using evidence::FlowHistory;
using evidence::ReadinessLine;
using evidence::SeenFlow;

constexpr std::size_t kMostListed = 4;        // addresses of an end, in what is proposed
constexpr std::size_t kMostExplained = 1000;  // lines: each nearest miss is a walk through all rules

Attempt attempt_of(const SeenFlow& flow) {
    Attempt attempt;
    attempt.from = flow.initiator;
    attempt.to = flow.responder;
    attempt.protocol = flow.protocol;
    attempt.port = flow.port;
    attempt.icmp = flow.icmp;
    attempt.names = flow.names;
    return attempt;
}

ruleset::Attempt kernel_attempt(const Attempt& attempt) {
    ruleset::Attempt out{attempt.from, attempt.to, attempt.protocol, attempt.port, {}, attempt.names};
    if (!attempt.icmp.empty()) out.icmp = attempt.icmp;
    return out;
}

// What no router passes on, whatever its rules: "this network", loopback, link-local, multicast and
// broadcast.
AddressSet never_forwarded(const Site& site) {
    AddressSet out;
    for (const char* text : {"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255",
                             "::/127", "fe80::/10", "ff00::/8"})
        out.add(*parse_address_range(text));
    for (const Zone& zone : site.zones) {
        const AddressSet networks = zone.all_networks();
        for (const AddressRange& range : networks.ranges())
            if (range.first.is_v4() && range.first.next() < range.last) out.add({range.last, range.last});
    }
    return out;
}

std::string service_text(const Attempt& attempt) {
    if (attempt.protocol == Protocol::icmp) return attempt.icmp.empty() ? "icmp" : "icmp " + attempt.icmp;
    if (attempt.protocol == Protocol::other) return "another protocol than tcp, udp and icmp";
    const std::string_view name = protocol_name(attempt.protocol);
    return attempt.port == 0 ? fmt::format("{}, any port", name) : fmt::format("{}/{}", name, attempt.port);
}

// What one line is made of: flows that agree in all of this.
struct Key {
    std::string from, to;
    Protocol protocol = Protocol::tcp;
    std::uint16_t port = 0;
    std::string icmp;
    std::string decision;
    std::string closed_by;
    friend auto operator<=>(const Key&, const Key&) = default;
};

struct Group {
    Attempt example;
    std::set<Address> initiators, responders;
    std::uint64_t flows = 0;
    bool answered = false;
    Timestamp first, last;
};

class WouldBlocks {
public:
    WouldBlocks(const Policy& policy, std::size_t product, ruleset::Ruleset kernel, Timestamp at, bool by_us)
        : policy_(policy),
          product_(product),
          kernel_(std::move(kernel)),
          at_(at),
          by_us_(by_us),
          accepted_(policy),
          never_forwarded_(never_forwarded(policy.site())) {
        for (const auto& [role, addresses] : policy.products()[product].governed)
            governed_ = governed_.united(addresses);
        for (const Rule& rule : policy.rules())
            if (rule.inactive.empty() && !rule.during.empty()) with_hours_.push_back(&rule);
    }

    void look(const SeenFlow& flow) {
        const Attempt attempt = attempt_of(flow);
        const ruleset::Decision after = decide(flow, attempt, /*enforce=*/true);
        if (after.action == ruleset::Action::accept) return;  // documented
        std::string closed_by;
        if (after.action == ruleset::Action::would_block) {
            if (!is_governed(attempt)) return;
            closed_by = after.held_by + " observes, and holds it back";
        } else {
            if (decide(flow, attempt, /*enforce=*/false).action == ruleset::Action::drop) return;
            closed_by = why_closed(flow, attempt, requirement(after.id) != nullptr);
        }
        add(flow, attempt, after.id, std::move(closed_by));
    }

    std::vector<ReadinessLine> lines() {
        std::vector<std::pair<const Key*, const Group*>> order;
        for (const auto& [key, group] : groups_)
            order.emplace_back(&key, &group);
        std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
            const bool a_open = a.first->closed_by.empty();
            if (a_open != b.first->closed_by.empty()) return a_open;
            return a.second->flows > b.second->flows;
        });
        std::vector<ReadinessLine> out;
        for (const auto& [key, group] : order) {
            out.push_back(bare_line(*key, *group));
            if (out.size() <= kMostExplained) explain(*group, out.back());
        }
        return out;
    }

private:
    // With every requirement at the hour at which the flow was last seen.
    ruleset::Decision decide(const SeenFlow& flow, const Attempt& attempt, bool enforce) {
        kernel_.products[product_].enforce = enforce;
        if (is_out_of_hours(flow, attempt))
            return ruleset::decide_undocumented(kernel_, attempt.from, attempt.to);
        return ruleset::decide(kernel_, kernel_attempt(attempt));
    }

    // All that documents it has hours, and was not in force then.
    [[nodiscard]] bool is_out_of_hours(const SeenFlow& flow, const Attempt& attempt) const {
        bool closed = false;
        for (const Rule* rule : with_hours_)
            closed |= covers(*rule, attempt) && rule->closed_at(flow.last) != nullptr;
        if (!closed) return false;
        const std::vector<Rule>& rules = policy_.rules();
        return std::none_of(rules.begin(), rules.end(), [&](const Rule& rule) {
            return rule.inactive.empty() && rule.effect == profiles::Effect::allow &&
                   rule.closed_at(flow.last) == nullptr && covers(rule, attempt);
        });
    }

    [[nodiscard]] bool is_governed(const Attempt& attempt) const {
        return governed_.contains(attempt.from) || governed_.contains(attempt.to);
    }

    [[nodiscard]] std::string exception_text(Attempt attempt) const {
        attempt.at = at_;
        const CompiledException* found = exception_of(policy_, attempt);
        if (found == nullptr) return {};
        const Exception& each = *found->source;
        return fmt::format("exception {} of {} until {}: {}", each.id, each.owner, each.valid_until.text(),
                           each.reason);
    }

    // Why the block hurts nobody, or that somebody answers for it.
    std::string why_closed(const SeenFlow& flow, const Attempt& attempt, bool prohibited) {
        if (never_forwarded_.contains(attempt.from) || never_forwarded_.contains(attempt.to))
            return "multicast, broadcast or link-local: no router passes it on";
        if (const std::string path = why_not_across(attempt.from, attempt.to); !path.empty()) return path;
        // An exception never beats a prohibition of an enforcing product.
        if (std::string text = prohibited ? "" : exception_text(attempt); !text.empty()) return text;
        if (const AcceptedBlock* block = accepted_.covering(attempt))
            return fmt::format("accepted by {} ({}): {}", block->id, block->owner, block->reason);
        if (is_knocking(flow)) return "the Internet knocked and was never answered: nothing that works stops";
        return {};
    }

    // Of a capture file that was made elsewhere. What our own taps saw came to us, whatever the zones say.
    std::string why_not_across(const Address& from, const Address& to) {
        const auto [at, fresh] = paths_.emplace(std::pair(from, to), "");
        if (!fresh) return at->second;
        std::string why;
        const Reach reach = reach_between(policy_.site(), {AddressSet({{from, from}}), {}},
                                          {AddressSet({{to, to}}), {}}, why);
        const bool crosses = reach == Reach::in_line || (reach == Reach::none && by_us_);
        at->second = crosses ? "" : "never crosses us: " + why;
        return at->second;
    }

    // An unanswered try from the Internet: a scan has thousands of ports, and none of them is a service.
    [[nodiscard]] bool is_knocking(const SeenFlow& flow) const {
        return flow.protocol == Protocol::tcp && !flow.answered && !flow.blocked &&
               governed_.contains(flow.responder) && is_stranger(flow.initiator);
    }

    [[nodiscard]] bool is_stranger(const Address& address) const {
        if (governed_.contains(address) || policy_.asset_at(address) != nullptr ||
            !policy_.internet().contains(address))
            return false;
        const Zone* zone = policy_.site().zone_of(address);
        return zone == nullptr || zone->untrusted;
    }

    [[nodiscard]] BlockEnd end_of(const Attempt& attempt, bool initiator) const {
        const Address& address = initiator ? attempt.from : attempt.to;
        if (const Asset* asset = policy_.asset_at(address))
            return {BlockEnd::Kind::asset, asset->name, {}, 0};
        // Names come from the network: only what a site could say is shown as one.
        if (!initiator && !attempt.names.empty() && parse_name_pattern(attempt.names.front()))
            return {BlockEnd::Kind::name, attempt.names.front(), {}, 0};
        if (initiator && governed_.contains(attempt.to) && is_stranger(address))
            return {BlockEnd::Kind::internet, std::string(kInternet), {}, 0};
        return {BlockEnd::Kind::address, address.text(), {}, 0};
    }

    void add(const SeenFlow& flow, const Attempt& attempt, const std::string& decision,
             std::string closed_by) {
        Key key{{}, {}, attempt.protocol, attempt.port, attempt.icmp, decision, std::move(closed_by)};
        const BlockEnd from = end_of(attempt, /*initiator=*/true);
        key.from = from.word;
        key.to = end_of(attempt, /*initiator=*/false).word;
        if (from.kind == BlockEnd::Kind::internet && is_knocking(flow)) key.port = 0;
        const auto [at, fresh] = groups_.try_emplace(std::move(key));
        Group& group = at->second;
        if (fresh) {
            group.example = attempt;
            group.first = flow.first;
            group.last = flow.last;
        }
        group.initiators.insert(attempt.from);
        group.responders.insert(attempt.to);
        group.flows += flow.flows;
        group.answered |= flow.answered;
        group.first = std::min(group.first, flow.first);
        group.last = std::max(group.last, flow.last);
    }

    ReadinessLine bare_line(const Key& key, const Group& group) const {
        ReadinessLine line;
        line.kind = "would-block";
        line.closed_by = key.closed_by;
        line.open = key.closed_by.empty();
        Attempt shown = group.example;
        shown.port = key.port;
        line.what = fmt::format("{} -> {} {}", key.from, key.to, service_text(shown));
        line.decision = key.decision;
        line.flows = group.flows;
        line.first = group.first;
        line.last = group.last;
        return line;
    }

    [[nodiscard]] const profiles::Requirement* requirement(const std::string& wanted) const {
        for (const CompiledProduct& product : policy_.products())
            if (const profiles::Requirement* found = product.profile->requirement(wanted)) return found;
        return nullptr;
    }

    void explain(const Group& group, ReadinessLine& line) const {
        const profiles::Requirement* forbidding = requirement(line.decision);
        NearestMiss nearest;
        if (forbidding != nullptr) {
            line.requirements = {forbidding->id};
            line.why = fmt::format("{} forbids it: \"{}\"", forbidding->id, forbidding->quote);
        } else {
            nearest = nearest_miss(policy_, group.example, {});
            if (nearest.requirement != nullptr) line.requirements = {nearest.requirement->id};
            line.why = "nothing documents it; " + nearest.text;
        }
        if (!group.answered) line.why += "; it was not answered";
        if (!line.open) return;
        const Block block{group.example, block_end(group, /*initiator=*/true),
                          block_end(group, /*initiator=*/false), forbidding != nullptr, at_};
        line.ways = ways_of(policy_, block, nearest);
    }

    [[nodiscard]] BlockEnd block_end(const Group& group, bool initiator) const {
        BlockEnd out = end_of(group.example, initiator);
        for (const Address& address : initiator ? group.initiators : group.responders) {
            if (out.addresses.size() < kMostListed) {
                out.addresses.push_back(address.text());
            } else {
                ++out.more;
            }
        }
        return out;
    }

    const Policy& policy_;
    std::size_t product_;
    ruleset::Ruleset kernel_;
    Timestamp at_;
    bool by_us_;
    AcceptedBlocks accepted_;
    AddressSet never_forwarded_;
    AddressSet governed_;  // by the product
    std::vector<const Rule*> with_hours_;
    std::map<std::pair<Address, Address>, std::string> paths_;
    std::map<Key, Group> groups_;
};

}  // namespace

Result<std::vector<ReadinessLine>> would_block_lines(const Policy& policy, std::size_t product,
                                                     const FlowHistory& history, Timestamp at) {
    WouldBlocks out(policy, product, TRY(kernel_part(policy)), at, history.by_us);
    for (const SeenFlow& flow : history.flows)
        out.look(flow);
    return out.lines();
}

}  // namespace portolan::policy
