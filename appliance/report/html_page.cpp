#include "appliance/report/html_escape.hpp"
#include "appliance/report/html_parts.hpp"
#include "appliance/report/quantity_text.hpp"

#include <array>

#include <fmt/format.h>

namespace portolan::report {
namespace {

void append_entry(std::string& out, std::string_view name, const std::string& value) {
    fmt::format_to(std::back_inserter(out), "<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

std::string window_html(const Assessment& assessment) {
    if (assessment.from.empty()) return "none: the captures hold no packet";
    return fmt::format("{}<br>to {}<br><span class=\"dim\">{}</span>", instant_html(assessment.from),
                       instant_html(assessment.to), duration_text(assessment.from, assessment.to));
}

void append_identity(std::string& out, const Assessment& assessment) {
    std::string captures;
    for (const std::string& file : assessment.captures)
        captures += fmt::format("{}<code>{}</code>", captures.empty() ? "" : "<br>", escape_html(file));
    out += "<dl class=\"identity\">\n";
    append_entry(out, "Site", escape_html(assessment.site));
    append_entry(out, "Window", window_html(assessment));
    append_entry(out, "Captures", captures);
    append_entry(out, "Read",
                 fmt::format("{}<br>{}", counted(assessment.packets, "packet"),
                             counted(assessment.flows.size(), "flow")));
    append_entry(out, "Policy", fmt::format("<code>{}</code>", escape_html(assessment.policy)));
    append_entry(out, "Made",
                 fmt::format("{}<br><span class=\"dim\">by Portolan {}</span>", instant_html(assessment.made),
                             escape_html(assessment.version)));
    out += "</dl>\n";
}

void append_navigation(std::string& out, const Assessment& assessment) {
    out +=
        "<nav aria-label=\"Contents\"><ul>\n<li><a href=\"#section-summary\">Summary</a></li>\n"
        "<li><a href=\"#section-attention\">Needs attention</a></li>\n";
    for (std::size_t i = 0; i < assessment.products.size(); ++i)
        fmt::format_to(std::back_inserter(out), "<li><a href=\"#section-product-{}\">{}</a></li>\n", i,
                       escape_html(assessment.products[i].title));
    constexpr std::array<std::array<std::string_view, 2>, 5> kRest = {{{"flows", "Flows"},
                                                                       {"ungoverned", "Ungoverned"},
                                                                       {"not-covered", "Not covered"},
                                                                       {"documents", "Documents"},
                                                                       {"words", "Words"}}};
    for (const auto& [anchor, title] : kRest)
        fmt::format_to(std::back_inserter(out), "<li><a href=\"#section-{}\">{}</a></li>\n", anchor, title);
    out += "</ul></nav>\n";
}

// The answer in one line, before anything else.
void append_answer(std::string& out, const Assessment& assessment) {
    const VerdictCounts requirements = count_requirements(assessment);
    const VerdictCounts flows = count_flows(assessment);
    const std::uint64_t violated = count_of(requirements, "violated");
    const std::uint64_t failing = count_of(requirements, "failing");
    const std::uint64_t odd = count_findings(flows);
    const VerdictCounts local = count_local_requirements(assessment);
    const bool alarm = violated + count_of(local, "violated") + count_of(flows, "prohibited") > 0;
    const Tone tone = alarm ? Tone::alarm : has_findings(assessment) ? Tone::warning : Tone::good;
    fmt::format_to(std::back_inserter(out), "<div class=\"answer t-{}\">{}<div>\n<p class=\"headline\">",
                   tone_name(tone), icon(tone));
    if (has_findings(assessment)) {
        fmt::format_to(std::back_inserter(out), "{} violated, {} failing, {} to look at.",
                       counted(violated, "requirement"), grouped(failing), counted(odd, "flow"));
    } else {
        out += "No findings: nothing violated or failing, no flow without a document.";
    }
    fmt::format_to(std::back_inserter(out), "</p>\n<p>Requirements: {}.<br>Flows: {}.",
                   counts_text(requirements), counts_text(flows));
    if (count_all(local) > 0)
        fmt::format_to(std::back_inserter(out), "<br>Local requirements, counted apart: {}.",
                       counts_text(local));
    const VerdictCounts statements = count_vendor_statements(assessment);
    if (count_all(statements) > 0)
        fmt::format_to(std::back_inserter(out), "<br>What vendors say of themselves, counted apart: {}.",
                       counts_text(statements));
    out += "</p>\n</div></div>\n";
    for (const std::string& stop : assessment.incomplete)
        fmt::format_to(std::back_inserter(out),
                       "<p class=\"notice t-warning\">{}<span>Reading stopped early. {}</span></p>\n",
                       icon(Tone::warning), escape_html(stop));
}

std::string count_heads(const VerdictCounts& counts) {
    std::string out;
    for (const VerdictCount& row : counts)
        fmt::format_to(std::back_inserter(out), "<th scope=\"col\" class=\"n h-{}\">{}{}</th>",
                       tone_name(row.word->tone), icon(row.word->tone), verdict_label(row.word->word));
    return out;
}

// Rows of one table show the same columns, those of `all`.
std::string count_cells(const VerdictCounts& all, const VerdictCounts& own) {
    std::string out;
    for (const VerdictCount& row : all)
        out += count_cell({row.word, count_of(own, row.word->word)});
    return out;
}

void append_count_row(std::string& out, std::string_view head, const VerdictCounts& all,
                      const VerdictCounts& own) {
    fmt::format_to(std::back_inserter(out),
                   "<tr><th scope=\"row\">{}</th><td class=\"barcell\">{}</td><td class=\"n total\">{}<span "
                   "class=\"label\"> in all</span></td>{}</tr>\n",
                   head, stacked_bar(own), grouped(count_all(own)), count_cells(all, own));
}

void open_count_table(std::string& out, std::string_view caption, const VerdictCounts& all) {
    fmt::format_to(
        std::back_inserter(out),
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">\n<table class=\"counts\">"
        "<caption>{0}</caption>\n<thead><tr><th scope=\"col\">Product</th><th scope=\"col\" "
        "class=\"barcell\">"
        "Shares</th><th scope=\"col\" class=\"n\">all</th>{1}</tr></thead>\n<tbody>\n",
        caption, count_heads(all));
}

std::string product_head(const Product& product, std::size_t index) {
    return fmt::format("<a href=\"#section-product-{}\">{}</a> <span class=\"dim\">{}</span>", index,
                       escape_html(product.title), escape_html(product.enforcement));
}

void append_requirement_counts(std::string& out, const Assessment& assessment) {
    const VerdictCounts all = count_requirements(assessment);
    open_count_table(out, "Requirements by product and verdict", all);
    for (std::size_t i = 0; i < assessment.products.size(); ++i)
        append_count_row(out, product_head(assessment.products[i], i), all,
                         count_requirements(assessment.products[i]));
    out += "</tbody>\n<tfoot>\n";
    const bool local = count_all(count_local_requirements(assessment)) > 0;
    append_count_row(out, local ? "All vendors' products" : "All products", all, all);
    out += "</tfoot></table></div>\n";
}

void append_flow_counts(std::string& out, const Assessment& assessment) {
    const VerdictCounts all = count_flows(assessment);
    open_count_table(out, "Flows by product and verdict", all);
    for (std::size_t i = 0; i < assessment.products.size(); ++i)
        append_count_row(out, product_head(assessment.products[i], i), all,
                         count_flows(assessment, assessment.products[i].id));
    append_count_row(out, "No product at either end", all, count_flows(assessment, ""));
    out += "</tbody>\n<tfoot>\n";
    append_count_row(out, "All flows", all, all);
    out += "</tfoot></table></div>\n";
}

}  // namespace

void append_masthead(std::string& out, const PageContext& page) {
    out +=
        "<a class=\"skip\" href=\"#section-attention\">Skip to what needs attention</a>\n<header>\n"
        "<div class=\"brand\"><svg class=\"rose\" viewBox=\"0 0 32 32\" aria-hidden=\"true\"><circle "
        "cx=\"16\" cy=\"16\" "
        "r=\"14.5\"/><path d=\"M16 1l3.2 11.8L31 16l-11.8 3.2L16 31l-3.2-11.8L1 16l11.8-3.2z\"/></svg>"
        "<span>Portolan</span></div>\n"
        "<button type=\"button\" id=\"section-theme\" class=\"control\" hidden>Dark theme</button>\n";
    fmt::format_to(std::back_inserter(out), "<h1>Network requirements assessment: {}</h1>\n",
                   escape_html(page.assessment.site));
    append_identity(out, page.assessment);
    out += "</header>\n";
    append_navigation(out, page.assessment);
}

void append_summary(std::string& out, const PageContext& page) {
    out += "<section id=\"section-summary\">\n<h2>Summary</h2>\n";
    append_answer(out, page.assessment);
    append_requirement_counts(out, page.assessment);
    append_flow_counts(out, page.assessment);
    out +=
        "<p class=\"dim\">What the words mean is said <a href=\"#section-words\">at the end</a>. Counts are "
        "never "
        "averaged: one violated requirement is one violated requirement.</p>\n</section>\n";
}

}  // namespace portolan::report
