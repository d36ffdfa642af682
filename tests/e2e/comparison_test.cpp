// The comparer itself, on a report written by hand: it must be silent on the right report and speak on each
// wrong one.
#include "tests/e2e/comparison.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kTable =
    "case\tproduct\tinitiator\tresponder\tprotocol\tport\tcount\tverdict\trequirement\twhy\n"
    "grpc\tdca4\t10.0.0.5\t213.92.56.75\ttcp\t443\t2\tconforming\tDCA4-065 DCA4-068\tgRPC\n"
    "old-tls\tdca4\t10.0.0.5\t213.92.56.75\ttcp\t443\t1\tdeviating\tDCA4-023\tTLS 1.0\n"
    "dns\tdca4 ksc\t10.0.0.5\t10.0.0.1\tudp\t53\t1\tundocumented\tdefault-deny/dca-agent/out\tDNS\n"
    "web\t-\t10.0.0.9\t192.0.2.1\ttcp\t80\t1\tungoverned\tungoverned/inside/outside\tno role\n";

struct Flow {
    std::string_view initiator, responder, protocol;
    int port;
    std::string_view product, verdict, requirement, decision;
};

const std::vector<Flow> kRight = {
    {"10.0.0.5", "10.0.0.1", "udp", 53, "dca4", "undocumented", "DCA4-046", "default-deny/dca-agent/out"},
    {"10.0.0.5", "213.92.56.75", "tcp", 443, "dca4", "deviating", "DCA4-023", "DCA4-065,DCA4-068"},
    {"10.0.0.5", "213.92.56.75", "tcp", 443, "dca4", "conforming", "DCA4-065", "DCA4-065,DCA4-068"},
    {"10.0.0.5", "213.92.56.75", "tcp", 443, "dca4", "conforming", "DCA4-068", "DCA4-065,DCA4-068"},
    {"10.0.0.9", "192.0.2.1", "tcp", 80, "", "ungoverned", "", "ungoverned/inside/outside"},
};

std::string report(const std::vector<Flow>& flows) {
    std::string list;
    for (const Flow& flow : flows)
        list += fmt::format(
            R"({}{{"initiator":"{}","responder":"{}","protocol":"{}","port":{},"product":"{}","verdict":"{}",)"
            R"("requirement":"{}","decision":"{}","first":"2026-11-16T08:00:00.000000Z"}})",
            list.empty() ? "" : ",", flow.initiator, flow.responder, flow.protocol, flow.port, flow.product,
            flow.verdict, flow.requirement, flow.decision);
    return R"({"schema":"portolan-assess/1","flows":[)" + list + "]}";
}

std::vector<std::string> compared(const std::vector<Flow>& flows) {
    const Result<std::vector<Expectation>> plan = parse_expectations(kTable, "expected.tsv");
    const Result<std::vector<JudgedFlow>> judged = parse_judged_flows(report(flows));
    if (!plan || !judged) return {"unreadable"};
    return differences(*plan, *judged);
}

TEST(Comparison, TheRightReportHasNoDifference) {
    EXPECT_THAT(compared(kRight), IsEmpty());
}

TEST(Comparison, AnEmptyReportLacksEveryPlannedFlow) {
    EXPECT_EQ(compared({}).size(), 4U);
}

TEST(Comparison, EachWrongReportIsOneLine) {
    struct Case {
        std::string name;
        std::size_t changed;
        Flow flow;
        std::string says;
    };
    const std::vector<Case> cases = {
        {"verdict",
         2,
         {"10.0.0.5", "213.92.56.75", "tcp", 443, "dca4", "undocumented", "DCA4-065", "DCA4-065"},
         "grpc: 10.0.0.5 -> 213.92.56.75 tcp/443 planned conforming by DCA4-065 or DCA4-068 (product dca4), "
         "judged "
         "undocumented DCA4-065"},
        {"requirement",
         1,
         {"10.0.0.5", "213.92.56.75", "tcp", 443, "dca4", "deviating", "DCA4-035", "DCA4-035"},
         "old-tls: "},
        {"decision",
         0,
         {"10.0.0.5", "10.0.0.1", "udp", 53, "dca4", "undocumented", "", "default-deny/printer/in"},
         "dns: "},
        {"product",
         0,
         {"10.0.0.5", "10.0.0.1", "udp", 53, "snep7", "undocumented", "", "default-deny/dca-agent/out"},
         "dns: "},
    };
    for (const Case& c : cases) {
        std::vector<Flow> flows = kRight;
        flows[c.changed] = c.flow;
        EXPECT_THAT(compared(flows), ElementsAre(HasSubstr(c.says))) << c.name;
    }
}

TEST(Comparison, AFlowThatNobodyPlannedIsNamed) {
    std::vector<Flow> flows = kRight;
    flows.push_back(
        {"10.0.0.5", "203.0.113.9", "tcp", 22, "dca4", "undocumented", "", "default-deny/dca-agent/out"});
    EXPECT_THAT(compared(flows), ElementsAre(HasSubstr("not planned: 10.0.0.5 -> 203.0.113.9 tcp/22")));
}

TEST(Comparison, OneFlowTooManyOrTooFewIsNoticed) {
    std::vector<Flow> more = kRight;
    more.push_back(kRight[2]);
    EXPECT_THAT(compared(more), ElementsAre(HasSubstr("not planned")));
    const std::vector<Flow> fewer(kRight.begin() + 1, kRight.end());
    EXPECT_THAT(compared(fewer), ElementsAre(HasSubstr("dns: 1 of 1 flows")));
}

struct BadRow {
    std::string_view row;
    std::string_view says;
};

TEST(Expectations, BadTablesAreRefusedWithTheirLine) {
    const std::string header(kTable.substr(0, kTable.find('\n') + 1));
    constexpr BadRow kRows[] = {
        {"a\tdca4\t::1\t::2\ttcp\t443\t1\tconforming\tX\n", "expected.tsv:2"},
        {"a\tdca4\t::1\t::2\ttcp\t443\t1\tfine\tX\twhy\n", "no verdict"},
        {"a\tdca4\t::1\t::2\ttcp\t443\t0\tconforming\tX\twhy\n", "no number"},
        {"a\tdca4\t::1\t::2\ttcp\t65536\t1\tconforming\tX\twhy\n", "no number"},
    };
    for (const BadRow& bad : kRows) {
        std::string table = header;
        table += bad.row;
        const Result<std::vector<Expectation>> parsed = parse_expectations(table, "expected.tsv");
        ASSERT_FALSE(parsed) << bad.row;
        EXPECT_THAT(parsed.error().text(), HasSubstr(std::string(bad.says)));
    }
    EXPECT_FALSE(parse_expectations("case\tverdict\n", "expected.tsv"));
}

TEST(JudgedFlows, AnotherShapeIsRefused) {
    for (const std::string_view text :
         {"", "[]", "{}", R"({"schema":"portolan-assess/1"})", R"({"schema":"portolan-assess/2","flows":[]})",
          R"({"schema":"portolan-assess/1","flows":[{"initiator":"::1"}]})"})
        EXPECT_FALSE(parse_judged_flows(text)) << text;
}

}  // namespace
}  // namespace portolan::e2e
