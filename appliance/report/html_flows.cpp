#include "appliance/report/flow_groups.hpp"
#include "appliance/report/html_escape.hpp"
#include "appliance/report/html_parts.hpp"
#include "appliance/report/quantity_text.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace portolan::report {
namespace {

constexpr std::size_t kGroupsShown = 200;  // of one verdict
constexpr std::size_t kFlowsShown = 200;   // of one verdict: a scan must not push the others out
constexpr std::size_t kNamesShown = 4;
constexpr std::size_t kAddressesShown = 3;
constexpr std::size_t kWordLength = 120;  // code points of a name or fact

std::string service_html(const FlowRow& row) {
    if (row.port == 0) return escape_html(row.protocol);
    return fmt::format("{}/{}", escape_html(row.protocol), row.port);
}

std::string joined(const std::set<std::string_view>& words, std::size_t most) {
    std::string out;
    std::size_t count = 0;
    for (const std::string_view word : words) {
        if (count++ == most) {
            out += fmt::format(" <span class=\"dim\">and {} more</span>", grouped(words.size() - most));
            break;
        }
        fmt::format_to(std::back_inserter(out), "{}<bdi>{}</bdi>", out.empty() ? "" : ", ",
                       escape_html(word, kWordLength));
    }
    return out;
}

// An asset by its name, with the addresses below; a bare address as it is.
std::string end_html(const std::string& name, const std::set<std::string_view>& addresses) {
    if (addresses.size() == 1 && *addresses.begin() == name)
        return fmt::format("<span class=\"address\">{}</span>", escape_html(name));
    return fmt::format("<strong>{}</strong><br><span class=\"address\">{}</span>", escape_html(name),
                       joined(addresses, kAddressesShown));
}

std::string facts_html(const evidence::Facts& facts) {
    std::string out;
    for (const auto& [fact, value] : facts)
        fmt::format_to(std::back_inserter(out),
                       "<span class=\"fact\"><span class=\"dim\">{}</span> <bdi>{}</bdi></span> ",
                       evidence::fact_name(fact), escape_html(value, kWordLength));
    return out;
}

std::string names_html(const std::set<std::string_view>& names, const evidence::Facts& facts) {
    std::string out;
    if (!names.empty())
        out = fmt::format("<span class=\"fact\"><span class=\"dim\">asked</span> {}</span> ",
                          joined(names, kNamesShown));
    out += facts_html(facts);
    return out.empty() ? "<span class=\"dim\">none seen</span>" : out;
}

std::string because_html(const PageContext& page, const FlowRow& row, bool one_of_several) {
    std::string out = "<span class=\"id\">" +
                      page.anchors.link(row.requirement.empty() ? row.decision : row.requirement) + "</span>";
    if (row.reason.empty()) return out;
    return out + (one_of_several ? "<br>for one, " : "<br>") + escape_html(row.reason);
}

void open_table(std::string& out, std::string_view kind, const std::string& caption) {
    fmt::format_to(
        std::back_inserter(out),
        "<table class=\"flows {}\"><caption>{}</caption>\n<thead><tr>{}"
        "<th scope=\"col\">Initiator</th><th scope=\"col\">Responder</th><th scope=\"col\">Service</th>"
        "<th scope=\"col\">Decided by</th><th scope=\"col\">Names and facts</th>",
        kind, caption, kind == "rows" ? "<th scope=\"col\">Verdict</th>" : "");
}

std::string span_html(std::string_view first, std::string_view last) {
    const std::string duration = duration_text(first, last);
    return duration.empty() || duration == "0 ms"
               ? ""
               : fmt::format("<br><span class=\"dim\">over {}</span>", duration);
}

void append_group(std::string& out, const PageContext& page, const FlowGroup& group) {
    const FlowRow& row = *group.sample;
    fmt::format_to(std::back_inserter(out),
                   "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td>",
                   end_html(group.initiator(), group.initiators),
                   end_html(group.responder(), group.responders), escape_html(group.service()),
                   because_html(page, row, group.reasons_differ), names_html(group.names, row.facts));
    fmt::format_to(std::back_inserter(out),
                   "<td class=\"n\">{}<br><span class=\"dim\">{} answered</span></td>"
                   "<td class=\"n\">{}<br><span class=\"dim\">{}</span></td><td>{}{}</td></tr>\n",
                   grouped(group.flows), grouped(group.answered), grouped(group.packets),
                   bytes_text(group.bytes), instant_html(group.first), span_html(group.first, group.last));
}

std::set<std::string_view> names_of(const FlowRow& row) {
    return {row.names.begin(), row.names.end()};
}

void append_flow(std::string& out, const PageContext& page, const FlowRow& row) {
    const std::string& initiator = row.initiator_asset.empty() ? row.initiator : row.initiator_asset;
    const std::string& responder = row.responder_asset.empty() ? row.responder : row.responder_asset;
    fmt::format_to(std::back_inserter(out),
                   "<tr><td>{}</td><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td>",
                   flow_badge(row.verdict), end_html(initiator, {row.initiator}),
                   end_html(responder, {row.responder}), service_html(row), because_html(page, row, false),
                   names_html(names_of(row), row.facts));
    fmt::format_to(std::back_inserter(out),
                   "<td>{}</td><td class=\"n\">{}<br><span class=\"dim\">{}</span></td><td>{}</td></tr>\n",
                   row.answered ? "yes" : "no", grouped(row.packets), bytes_text(row.bytes),
                   instant_html(row.first));
}

// Worst first, at most kFlowsShown of each verdict; ungoverned ones have a section of their own.
std::vector<const FlowRow*> rows_shown(const std::vector<const FlowRow*>& rows) {
    std::map<std::string_view, std::size_t> taken;
    std::vector<const FlowRow*> shown;
    for (const FlowRow* row : rows)
        if (taken[flow_verdict(row->verdict).word]++ < kFlowsShown) shown.push_back(row);
    return shown;
}

void append_all_flows(std::string& out, const PageContext& page) {
    std::vector<const FlowRow*> rows = flows_worst_first(page.assessment);
    std::erase_if(rows, [](const FlowRow* row) { return row->verdict == "ungoverned"; });
    if (rows.empty()) return;
    const std::vector<const FlowRow*> shown = rows_shown(rows);
    fmt::format_to(
        std::back_inserter(out),
        "<details class=\"fold\" open>\n<summary>All {} with a product at one end</summary>\n"
        "<div class=\"filter\" data-for=\"section-all-flows\" hidden><label>Find <input type=\"search\" "
        "placeholder=\"address, name, id\" autocomplete=\"off\"></label><p role=\"status\"></p></div>\n"
        "<div id=\"section-all-flows\">\n",
        counted(rows.size(), "flow"));
    open_table(out, "rows",
               fmt::format("Flows, worst first, at most {} of each verdict: {} of {}", kFlowsShown,
                           grouped(shown.size()), grouped(rows.size())));
    out +=
        "<th scope=\"col\">Answered</th><th scope=\"col\" class=\"n\">Packets</th><th "
        "scope=\"col\">First</th></tr>"
        "</thead>\n<tbody>\n";
    for (const FlowRow* row : shown)
        append_flow(out, page, *row);
    out += "</tbody></table></div>\n" + more_in_json(rows.size() - shown.size(), "flow") + "</details>\n";
}

}  // namespace

void append_group_table(std::string& out, const PageContext& page, std::string_view verdict,
                        std::size_t most) {
    const std::vector<FlowGroup> groups = group_flows(page.assessment, verdict);
    if (groups.empty()) return;
    std::uint64_t flows = 0;
    for (const FlowGroup& group : groups)
        flows += group.flows;
    const std::size_t rows = std::min(groups.size(), most);
    open_table(out, "groups",
               fmt::format("{} {}, alike ones in one row", flow_badge(verdict), counted(flows, "flow")));
    out +=
        "<th scope=\"col\" class=\"n\">Flows</th>"
        "<th scope=\"col\" class=\"n\">Packets</th><th scope=\"col\">When</th></tr></thead>\n<tbody>\n";
    for (std::size_t i = 0; i < rows; ++i)
        append_group(out, page, groups[i]);
    out += "</tbody></table>\n";
    if (groups.size() > rows && most < kGroupsShown) {
        fmt::format_to(std::back_inserter(out),
                       "<p class=\"more\">{} more under <a href=\"#section-flows\">Flows</a>.</p>\n",
                       counted(groups.size() - rows, "row"));
    } else {
        out += more_in_json(groups.size() - rows, "row");
    }
}

void append_flows(std::string& out, const PageContext& page) {
    out += "<section id=\"section-flows\">\n<h2>Flows</h2>\n";
    if (count_findings(count_flows(page.assessment)) == 0)
        out += "<p>No flow was prohibited, deviating or undocumented.</p>\n";
    for (const VerdictWord& verdict : flow_verdicts())
        if (verdict.finding) append_group_table(out, page, verdict.word, kGroupsShown);
    append_all_flows(out, page);
    out +=
        "</section>\n<section id=\"section-ungoverned\">\n<h2>Ungoverned traffic</h2>\n"
        "<p>Neither end plays a role of any product: no document has a say in it. It is listed so that "
        "nothing "
        "recorded is left out.</p>\n";
    if (count_of(count_flows(page.assessment), "ungoverned") == 0) {
        out += "<p>None was recorded.</p>\n";
    } else {
        out += "<details class=\"fold\" open><summary>Ungoverned flows</summary>\n";
        append_group_table(out, page, "ungoverned", kGroupsShown);
        out += "</details>\n";
    }
    out += "</section>\n";
}

}  // namespace portolan::report
