// What an apply to the running appliance refuses, and what ends by itself afterwards.
#include "appliance/base/file.hpp"
#include "appliance/base/wall_clock.hpp"
#include "tests/observe/customer.hpp"

#include <optional>
#include <unistd.h>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::observe {
namespace {

using testing::HasSubstr;

constexpr int kOpenPatience = 10'000;  // ms; for what must come
constexpr int kShutPatience = 1'500;   // for what must not
constexpr std::int64_t kSecond = 1'000'000'000;
const std::string kVendor = "203.0.113.10";
constexpr std::uint16_t kPort = 8080;  // that no document names

class Apply : public testing::Test {
protected:
    void SetUp() override {
        if (const std::string reason = why_not(); !reason.empty()) GTEST_SKIP() << reason;
        customer_.emplace();
        vendor_ = tcp_listener({customer_->outside().pid(), kVendor, kPort});
    }
    [[nodiscard]] bool reaches(int patience) const {
        return connect({customer_->inside().pid(), "10.9.1.2", 0}, vendor_, {0, kVendor, kPort}, patience)
            .talks();
    }
    [[nodiscard]] static std::string policy_line(const std::string& status) {
        const std::size_t at = status.find("policy ");
        return at == std::string::npos ? "none" : status.substr(at, 19);
    }

    std::optional<Customer> customer_;
    Socket vendor_;
};

TEST_F(Apply, ASiteThatBreaksItsOwnAssertionIsRefusedAndNothingChanges) {
    const Appliance appliance(*customer_, customer_->site({}));
    ASSERT_TRUE(appliance.is_up()) << appliance.output();
    const std::string before = policy_line(appliance.ask("status"));
    ASSERT_FALSE(reaches(kShutPatience));
    ASSERT_TRUE(
        write_file(customer_->folder() + "/assertions.yaml",
                   "schema: portolan-assertions/1\n"
                   "assertions:\n"
                   "  - {name: the vendor is reached, from: print-pc, to: 203.0.113.10, protocol: tcp, "
                   "ports: [8080], must: allow}\n"));

    const std::string refused =
        appliance.ask("policy apply " +
                      customer_->site({"observe", "enforce", "observe", "assertions: assertions.yaml\n"}));
    EXPECT_THAT(refused, HasSubstr("the vendor is reached"));
    EXPECT_EQ(refused.find("is in force"), std::string::npos) << refused;
    EXPECT_EQ(policy_line(appliance.ask("status")), before);
    EXPECT_FALSE(reaches(kShutPatience)) << "the rules before it hold";
}

TEST_F(Apply, AnExceptionEndsByItself) {
    const Appliance appliance(*customer_, customer_->site({}));
    ASSERT_TRUE(appliance.is_up()) << appliance.output();
    ASSERT_FALSE(reaches(kShutPatience));
    const Timestamp end{(now().nanoseconds / kSecond + 20) * kSecond};
    const std::string exception = fmt::format(
        "exceptions: [{{id: EX-1, from: print-pc, to: {}, protocol: tcp, ports: [{}], reason: vendor "
        "support, "
        "owner: it, valid_from: 2020-01-01, valid_until: \"{}\"}}]\n",
        kVendor, kPort, end.text());
    EXPECT_THAT(
        appliance.ask("policy apply " + customer_->site({"enforce", "enforce", "observe", exception})),
        HasSubstr("is in force"));
    const bool before = reaches(kOpenPatience);
    EXPECT_TRUE(before || now() >= end);  // on a machine so slow that it has ended, nothing is told
    const std::string id = policy_line(appliance.ask("status"));

    bool ended = false;
    for (int i = 0; i < 60 && !ended; ++i) {
        usleep(500'000);
        ended = now() >= end && !reaches(kShutPatience);
    }
    EXPECT_TRUE(ended);
    EXPECT_EQ(policy_line(appliance.ask("status")), id) << "the same policy at another time";
}

}  // namespace
}  // namespace portolan::observe
