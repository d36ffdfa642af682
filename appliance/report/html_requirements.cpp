#include "appliance/report/html_escape.hpp"
#include "appliance/report/html_parts.hpp"
#include "appliance/report/quantity_text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::report {
namespace {

constexpr std::size_t kSubjectsShown = 100;         // of one requirement
constexpr std::size_t kEvidenceShown = 12;          // lines of one subject
constexpr std::size_t kLineLength = 500;            // code points of one evidence line
constexpr std::size_t kFlowGroupsInAttention = 12;  // of one verdict; the section on flows has the rest

void append_entry(std::string& out, std::string_view name, const std::string& value) {
    if (!value.empty())
        fmt::format_to(std::back_inserter(out), "<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

std::string code(std::string_view text) {
    return text.empty() ? "" : fmt::format("<code>{}</code>", escape_html(text));
}

std::string citation(const Product& product, const Requirement& requirement) {
    const Document& document = product.document;
    std::string out =
        fmt::format("<cite{}>{}</cite>", lang_attribute(document.language), escape_html(document.title));
    if (!document.edition.empty()) out += ", edition " + escape_html(document.edition);
    if (!requirement.lines.empty()) out += ", " + lines_html(requirement.lines);
    return out;
}

std::string evidence_list(const Subject& subject) {
    if (subject.evidence.empty()) return "<span class=\"dim\">none</span>";
    std::string out = "<ul>";
    const std::size_t most = std::min(subject.evidence.size(), kEvidenceShown);
    for (std::size_t i = 0; i < most; ++i)
        fmt::format_to(std::back_inserter(out), "<li>{}</li>", escape_html(subject.evidence[i], kLineLength));
    if (subject.evidence.size() > most)
        fmt::format_to(std::back_inserter(out), "<li class=\"dim\">{} more in the JSON</li>",
                       grouped(subject.evidence.size() - most));
    return out + "</ul>";
}

void append_subjects(std::string& out, const Requirement& requirement) {
    if (requirement.subjects.empty()) return;
    fmt::format_to(
        std::back_inserter(out),
        "<table class=\"subjects\"><caption>{} of {}</caption>\n<thead><tr><th scope=\"col\">Subject</th>"
        "<th scope=\"col\">Verdict</th><th scope=\"col\">Reason</th><th scope=\"col\">Evidence</th></tr>"
        "</thead>\n<tbody>\n",
        counted(requirement.subjects.size(), "subject"), escape_html(requirement.id));
    const std::size_t most = std::min(requirement.subjects.size(), kSubjectsShown);
    for (std::size_t i = 0; i < most; ++i) {
        const Subject& subject = requirement.subjects[i];
        fmt::format_to(
            std::back_inserter(out),
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"evidence\">{}</td></tr>\n",
            escape_html(subject.subject), requirement_badge(subject.verdict), escape_html(subject.reason),
            evidence_list(subject));
    }
    out += "</tbody></table>\n";
    out += more_in_json(requirement.subjects.size() - most, "subject");
}

// Open in the file, so that it can be read and printed without script; the script closes what is no finding.
void append_requirement(std::string& out, const PageContext& page, const Product& product,
                        const Requirement& requirement) {
    const VerdictWord& verdict = requirement_verdict(requirement.verdict);
    fmt::format_to(
        std::back_inserter(out),
        "<details class=\"req e-{}\" id=\"{}\" data-verdict=\"{}\"{} open>\n<summary>{}<span class=\"id\">{}"
        "</span>{}<span class=\"where\">{}</span></summary>\n<div class=\"body\">\n",
        tone_name(verdict.tone), page.anchors.of(requirement), verdict.word,
        verdict.finding ? " data-finding" : "", requirement_badge(requirement.verdict),
        escape_html(requirement.id), quote_html(product, requirement), lines_html(requirement.lines));
    if (!requirement.reason.empty())
        fmt::format_to(std::back_inserter(out), "<p class=\"reason\">{}</p>\n",
                       escape_html(requirement.reason));
    out += "<dl class=\"facts\">\n";
    append_entry(out, "Source", citation(product, requirement));
    append_entry(out, "Kind and level", escape_html(requirement.kind + ", " + requirement.level));
    append_entry(out, "Applies when", code(requirement.condition));
    append_entry(out, "Documented", code(requirement.documents));
    append_entry(out, "Reading taken", escape_html(requirement.note));
    out += "</dl>\n";
    append_subjects(out, requirement);
    out += "</div></details>\n";
}

// What a vendor says of itself is for the vendor to keep: listed and judged, but in no number of the
// customer's.
void append_vendor_statements(std::string& out, const PageContext& page, const Product& product) {
    const VerdictCounts counts = count_vendor_statements(product);
    if (count_all(counts) == 0) return;
    fmt::format_to(std::back_inserter(out),
                   "<h4>What the vendor says of itself</h4>\n<p class=\"dim\">{}, counted apart: {}.</p>\n",
                   counted(count_all(counts), "statement"), counts_text(counts));
    for (const Requirement& requirement : product.requirements)
        if (requirement.of_vendor) append_requirement(out, page, product, requirement);
}

void append_product(std::string& out, const PageContext& page, const Product& product, std::size_t index) {
    const VerdictCounts own = count_requirements(product);
    fmt::format_to(
        std::back_inserter(out),
        "<section class=\"product\" id=\"section-product-{}\">\n<h3>{}</h3>\n<p class=\"dim\">Profile {} {}, "
        "mode {}. Document: <cite{}>{}</cite>. {}: {}.</p>\n",
        index, escape_html(product.title), escape_html(product.id), escape_html(product.version),
        escape_html(product.enforcement), lang_attribute(product.document.language),
        escape_html(product.document.title), counted(count_all(own), "requirement"), counts_text(own));
    out += stacked_bar(own);
    for (const Requirement& requirement : product.requirements)
        if (!requirement.of_vendor) append_requirement(out, page, product, requirement);
    append_vendor_statements(out, page, product);
    out += "</section>\n";
}

// Shown by the script only: without it there is nothing to filter with.
void append_filter(std::string& out, const Assessment& assessment) {
    out +=
        "<div class=\"filter\" id=\"section-filter\" hidden>\n<label>Find <input type=\"search\" "
        "id=\"section-find\" placeholder=\"id, quote, asset, address\" autocomplete=\"off\"></label>\n"
        "<div class=\"toggles\" role=\"group\" aria-label=\"Verdicts shown\">\n";
    for (const VerdictCount& row : count_listed(assessment)) {
        if (row.count == 0) continue;
        fmt::format_to(std::back_inserter(out),
                       "<button type=\"button\" class=\"control\" data-show=\"{}\" "
                       "aria-pressed=\"true\">{}{} {}</button>\n",
                       row.word->word, icon(row.word->tone), verdict_label(row.word->word),
                       grouped(row.count));
    }
    out +=
        "</div>\n<div class=\"toggles\"><button type=\"button\" class=\"control\" "
        "id=\"section-expand\">Expand all"
        "</button>\n<button type=\"button\" class=\"control\" id=\"section-collapse\">Collapse "
        "all</button></div>\n"
        "<p role=\"status\" id=\"section-shown\"></p>\n</div>\n";
}

// The subjects that have the requirement's own verdict.
std::string subjects_line(const Requirement& requirement) {
    std::string out;
    std::size_t alike = 0;
    for (const Subject& subject : requirement.subjects) {
        if (subject.verdict != requirement.verdict || alike++ >= kEvidenceShown) continue;
        out += (out.empty() ? "" : ", ") + escape_html(subject.subject, kLineLength);
    }
    if (alike > kEvidenceShown) out += fmt::format(" and {} more", grouped(alike - kEvidenceShown));
    return out;
}

std::string first_evidence(const Requirement& requirement) {
    for (const Subject& subject : requirement.subjects)
        if (subject.verdict == requirement.verdict && !subject.evidence.empty())
            return fmt::format("<p>{}</p>", escape_html(subject.evidence[0], kLineLength));
    return "";
}

void append_attention_requirements(std::string& out, const PageContext& page, const VerdictWord& verdict) {
    const std::vector<RequirementRef> found = requirements_with(page.assessment, verdict.word);
    if (found.empty()) return;
    fmt::format_to(std::back_inserter(out), "<h3>{} {}</h3>\n<ol class=\"alerts\">\n",
                   counted(found.size(), "requirement"), verdict.word);
    for (const RequirementRef& ref : found) {
        fmt::format_to(
            std::back_inserter(out),
            "<li class=\"alert e-{}\">{}<div><p class=\"line\"><a class=\"id\" href=\"#{}\">{}</a> {}</p>"
            "<p class=\"reason\">{}</p><p class=\"dim\">{}, {}; ",
            tone_name(verdict.tone), requirement_badge(verdict.word), page.anchors.of(*ref.requirement),
            escape_html(ref.requirement->id), quote_html(*ref.product, *ref.requirement),
            escape_html(ref.requirement->reason), escape_html(ref.product->title),
            lines_html(ref.requirement->lines));
        out += subjects_line(*ref.requirement) + "</p>" + first_evidence(*ref.requirement) + "</div></li>\n";
    }
    out += "</ol>\n";
}

}  // namespace

void append_attention(std::string& out, const PageContext& page) {
    out += "<section id=\"section-attention\">\n<h2>Needs attention first</h2>\n";
    if (!has_findings(page.assessment)) out += "<p>Nothing in this window does.</p>\n";
    for (const VerdictWord& verdict : requirement_verdicts())
        if (verdict.finding) append_attention_requirements(out, page, verdict);
    for (const VerdictWord& verdict : flow_verdicts())
        if (verdict.finding) append_group_table(out, page, verdict.word, kFlowGroupsInAttention);
    out += "</section>\n";
}

void append_requirements(std::string& out, const PageContext& page) {
    out +=
        "<section id=\"section-requirements\">\n<h2>Requirements by product</h2>\n<p class=\"dim\">In the "
        "order of each "
        "document. The quoted words are the vendor’s, in the document’s language.</p>\n";
    append_filter(out, page.assessment);
    for (std::size_t i = 0; i < page.assessment.products.size(); ++i)
        append_product(out, page, page.assessment.products[i], i);
    out += "</section>\n";
}

}  // namespace portolan::report
