#include "policy/ruleset/render.hpp"

#include "policy/ruleset/elements.hpp"
#include "policy/ruleset/skeleton.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::ruleset {
namespace {

class Renderer {
public:
    Renderer(const Ruleset& ruleset, unsigned generation)
        : ruleset_(ruleset), generation_(generation), elements_(generation) {}

    Result<Rendering> run() {
        put_boxes();
        put_governed();
        put_zones();
        put_sets();
        TRY_VOID(check());
        out_.skeleton = skeleton_text(generation_);
        out_.chains = chain_text(ruleset_, generation_);
        for (const auto& [mark, decision] : out_.decisions)
            out_.maps += decision_lines(mark, decision);
        out_.maps += elements_.text();
        out_.exact_elements = elements_.exact();
        out_.interval_elements = elements_.intervals();
        out_.elements = std::move(elements_).take();
        return std::move(out_);
    }

private:
    std::uint32_t mark(const Decision& decision) {
        const std::uint32_t mark = mark_of(decision.key());
        const auto [at, fresh] = out_.decisions.emplace(mark, decision);
        if (!fresh && at->second.key() != decision.key())
            collision_ = decision.key() + " and " + at->second.key();
        return mark;
    }

    void put_boxes() {
        const Boxes boxes = boxes_of(ruleset_);
        for (const ServiceBoxes& each : boxes.services)
            for (const Box& box : each.boxes)
                elements_.put_service(box.from, box.to, each.service, mark(box.decision));
        for (const IcmpBoxes& each : boxes.icmp)
            for (const Box& box : each.boxes)
                elements_.put_icmp(each.v6, box.from, box.to, each.first_type, each.last_type,
                                   mark(box.decision));
        for (const Box& box : boxes.pairs)
            elements_.put_pair("pairs", box.from, box.to, mark(box.decision));
    }

    // A default deny out is decided at the source; where the peer's product is in observe, @held changes it.
    void put_governed() {
        const std::map<Governed, AddressSet> sets = governed_sets(ruleset_);
        for (const auto& [governed, addresses] : sets) {
            const std::uint32_t out = mark(default_deny(governed.role, true, governed.held_by));
            elements_.put_one("governed_out", addresses, out);
            elements_.put_one("governed_in", addresses,
                              mark(default_deny(governed.role, false, governed.held_by)));
            if (!governed.held_by.empty()) continue;
            for (const auto& [peer, peer_addresses] : sets)
                if (!peer.held_by.empty())
                    elements_.put_marked("held", out, peer_addresses,
                                         mark(default_deny(governed.role, true, peer.held_by)));
        }
    }

    void put_zones() {
        const std::map<std::string, AddressSet> zones = zone_sets(ruleset_);
        for (const auto& [from, sources] : zones)
            for (const auto& [to, targets] : zones)
                elements_.put_pair("zones", sources, targets, mark(ungoverned(ruleset_, from, to)));
    }

    void put_sets() {
        elements_.put_set("enforced", ruleset_.enforced());
        if (ruleset_.management) elements_.put_set("administrators", ruleset_.management->from);
        for (const Zone& zone : ruleset_.zones)
            if (zone.untrusted) elements_.put_word("untrusted", fmt::format("\"{}\"", zone.interface));
    }

    Result<void> check() const {
        if (!collision_.empty())
            return fail(ErrorCode::limit, "two decisions have the same mark: " + collision_, {},
                        "rename a local requirement");
        if (elements_.exact() > kMostExact || elements_.intervals() > kMostIntervals)
            return fail(
                ErrorCode::limit,
                fmt::format("the ruleset would hold {} elements and {} intervals; the bounds are {} and {}",
                            elements_.exact(), elements_.intervals(), kMostExact, kMostIntervals),
                {}, "bind roles to fewer assets, or assets to fewer ranges");
        return {};
    }

    const Ruleset& ruleset_;
    unsigned generation_;
    Rendering out_;
    Elements elements_;
    std::string collision_;
};

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

Result<Rendering> render(const Ruleset& ruleset, unsigned generation) {
    return Renderer(ruleset, generation).run();
}

}  // namespace portolan::ruleset
