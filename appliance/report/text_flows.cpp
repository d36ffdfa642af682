#include "appliance/report/flow_groups.hpp"
#include "appliance/report/foreign_text.hpp"
#include "appliance/report/quantity_text.hpp"
#include "appliance/report/summary.hpp"
#include "appliance/report/text_layout.hpp"
#include "appliance/report/text_parts.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::report {
namespace {

constexpr std::size_t kGroupsShown = 40;  // of one verdict: more than two screens are read with --json
constexpr std::size_t kNamesShown = 3;
constexpr std::size_t kServiceWidth = 18;  // "icmp", "tcp/65535", "tcp, 65,535 ports"
constexpr std::size_t kCountWidth = 8;
constexpr std::size_t kIndent = 4;

std::string service_of(const FlowRow& row) {
    if (row.port == 0) return row.protocol;
    return fmt::format("{}/{}", row.protocol, row.port);
}

std::string names_of(const FlowGroup& group) {
    std::string out;
    std::size_t count = 0;
    for (const std::string_view name : group.names) {
        if (count++ == kNamesShown) {
            out += fmt::format(" and {} more", group.names.size() - kNamesShown);
            break;
        }
        out += fmt::format("{}{}", out.empty() ? "" : ", ", name);
    }
    return out;
}

std::size_t end_width(const TextPage& page) {
    return (page.width() - 4 - kServiceWidth - 2 * kCountWidth) / 2;  // 4: the mark and the spaces between
}

void append_head(TextPage& page, std::string_view counts) {
    const std::size_t end = end_width(page);
    page.line("  " + padded("initiator", end) + " " + padded("responder", end) + " " +
              padded("service", kServiceWidth) + padded_left(counts, kCountWidth) +
              padded_left("packets", kCountWidth));
}

struct FlowCells {
    std::string initiator;
    std::string responder;
    std::string service;
    std::string count;
    std::string packets;
};

// Two ends on one line; where one is longer than its column (IPv6), on two: an address is never cut.
void append_cells(TextPage& page, const VerdictWord& verdict, const FlowCells& cells) {
    const std::size_t end = end_width(page);
    const std::string mark = page.painted(verdict.tone, verdict.mark) + " ";
    const std::string numbers = padded(shown(cells.service), kServiceWidth) +
                                padded_left(cells.count, kCountWidth) +
                                padded_left(cells.packets, kCountWidth);
    const std::string initiator = shown(cells.initiator);
    const std::string responder = shown(cells.responder);
    if (columns(initiator) <= end && columns(responder) <= end) {
        page.line(mark + padded(initiator, end) + " " + padded(responder, end) + " " + numbers);
        return;
    }
    page.line(mark + fitted(initiator, page.width() - 2));
    const std::size_t rest = 2 * end + 1;
    const bool fits = columns(responder) + 3 <= rest;  // 3: the arrow
    if (!fits) page.line("  -> " + fitted(responder, page.width() - 5));
    page.line("  " + padded(fits ? "-> " + responder : "", rest) + " " + numbers);
}

void append_group(TextPage& page, const FlowGroup& group, const VerdictWord& verdict) {
    append_cells(page, verdict,
                 {group.initiator(), group.responder(), group.service(), grouped(group.flows),
                  grouped(group.packets)});
    const std::string names = names_of(group);
    if (!names.empty()) page.paragraph(kIndent, "asked for " + names);
    const FlowRow& row = *group.sample;
    const std::string_view lead = row.reason.empty() ? "" : group.reasons_differ ? ": for one, " : ": ";
    page.paragraph(kIndent, fmt::format("{}{}{}", row.requirement.empty() ? row.decision : row.requirement,
                                        lead, row.reason));
}

void append_verdict(TextPage& page, const Assessment& assessment, const VerdictWord& verdict) {
    const std::vector<FlowGroup> groups = group_flows(assessment, verdict.word);
    if (groups.empty()) return;
    std::uint64_t flows = 0;
    for (const FlowGroup& group : groups)
        flows += group.flows;
    page.title(page.painted(verdict.tone, fmt::format("{} {}", counted(flows, "flow"), verdict.word)));
    append_head(page, "flows");
    const std::size_t most = std::min(groups.size(), kGroupsShown);
    for (std::size_t i = 0; i < most; ++i)
        append_group(page, groups[i], verdict);
    if (groups.size() > most)
        page.line(fmt::format("  and {} more lines like these", grouped(groups.size() - most)));
}

std::string end_of(const std::string& address, const std::string& asset) {
    return asset.empty() ? address : asset + " " + address;
}

}  // namespace

void append_flow_findings(TextPage& page, const Assessment& assessment) {
    for (const VerdictWord& verdict : flow_verdicts())
        if (verdict.finding) append_verdict(page, assessment, verdict);
}

void append_all_flows(TextPage& page, const Assessment& assessment) {
    page.title("All flows, worst first");
    append_head(page, "answer");
    for (const FlowRow* row : flows_worst_first(assessment)) {
        append_cells(
            page, flow_verdict(row->verdict),
            {end_of(row->initiator, row->initiator_asset), end_of(row->responder, row->responder_asset),
             service_of(*row), row->answered ? "yes" : "no", grouped(row->packets)});
        page.paragraph(kIndent, fmt::format("{} {} {}", row->first, row->verdict,
                                            row->requirement.empty() ? row->decision : row->requirement));
    }
}

}  // namespace portolan::report
