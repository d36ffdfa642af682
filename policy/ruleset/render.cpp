#include "policy/ruleset/render.hpp"

#include "policy/ruleset/elements.hpp"
#include "policy/ruleset/skeleton.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::ruleset {
namespace {

// Takes what Elements takes, and only counts.
class Counting {
public:
    void put_service(const AddressSet& from, const AddressSet& to, const Service& service, std::uint32_t) {
        count_ += count_of({from, to, service.ports.last - service.ports.first + 1ULL});
    }
    void put_icmp(bool v6, const AddressSet& from, const AddressSet& to, std::uint8_t first,
                  std::uint8_t last, std::uint32_t) {
        count_ += count_in_family({from, to, last - first + 1ULL}, v6);
    }
    void put_pair(const char*, const AddressSet& from, const AddressSet& to, std::uint32_t) {
        count_.intervals += count_of_pair(from, to);
    }
    void put_one(const char*, const AddressSet& addresses, std::uint32_t) {
        count_.intervals += count_of_one(addresses);
    }
    void put_marked(const char*, std::uint32_t, const AddressSet& addresses, std::uint32_t) {
        count_.intervals += count_of_one(addresses);
    }
    void put_set(const char*, const AddressSet& addresses) { count_.intervals += count_of_one(addresses); }
    void put_word(const char*, const std::string&) { ++count_.exact; }
    [[nodiscard]] const ElementCount& count() const { return count_; }

private:
    ElementCount count_;
};

// What goes into which map, in the same order to whoever takes it.
class Filling {
public:
    explicit Filling(const Ruleset& ruleset) : ruleset_(ruleset), boxes_(boxes_of(ruleset)) {}

    template <typename Taker>
    void fill(Taker& taker) {
        put_boxes(taker);
        put_governed(taker);
        put_zones(taker);
        put_sets(taker);
    }
    // After a fill.
    [[nodiscard]] const std::string& collision() const { return collision_; }
    std::map<std::uint32_t, Decision> take_decisions() && { return std::move(decisions_); }

private:
    std::uint32_t mark(const Decision& decision) {
        const std::uint32_t mark = mark_of(decision.key());
        const auto [at, fresh] = decisions_.emplace(mark, decision);
        if (!fresh && !(at->second == decision)) collision_ = decision.key() + " and " + at->second.key();
        return mark;
    }

    template <typename Taker>
    void put_boxes(Taker& taker) {
        for (const ServiceBoxes& each : boxes_.services)
            for (const Box& box : each.boxes)
                taker.put_service(box.from, box.to, each.service, mark(box.decision));
        for (const IcmpBoxes& each : boxes_.icmp)
            for (const Box& box : each.boxes)
                taker.put_icmp(each.v6, box.from, box.to, each.first_type, each.last_type,
                               mark(box.decision));
        for (const Box& box : boxes_.pairs)
            taker.put_pair("pairs", box.from, box.to, mark(box.decision));
    }

    // A default deny out is decided at the source; where the peer's product is in observe, @held changes it.
    template <typename Taker>
    void put_governed(Taker& taker) {
        const std::map<Governed, AddressSet> sets = governed_sets(ruleset_);
        for (const auto& [governed, addresses] : sets) {
            const std::uint32_t out = mark(default_deny(governed.role, true, governed.held_by));
            taker.put_one("governed_out", addresses, out);
            taker.put_one("governed_in", addresses,
                          mark(default_deny(governed.role, false, governed.held_by)));
            if (!governed.held_by.empty()) continue;
            for (const auto& [peer, peer_addresses] : sets)
                if (!peer.held_by.empty())
                    taker.put_marked("held", out, peer_addresses,
                                     mark(default_deny(governed.role, true, peer.held_by)));
        }
    }

    template <typename Taker>
    void put_zones(Taker& taker) {
        const std::map<std::string, AddressSet> zones = zone_sets(ruleset_);
        for (const auto& [from, sources] : zones)
            for (const auto& [to, targets] : zones)
                taker.put_pair("zones", sources, targets, mark(ungoverned(ruleset_, from, to)));
    }

    template <typename Taker>
    void put_sets(Taker& taker) const {
        taker.put_set("enforced", ruleset_.enforced());
        if (ruleset_.management) taker.put_set("administrators", ruleset_.management->from);
        for (const Zone& zone : ruleset_.zones)
            if (zone.untrusted) taker.put_word("untrusted", fmt::format("\"{}\"", zone.interface));
    }

    const Ruleset& ruleset_;
    Boxes boxes_;
    std::map<std::uint32_t, Decision> decisions_;
    std::string collision_;
};

Failure too_large(const ElementCount& count) {
    return fail(ErrorCode::limit, "the ruleset would hold " + size_text(count), {},
                "bind roles to fewer assets, or give assets as ranges");
}

}  // namespace

std::string counter_name(std::uint32_t mark) {
    return fmt::format("d_{:08x}", mark);
}

std::string decision_lines(std::uint32_t mark, const Decision& decision) {
    const std::string_view verdict = decision.action == Action::drop ? "goto refuse" : "accept";
    return fmt::format(
        "add counter inet portolan {0}\n"
        "add element inet portolan counters {{ {1:#010x} : \"{0}\" }}\n"
        "add element inet portolan verdicts {{ {1:#010x} : {2} }}\n"
        "add element inet portolan known {{ {1:#010x} }}\n",
        counter_name(mark), mark, verdict);
}

ElementCount count_elements(const Ruleset& ruleset) {
    Counting counting;
    Filling(ruleset).fill(counting);
    return counting.count();
}

Result<Rendering> render(const Ruleset& ruleset, unsigned generation) {
    for (const Rule& rule : ruleset.rules)
        if (const ElementCount alone = count_alone(rule); is_too_large(alone)) return too_large(alone);
    Filling filling(ruleset);
    Counting counting;
    filling.fill(counting);
    if (is_too_large(counting.count())) return too_large(counting.count());
    if (!filling.collision().empty())
        return fail(ErrorCode::limit, "two decisions have the same mark: " + filling.collision(), {},
                    "rename a local requirement");
    Elements elements(generation);
    filling.fill(elements);
    Rendering out;
    out.decisions = std::move(filling).take_decisions();
    out.skeleton = skeleton_text(generation);
    out.chains = chain_text(ruleset, generation);
    for (const auto& [mark, decision] : out.decisions)
        out.maps += decision_lines(mark, decision);
    out.maps += elements.text();
    out.exact_elements = elements.exact();
    out.interval_elements = elements.intervals();
    out.elements = std::move(elements).take();
    return out;
}

}  // namespace portolan::ruleset
