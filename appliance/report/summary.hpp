// What the pages and the terminal both derive from an assessment: counts, findings, flows of one kind as one
// line.
#pragma once

#include "appliance/report/assessment.hpp"
#include "appliance/report/verdict_words.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::report {

struct VerdictCount {
    const VerdictWord* word = nullptr;  // never null; static storage
    std::uint64_t count = 0;
};
// A count for each word, worst first, zeros included; the rows without a word and "other" only where they
// count.
using VerdictCounts = std::vector<VerdictCount>;

// What is asked of the customer; vendors' statements about themselves are left out.
VerdictCounts count_requirements(const Product& product);
VerdictCounts count_requirements(const Assessment& assessment);  // vendors' products only
// What the customer documented himself, which no vendor's numbers may hold.
bool is_local(const Product& product);
VerdictCounts count_local_requirements(const Assessment& assessment);
VerdictCounts count_vendor_statements(const Product& product);
VerdictCounts count_vendor_statements(const Assessment& assessment);
VerdictCounts count_listed(const Assessment& assessment);  // every row of every product
// Flows of one product ("" = of none), or of all.
VerdictCounts count_flows(const Assessment& assessment, std::string_view product);
VerdictCounts count_flows(const Assessment& assessment);
std::uint64_t count_of(const VerdictCounts& counts, std::string_view word);
std::uint64_t count_all(const VerdictCounts& counts);
// The sum over the words that are findings.
std::uint64_t count_findings(const VerdictCounts& counts);

// True where a person must look: a requirement violated or failing (local ones and vendors' statements too),
// a flow prohibited, deviating or undocumented.
bool has_findings(const Assessment& assessment);

// "2 violated, 1 failing, 30 verified": the counts above zero, worst first; "none" where all are zero.
std::string counts_text(const VerdictCounts& counts);

struct RequirementRef {
    const Product* product = nullptr;
    const Requirement* requirement = nullptr;
};
// In the order of the profiles; pointers into the assessment.
std::vector<RequirementRef> requirements_with(const Assessment& assessment, std::string_view verdict);

// Worst verdict first, else in the order of the recording.
std::vector<const FlowRow*> flows_worst_first(const Assessment& assessment);

}  // namespace portolan::report
