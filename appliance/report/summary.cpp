#include "appliance/report/summary.hpp"

#include "appliance/report/quantity_text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::report {
namespace {

VerdictCounts zero_counts(std::span<const VerdictWord> words) {
    VerdictCounts counts;
    for (const VerdictWord& word : words)
        counts.push_back({&word, 0});
    return counts;
}

void add_to(VerdictCounts& counts, const VerdictWord& word) {
    for (VerdictCount& row : counts)
        if (row.word == &word) ++row.count;
}

void drop_unused(VerdictCounts& counts) {
    std::erase_if(counts, [](const VerdictCount& row) {
        return row.count == 0 && (row.word->word.empty() || row.word->word == "other");
    });
}

std::size_t rank(std::string_view verdict) {
    return static_cast<std::size_t>(&flow_verdict(verdict) - flow_verdicts().data());
}

// Adds those of its rows that `counted` takes.
template <typename Counted>
void add_rows(VerdictCounts& counts, const Product& product, Counted counted) {
    for (const Requirement& requirement : product.requirements)
        if (counted(requirement)) add_to(counts, requirement_verdict(requirement.verdict));
}

template <typename Counted>
VerdictCounts count_rows(const Product& product, Counted counted) {
    VerdictCounts counts = zero_counts(requirement_verdicts());
    add_rows(counts, product, counted);
    drop_unused(counts);
    return counts;
}

// Of the products that `meant` takes.
template <typename Meant, typename Counted>
VerdictCounts count_rows(const Assessment& assessment, Meant meant, Counted counted) {
    VerdictCounts counts = zero_counts(requirement_verdicts());
    for (const Product& product : assessment.products)
        if (meant(product)) add_rows(counts, product, counted);
    drop_unused(counts);
    return counts;
}

bool is_of_customer(const Requirement& requirement) {
    return !requirement.of_vendor;
}

bool is_of_vendor(const Requirement& requirement) {
    return requirement.of_vendor;
}

}  // namespace

bool is_local(const Product& product) {
    return product.id.starts_with("local-");  // profiles/profile_loader.hpp keeps it for them
}

VerdictCounts count_requirements(const Product& product) {
    return count_rows(product, is_of_customer);
}

VerdictCounts count_requirements(const Assessment& assessment) {
    return count_rows(
        assessment, [](const Product& product) { return !is_local(product); }, is_of_customer);
}

VerdictCounts count_local_requirements(const Assessment& assessment) {
    return count_rows(assessment, is_local, is_of_customer);
}

VerdictCounts count_vendor_statements(const Product& product) {
    return count_rows(product, is_of_vendor);
}

VerdictCounts count_vendor_statements(const Assessment& assessment) {
    const auto every = [](const Product&) { return true; };
    return count_rows(assessment, every, is_of_vendor);
}

VerdictCounts count_listed(const Assessment& assessment) {
    const auto every = [](const auto&) { return true; };
    return count_rows(assessment, every, every);
}

VerdictCounts count_flows(const Assessment& assessment, std::string_view product) {
    VerdictCounts counts = zero_counts(flow_verdicts());
    for (const FlowRow& row : assessment.flows)
        if (row.product == product) add_to(counts, flow_verdict(row.verdict));
    drop_unused(counts);
    return counts;
}

VerdictCounts count_flows(const Assessment& assessment) {
    VerdictCounts counts = zero_counts(flow_verdicts());
    for (const FlowRow& row : assessment.flows)
        add_to(counts, flow_verdict(row.verdict));
    drop_unused(counts);
    return counts;
}

std::uint64_t count_of(const VerdictCounts& counts, std::string_view word) {
    for (const VerdictCount& row : counts)
        if (row.word->word == word) return row.count;
    return 0;
}

std::uint64_t count_all(const VerdictCounts& counts) {
    std::uint64_t sum = 0;
    for (const VerdictCount& row : counts)
        sum += row.count;
    return sum;
}

std::uint64_t count_findings(const VerdictCounts& counts) {
    std::uint64_t sum = 0;
    for (const VerdictCount& row : counts)
        sum += row.word->finding ? row.count : 0;
    return sum;
}

bool has_findings(const Assessment& assessment) {
    return count_findings(count_requirements(assessment)) +
               count_findings(count_local_requirements(assessment)) +
               count_findings(count_vendor_statements(assessment)) + count_findings(count_flows(assessment)) >
           0;
}

std::string counts_text(const VerdictCounts& counts) {
    std::string out;
    for (const VerdictCount& row : counts) {
        if (row.count == 0) continue;
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", grouped(row.count),
                           verdict_label(row.word->word));
    }
    return out.empty() ? "none" : out;
}

std::vector<RequirementRef> requirements_with(const Assessment& assessment, std::string_view verdict) {
    std::vector<RequirementRef> found;
    for (const Product& product : assessment.products)
        for (const Requirement& requirement : product.requirements)
            if (requirement.verdict == verdict) found.push_back({&product, &requirement});
    return found;
}

std::vector<const FlowRow*> flows_worst_first(const Assessment& assessment) {
    std::vector<const FlowRow*> rows;
    rows.reserve(assessment.flows.size());
    for (const FlowRow& row : assessment.flows)
        rows.push_back(&row);
    std::stable_sort(rows.begin(), rows.end(),
                     [](const FlowRow* a, const FlowRow* b) { return rank(a->verdict) < rank(b->verdict); });
    return rows;
}

}  // namespace portolan::report
