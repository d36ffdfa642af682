#include "policy/enforce_switch.hpp"

#include "policy/test_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string site_in(const std::string& mode) {
    std::string site(kTestSite);
    return site.insert(site.find("  demo:\n") + 8, "    enforcement: " + mode + "\n");
}

TEST(EnforceSwitch, IsFromObserveOrFromNothing) {
    const Policy observe = test_policy(site_in("observe"));
    const Policy enforce = test_policy(site_in("enforce"));
    const Policy without =
        test_policy(std::string(kTestSite).substr(0, kTestSite.find("products:")) + "products: {}\n");
    EXPECT_THAT(switched_to_enforce(observe, enforce), ElementsAre("demo"));
    EXPECT_THAT(switched_to_enforce(without, enforce), ElementsAre("demo"));
    EXPECT_THAT(switched_to_enforce(enforce, enforce), IsEmpty());
    EXPECT_THAT(switched_to_enforce(enforce, observe), IsEmpty());
    EXPECT_THAT(switched_to_enforce(observe, observe), IsEmpty());
}

evidence::Readiness with_lines(const char* product, std::size_t open, std::size_t told) {
    evidence::Readiness out;
    out.product = product;
    out.open = open;
    for (std::size_t i = 0; i < open + told; ++i) {
        evidence::ReadinessLine line;
        line.open = i < open;
        line.what = (line.open ? "open " : "told ") + std::to_string(i);
        out.lines.push_back(line);
    }
    return out;
}

TEST(EnforceSwitch, WaitsUntilNoLineIsOpen) {
    EXPECT_EQ(hold_open_lines({with_lines("dca4", 0, 3)}, "").value(), 0U);
    const Result<std::uint64_t> one =
        hold_open_lines({with_lines("dca4", 0, 3), with_lines("ksc", 1, 1)}, "");
    ASSERT_FALSE(one);
    EXPECT_EQ(one.error().code, ErrorCode::bad_input);
    EXPECT_EQ(one.error().message, "ksc may not be enforced yet, 1 line is open: (1) open 0");
    EXPECT_THAT(one.error().remedy, HasSubstr("portolan readiness --product ksc"));
    EXPECT_THAT(one.error().remedy, HasSubstr("--accept-risk REASON"));
    const Result<std::uint64_t> many =
        hold_open_lines({with_lines("dca4", 4, 0), with_lines("ksc", 5, 0)}, "");
    ASSERT_FALSE(many);
    EXPECT_THAT(many.error().message,
                HasSubstr("dca4, ksc may not be enforced yet, 9 lines are open: (1) open 0; "));
    EXPECT_THAT(many.error().message, HasSubstr("; (5) open 0; and 4 more"));
}

TEST(EnforceSwitch, IsCountedWhereTheRiskIsAccepted) {
    EXPECT_EQ(hold_open_lines({with_lines("dca4", 4, 1), with_lines("ksc", 5, 0)}, "ticket 4711").value(),
              9U);
}

}  // namespace
}  // namespace portolan::policy
