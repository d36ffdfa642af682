#include "appliance/report/summary.hpp"

#include "appliance/report/sample_assessment.hpp"

#include <gtest/gtest.h>

namespace portolan::report {
namespace {

std::uint64_t sum(const VerdictCounts& counts) {
    std::uint64_t all = 0;
    for (const VerdictCount& row : counts)
        all += row.count;
    return all;
}

TEST(Summary, CountsEachVerdictWorstFirst) {
    const Assessment assessment = sample_assessment();
    EXPECT_EQ(counts_text(count_requirements(assessment)),
              "2 violated, 1 failing, 2 unknown, 1 unseen, 1 attested, 2 verified, 1 not-applicable, 1 "
              "for the trace");
    EXPECT_EQ(counts_text(count_requirements(assessment.products[1])), "1 unknown, 1 unseen, 1 verified");
    EXPECT_EQ(counts_text(count_flows(assessment)),
              "2 prohibited, 1 deviating, 4 undocumented, 1 conforming, 1 ungoverned");
    EXPECT_EQ(counts_text(count_flows(assessment, "snep7")), "1 undocumented");
    EXPECT_EQ(counts_text(count_flows(assessment, "")), "1 ungoverned");
    EXPECT_EQ(counts_text(count_flows(Assessment{})), "none");
}

TEST(Summary, NoRowIsLeftOutWhateverItsWord) {
    Assessment assessment = sample_assessment();
    assessment.products[0].requirements[0].verdict = "splendid";
    assessment.flows[0].verdict = "curious";
    EXPECT_EQ(sum(count_listed(assessment)), 12U);
    EXPECT_EQ(count_of(count_listed(assessment), "other"), 1U);
    EXPECT_EQ(sum(count_flows(assessment)), assessment.flows.size());
    EXPECT_EQ(count_of(count_flows(assessment), "other"), 1U);
}

// A customer's own requirements never make a vendor's numbers better or worse, but a person must look at
// them.
TEST(Summary, LocalRequirementsAreCountedApart) {
    Assessment assessment = sample_assessment();
    Product local = assessment.products[1];
    local.id = "local-windows-member";
    for (Requirement& requirement : local.requirements)
        requirement.verdict = "violated";
    const std::uint64_t vendors = sum(count_requirements(assessment));
    assessment.products.push_back(local);
    EXPECT_EQ(sum(count_requirements(assessment)), vendors);
    EXPECT_EQ(counts_text(count_local_requirements(assessment)), "3 violated");

    Assessment only;
    only.products.push_back(local);
    EXPECT_EQ(sum(count_requirements(only)), 0U);
    EXPECT_TRUE(has_findings(only));
}

// Nor do vendors' words about themselves, which the customer can neither keep nor break.
TEST(Summary, VendorStatementsAreCountedApart) {
    Assessment assessment = sample_assessment();
    EXPECT_EQ(counts_text(count_vendor_statements(assessment)), "1 unknown");
    EXPECT_EQ(sum(count_listed(assessment)),
              sum(count_requirements(assessment)) + sum(count_vendor_statements(assessment)));
    const std::uint64_t counted = sum(count_requirements(assessment));
    Requirement& moved = assessment.products[0].requirements[0];
    moved.of_vendor = true;
    EXPECT_EQ(sum(count_requirements(assessment)), counted - 1);

    Assessment only;
    only.products.resize(1);
    moved.verdict = "failing";
    only.products[0].requirements = {moved};
    EXPECT_EQ(sum(count_requirements(only)), 0U);
    EXPECT_TRUE(has_findings(only)) << "a person must see it all the same";
}

TEST(Summary, FindingsAreWhatAPersonMustLookAt) {
    struct Case {
        const char* requirement;
        const char* flow;
        bool finding;
    };
    const Case cases[] = {
        {"verified", "conforming", false},
        {"unknown", "ungoverned", false},
        {"unseen", "", false},
        {"not-applicable", "", false},
        {"attested", "", false},
        {"violated", "conforming", true},
        {"failing", "conforming", true},
        {"verified", "prohibited", true},
        {"verified", "deviating", true},
        {"verified", "undocumented", true},
    };
    for (const Case& c : cases) {
        Assessment assessment;
        assessment.products.resize(1);
        assessment.products[0].requirements.resize(1);
        assessment.products[0].requirements[0].verdict = c.requirement;
        assessment.flows.resize(1);
        assessment.flows[0].verdict = c.flow;
        EXPECT_EQ(has_findings(assessment), c.finding) << c.requirement << " " << c.flow;
    }
    EXPECT_FALSE(has_findings(Assessment{}));
}

TEST(Summary, RequirementsOfOneVerdictKeepTheirOrder) {
    const Assessment assessment = sample_assessment();
    const std::vector<RequirementRef> found = requirements_with(assessment, "violated");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].requirement->id, "DCA4-023");
    EXPECT_EQ(found[1].requirement->id, "DCA4-038");
    EXPECT_EQ(found[1].product->id, "dca4");
}

TEST(Summary, FlowsWorstFirstThenAsRecorded) {
    const Assessment assessment = sample_assessment();
    std::string order;
    for (const FlowRow* row : flows_worst_first(assessment))
        order += row->verdict.substr(0, 2) + " ";
    EXPECT_EQ(order, "pr pr de un un un un co un ");
}

}  // namespace
}  // namespace portolan::report
