// The list of requirements for the terminal and as Markdown.
#include "appliance/cli/requirement_list.hpp"
#include "profiles/words.hpp"

#include <fmt/format.h>

namespace portolan::cli {
namespace {

using profiles::Means;
using profiles::Requirement;

constexpr std::string_view kNotCounted = "not counted against the customer";

// What Markdown would take for its own in a cell of a table.
std::string cell(std::string_view text) {
    constexpr std::string_view kMarks = "|*_`[]\\";
    std::string out;
    for (const char c : text) {
        if (c == '<')
            out += "&lt;";
        else if (c == '\n')
            out += ' ';
        else
            out += (kMarks.find(c) != std::string_view::npos ? "\\" : "") + std::string(1, c);
    }
    return out;
}

std::string applies_text(const ListedRequirement& row) {
    if (!row.not_applicable) return {};
    return row.not_applicable->empty() ? "applies" : "does not apply: " + *row.not_applicable;
}

std::string means_text(const Means& means) {
    std::string out = "enforced " + enforced_text(means);
    for (const auto& [word, text] :
         {std::pair("probed", probed_text(means)), std::pair("observed", observed_text(means)),
          std::pair("attested", attested_text(means))})
        if (text != "-") out += fmt::format(" | {} {}", word, text);
    return out;
}

std::string table_rows(const std::vector<ListedRequirement>& rows) {
    constexpr int kIndent = 12;
    std::string out;
    for (const ListedRequirement& row : rows) {
        const Requirement& requirement = *row.requirement;
        out += fmt::format("{:<11} {:<20} {}\n", requirement.id, word_of(requirement.level),
                           row.title.empty() ? fmt::format("\"{}\"", requirement.quote) : row.title);
        out += fmt::format("{:{}}{}{}\n", "", kIndent, means_text(row.means),
                           requirement.trace_only() ? " | kept for the trace only" : "");
        for (const profiles::Ambiguity& each : requirement.ambiguities) {
            const std::string other = other_reading_text(each);
            out += fmt::format("{:{}}{}: {}; read as: {}{}\n", "", kIndent, each.tag, each.text, each.reading,
                               other.empty() ? "" : "; the other reading: " + other);
        }
        if (row.not_applicable) out += fmt::format("{:{}}{}\n", "", kIndent, applies_text(row));
    }
    return out;
}

std::string ambiguities_cell(const Requirement& requirement) {
    std::string out;
    for (const profiles::Ambiguity& each : requirement.ambiguities) {
        const std::string other = other_reading_text(each);
        out +=
            fmt::format("<br>**{}** {} *Read as:* {}", cell(each.tag), cell(each.text), cell(each.reading));
        if (!other.empty()) out += fmt::format(" *Other reading:* {}", cell(other));
    }
    return out;
}

std::string markdown_rows(const std::vector<ListedRequirement>& rows) {
    std::string out =
        "| id | level | requirement | enforced | probed | observed | attested "
        "|\n|---|---|---|---|---|---|---|\n";
    for (const ListedRequirement& row : rows) {
        const Requirement& requirement = *row.requirement;
        std::string what = row.title.empty() ? "" : fmt::format("**{}**<br>", cell(row.title));
        what += fmt::format("line {}: \"{}\"{}", cell(requirement.lines), cell(requirement.quote),
                            ambiguities_cell(requirement));
        if (requirement.trace_only()) what += "<br>*kept for the trace only*";
        if (row.not_applicable) what += fmt::format("<br>*{}*", cell(applies_text(row)));
        out +=
            fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", requirement.id, word_of(requirement.level),
                        what, cell(enforced_text(row.means)), cell(probed_text(row.means)),
                        cell(observed_text(row.means)), cell(attested_text(row.means)));
    }
    return out;
}

std::string markdown_product(const ListedProduct& product, bool at_site) {
    const profiles::Profile& profile = *product.profile;
    std::string out = fmt::format("\n## {}\n\n", cell(profile.title));
    out += fmt::format("Profile {} {}", profile.id, cell(profile.version));
    if (!profile.review_by.empty()) out += fmt::format(", to be reviewed by {}", profile.review_by);
    if (!profile.review_reason.empty()) out += fmt::format(" ({})", cell(profile.review_reason));
    out += fmt::format(". Document: {}, edition {}, language {}, SHA-256 `{}`.\n\n",
                       cell(profile.document.title),
                       profile.document.edition.empty() ? "undated" : cell(profile.document.edition),
                       cell(profile.document.language), profile.document.sha256);
    out += totals_text(product.totals, at_site) + ".\n\n" + markdown_rows(product.requirements);
    if (!product.vendor_statements.empty())
        out += fmt::format("\n### Vendor statements\n\n{} statements of the vendor about itself, {}.\n\n",
                           product.vendor_statements.size(), kNotCounted) +
               markdown_rows(product.vendor_statements);
    return out;
}

std::string head_text(const RequirementList& list) {
    std::string out;
    std::size_t documents = 0;
    for (const ListedProduct& product : list.products)
        documents += product.of_vendor() ? 1U : 0U;
    if (documents != 0)
        out += fmt::format("{} vendor document{}: {}.\n", documents, documents == 1 ? "" : "s",
                           totals_text(list.vendor_documents(), list.at_site()));
    if (list.own_document().all != 0)
        out += fmt::format("The appliance itself: {}.\n", totals_text(list.own_document(), list.at_site()));
    out += fmt::format("Said in profiles, not done by this version: {}.\n",
                       fmt::join(profiles::not_yet_done(), "; "));
    if (list.at_site()) out += fmt::format("Policy {}.\n", list.policy);
    return out;
}

}  // namespace

std::string requirements_table(const RequirementList& list) {
    std::string out = head_text(list);
    for (const ListedProduct& product : list.products) {
        out += fmt::format("\n{} {}: {}\n{}\n", product.profile->id, product.profile->version,
                           product.profile->title, totals_text(product.totals, list.at_site()));
        out += table_rows(product.requirements);
        if (!product.vendor_statements.empty())
            out += fmt::format("{} vendor statements, {}:\n", product.vendor_statements.size(), kNotCounted) +
                   table_rows(product.vendor_statements);
    }
    return out;
}

std::string requirements_markdown(const RequirementList& list) {
    std::string out = "# Documented requirements\n\n";
    for (const char c : head_text(list))
        out += c == '\n' ? "\n\n" : std::string(1, c);
    out.pop_back();
    for (const ListedProduct& product : list.products)
        out += markdown_product(product, list.at_site());
    return out;
}

}  // namespace portolan::cli
