#include "appliance/report/text_report.hpp"

#include "appliance/report/foreign_text.hpp"
#include "appliance/report/quantity_text.hpp"
#include "appliance/report/summary.hpp"
#include "appliance/report/text_layout.hpp"
#include "appliance/report/text_parts.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

namespace portolan::report {
namespace {

constexpr std::size_t kLeastWidth = 60;    // below, columns would hold nothing but ellipses
constexpr std::size_t kCountWidth = 9;     // "violated" and a space
constexpr std::size_t kQuoteLength = 300;  // code points; the JSON has the whole
constexpr std::size_t kSubjectsShown = 8;  // of one requirement: enough to act on
constexpr std::size_t kIndent = 4;

void append_stop(TextPage& page, const std::string& stop) {
    page.line(page.painted(Tone::warning, "reading stopped early:"));
    page.paragraph(2, stop);
}

void append_head(TextPage& page, const Assessment& assessment) {
    page.line(page.bold(fmt::format("Portolan {}: {}", shown(assessment.version), shown(assessment.site))));
    page.line("policy   " + shown(assessment.policy));
    std::string captures;
    for (const std::string& file : assessment.captures)
        captures += (captures.empty() ? "" : ", ") + file;
    page.paragraph(0, "capture  " + captures);
    if (assessment.from.empty()) {
        page.line("window   none: the capture holds no packet");
    } else {
        page.line(fmt::format("window   {} to {} ({})", shown(instant_text(assessment.from)),
                              shown(instant_text(assessment.to)),
                              duration_text(assessment.from, assessment.to)));
    }
    page.line(fmt::format("read     {}, {}", counted(assessment.packets, "packet"),
                          counted(assessment.flows.size(), "flow")));
    for (const std::string& stop : assessment.incomplete)
        append_stop(page, stop);
}

std::string count_cells(const TextPage& page, const VerdictCounts& counts) {
    std::string cells;
    for (const VerdictCount& row : counts) {
        const std::string cell = padded_left(row.count == 0 ? "." : grouped(row.count), kCountWidth);
        const bool loud = row.count > 0 && row.word->finding;
        cells += loud ? page.painted(row.word->tone, cell) : cell;
    }
    return cells;
}

// The words of the table's head; "not-applicable" is too long for a column of numbers.
std::string count_heads(const VerdictCounts& counts) {
    std::string cells;
    for (const VerdictCount& row : counts) {
        std::string_view word = row.word->word;
        if (word == "not-applicable") word = "n/a";
        if (word.empty()) word = "trace";
        cells += padded_left(word, kCountWidth);
    }
    return cells;
}

// Every row shows the columns of the whole, so that they stay below each other.
VerdictCounts same_columns(const VerdictCounts& all, const VerdictCounts& own) {
    VerdictCounts out = all;
    for (VerdictCount& row : out)
        row.count = count_of(own, row.word->word);
    return out;
}

void append_counts(TextPage& page, const Assessment& assessment) {
    const VerdictCounts all = count_requirements(assessment);
    const std::size_t taken = all.size() * kCountWidth;
    const std::size_t name = std::max<std::size_t>(page.width() > taken ? page.width() - taken : 0, 14);
    page.line();
    page.line(page.bold(padded("REQUIREMENTS", name) + count_heads(all)));
    for (const Product& product : assessment.products) {
        const std::string title = is_local(product)
                                      ? shown("local: " + product.title)
                                      : shown(fmt::format("{} ({})", product.title, product.enforcement));
        page.line(padded(title, name) + count_cells(page, same_columns(all, count_requirements(product))));
    }
    if (assessment.products.size() > 1) page.line(padded("all", name) + count_cells(page, all));
}

void append_subjects(TextPage& page, const Requirement& requirement) {
    std::size_t shown_subjects = 0;
    std::size_t alike = 0;
    for (const Subject& subject : requirement.subjects) {
        if (subject.verdict != requirement.verdict) continue;
        ++alike;
        if (shown_subjects == kSubjectsShown) continue;
        ++shown_subjects;
        const bool repeats = subject.reason.empty() || subject.reason == requirement.reason;
        page.paragraph(kIndent, fmt::format("{}{}{}", subject.subject, repeats ? "" : ": ",
                                            repeats ? "" : subject.reason));
        if (!subject.evidence.empty()) page.paragraph(kIndent + 2, subject.evidence.front());
    }
    if (alike > shown_subjects)
        page.line(fmt::format("    and {} more alike", counted(alike - shown_subjects, "subject")));
}

std::string_view lines_word(std::string_view lines) {
    return lines.find_first_of(",-") == std::string_view::npos ? "line" : "lines";
}

void append_requirement(TextPage& page, const RequirementRef& ref) {
    const Requirement& requirement = *ref.requirement;
    const VerdictWord& verdict = requirement_verdict(requirement.verdict);
    page.line(fmt::format(
        "{} {}  {}", page.painted(verdict.tone, verdict.mark), page.bold(shown(requirement.id)),
        fitted(shown(fmt::format("{}{}, {} {}, {}", requirement.of_vendor ? "the vendor of itself, " : "",
                                 requirement.level, lines_word(requirement.lines), requirement.lines,
                                 ref.product->document.title)),
               page.width() - std::min(page.width(), columns(shown(requirement.id)) + kIndent))));
    page.paragraph(kIndent, "“" + shown(requirement.quote, kQuoteLength) + "”");
    if (!requirement.documents.empty()) page.paragraph(kIndent, requirement.documents);
    page.paragraph(kIndent, requirement.reason);
    append_subjects(page, requirement);
}

void append_findings(TextPage& page, const Assessment& assessment) {
    for (const VerdictWord& verdict : requirement_verdicts()) {
        if (!verdict.finding) continue;
        const std::vector<RequirementRef> found = requirements_with(assessment, verdict.word);
        if (found.empty()) continue;
        page.title(page.painted(verdict.tone,
                                fmt::format("{} {}", counted(found.size(), "requirement"), verdict.word)));
        for (const RequirementRef& ref : found)
            append_requirement(page, ref);
    }
}

// One paragraph a reason: what is lacking is what a person can mend, and it is often the same for many.
void append_unknown(TextPage& page, const Assessment& assessment) {
    const std::vector<RequirementRef> unknown = requirements_with(assessment, "unknown");
    if (unknown.empty()) return;
    std::vector<std::pair<std::string_view, std::string>> reasons;
    std::map<std::string_view, std::size_t> places;
    for (const RequirementRef& ref : unknown) {
        const auto [place, is_new] = places.try_emplace(ref.requirement->reason, reasons.size());
        if (is_new) reasons.emplace_back(ref.requirement->reason, "");
        std::string& ids = reasons[place->second].second;
        ids += (ids.empty() ? "" : " ") + ref.requirement->id;
    }
    page.title(
        page.painted(Tone::doubt, counted(unknown.size(), "requirement") + " unknown, by what is lacking"));
    for (const auto& [reason, ids] : reasons) {
        page.paragraph(0, fmt::format("? {}", reason.empty() ? "no reason given" : reason));
        page.paragraph(kIndent, ids);
    }
}

void append_not_covered(TextPage& page, const Assessment& assessment) {
    if (assessment.not_covered.empty()) return;
    page.title("Not covered");
    for (const NotCovered& row : assessment.not_covered)
        page.paragraph(0, fmt::format("{:>12}  {}", grouped(row.count), row.what));
}

// Always the same words in the same order, so that a script can look for them.
void append_closing(TextPage& page, const Assessment& assessment) {
    const VerdictCounts requirements = count_requirements(assessment);
    const VerdictCounts flows = count_flows(assessment);
    const bool found = has_findings(assessment);
    page.line();
    page.line(fmt::format(
        "{}: {} violated, {} failing, {} unknown of {}; {} prohibited, {} deviating, {} undocumented of {}",
        page.painted(found ? Tone::alarm : Tone::good, found ? "FINDINGS" : "NO FINDINGS"),
        grouped(count_of(requirements, "violated")), grouped(count_of(requirements, "failing")),
        grouped(count_of(requirements, "unknown")), counted(count_all(requirements), "requirement"),
        grouped(count_of(flows, "prohibited")), grouped(count_of(flows, "deviating")),
        grouped(count_of(flows, "undocumented")), counted(count_all(flows), "flow")));
    const VerdictCounts local = count_local_requirements(assessment);
    if (count_all(local) > 0)
        page.line(fmt::format("local requirements, counted apart: {}", counts_text(local)));
    const VerdictCounts statements = count_vendor_statements(assessment);
    if (count_all(statements) > 0)
        page.line(fmt::format("what vendors say of themselves, counted apart: {}", counts_text(statements)));
}

}  // namespace

TextPage::TextPage(const TextOptions& options)
    : width_(std::max(options.width, kLeastWidth)), colour_(options.colour), flows_(options.flows) {}

std::string TextPage::painted(Tone tone, std::string_view text) const {
    // alarm, warning, doubt, quiet, attested, good, none
    constexpr std::array<std::string_view, 7> kColours = {"1;31", "33", "35", "36", "34", "32", "2"};
    if (!colour_) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", kColours.at(static_cast<std::size_t>(tone)), text);
}

std::string TextPage::bold(std::string_view text) const {
    return colour_ ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
}

void TextPage::line(std::string_view text) {
    const std::size_t end = text.find_last_not_of(' ');
    out_ += text.substr(0, end == std::string_view::npos ? 0 : end + 1);
    out_ += '\n';
}

void TextPage::title(std::string_view text) {
    line();
    line(bold(text));
}

void TextPage::paragraph(std::size_t indent, std::string_view text) {
    if (text.empty()) return;
    const std::string margin(indent, ' ');
    for (const std::string& part : wrapped(shown(text), width_ - indent))
        line(margin + part);
}

std::string text_report(const Assessment& assessment, const TextOptions& options) {
    TextPage page(options);
    append_head(page, assessment);
    append_counts(page, assessment);
    append_findings(page, assessment);
    append_unknown(page, assessment);
    append_flow_findings(page, assessment);
    if (page.lists_flows()) append_all_flows(page, assessment);
    append_not_covered(page, assessment);
    append_closing(page, assessment);
    return page.take();
}

}  // namespace portolan::report
