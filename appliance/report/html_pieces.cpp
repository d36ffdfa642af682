#include "appliance/base/timestamp.hpp"
#include "appliance/report/html_escape.hpp"
#include "appliance/report/html_parts.hpp"
#include "appliance/report/quantity_text.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace portolan::report {
namespace {

constexpr std::size_t kQuoteLength = 1200;  // code points; longer than any sentence of the five documents
constexpr double kLeastShare = 1.5;  // percent of a bar: one violated among hundreds must still be seen

}  // namespace

Anchors::Anchors(const Assessment& assessment) {
    std::set<std::string, std::less<>> taken;
    std::size_t number = 0;
    for (const Product& product : assessment.products)
        for (const Requirement& requirement : product.requirements) {
            ++number;
            const bool usable = is_anchor(requirement.id) && !requirement.id.starts_with("section-") &&
                                !requirement.id.starts_with("n-") && !taken.contains(requirement.id);
            const std::string anchor = usable ? requirement.id : fmt::format("n-{}", number);
            taken.insert(anchor);
            anchors_[&requirement] = anchor;
            by_id_.try_emplace(requirement.id, anchor);
        }
}

const std::string& Anchors::of(const Requirement& requirement) const {
    return anchors_.at(&requirement);
}

std::string Anchors::link(std::string_view id) const {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return escape_html(id);
    return fmt::format("<a href=\"#{}\">{}</a>", found->second, escape_html(id));
}

std::string icon(Tone tone) {
    return fmt::format("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#section-i-{}\"/></svg>",
                       tone_name(tone));
}

std::string badge(const VerdictWord& verdict, std::string_view word) {
    return fmt::format("<span class=\"badge t-{}\">{}{}</span>", tone_name(verdict.tone), icon(verdict.tone),
                       escape_html(verdict_label(word)));
}

std::string requirement_badge(std::string_view word) {
    return badge(requirement_verdict(word), word);
}
std::string flow_badge(std::string_view word) {
    return badge(flow_verdict(word), word);
}

// The label is for narrow screens, where the table's head has no place.
std::string count_cell(const VerdictCount& count) {
    if (count.count == 0) return "<td class=\"n zero\">0</td>";
    const std::string number = count.word->finding
                                   ? fmt::format("<strong class=\"badge t-{}\">{}</strong>",
                                                 tone_name(count.word->tone), grouped(count.count))
                                   : grouped(count.count);
    return fmt::format("<td class=\"n\">{}<span class=\"label\"> {}</span></td>", number,
                       verdict_label(count.word->word));
}

std::string stacked_bar(const VerdictCounts& counts) {
    const double total = static_cast<double>(count_all(counts));
    if (total == 0) return "";
    double shares = 0;
    for (const VerdictCount& row : counts)
        if (row.count > 0) shares += std::max(100 * static_cast<double>(row.count) / total, kLeastShare);
    std::string out =
        "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
    double at = 0;
    for (const VerdictCount& row : counts) {
        if (row.count == 0) continue;
        const double share =
            std::max(100 * static_cast<double>(row.count) / total, kLeastShare) * 100 / shares;
        fmt::format_to(std::back_inserter(out),
                       "<rect class=\"b-{}\" x=\"{:.2f}\" y=\"0\" width=\"{:.2f}\" height=\"10\"/>",
                       tone_name(row.word->tone), at, share);
        at += share;
    }
    return out + "</svg>";
}

std::string quote_html(const Product& product, const Requirement& requirement) {
    return fmt::format("<q{}>{}</q>", lang_attribute(product.document.language),
                       escape_html(requirement.quote, kQuoteLength));
}

std::string lines_html(std::string_view lines) {
    if (lines.empty()) return "";
    const bool several = lines.find_first_of(",-") != std::string_view::npos;
    return fmt::format("{} {}", several ? "lines" : "line", escape_html(lines));
}

std::string instant_html(std::string_view instant) {
    if (!parse_timestamp(instant)) return escape_html(instant);
    return fmt::format("<time datetime=\"{}\">{}</time>", escape_html(instant), instant_text(instant));
}

std::string more_in_json(std::uint64_t hidden, std::string_view noun) {
    if (hidden == 0) return "";
    return fmt::format("<p class=\"more\">{} more in the JSON (<code>portolan assess --json</code>).</p>\n",
                       counted(hidden, noun));
}

}  // namespace portolan::report
