// What the modes of a site do to those who talk, with the whole appliance between them.
#include "tests/observe/customer.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <unistd.h>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::observe {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kOpenPatience = 10'000;  // ms; for what must come
constexpr int kShutPatience = 1'500;   // for what must not
const std::string kPrintPc = "10.9.1.2";
const std::string kVisitor = "10.9.1.3";
const std::string kVendor = "203.0.113.10";
constexpr std::uint16_t kSsh = 22;
constexpr std::uint16_t kAnyTcp = 8080;
constexpr std::uint16_t kAnyUdp = 9999;

class Modes : public testing::Test {
protected:
    void SetUp() override {
        if (const std::string reason = why_not(); !reason.empty()) GTEST_SKIP() << reason;
        customer_.emplace();
        web_ = tcp_listener({customer_->outside().pid(), kVendor, kAnyTcp});
        udp_ = udp_socket({customer_->outside().pid(), kVendor, kAnyUdp});
        ssh_ = tcp_listener({getpid(), "10.99.0.1", kSsh});
    }

    // How a host inside reaches a server outside that no document names.
    [[nodiscard]] std::string reach(const std::string& from, int patience) const {
        const End end{customer_->inside().pid(), from, 0};
        std::string out;
        if (connect(end, web_, {0, kVendor, kAnyTcp}, patience).talks()) out += "tcp ";
        if (exchange(end, udp_, {0, kVendor, kAnyUdp}, patience)) out += "udp ";
        const std::string ping = customer_->inside().run(
            fmt::format("ping -n -c 1 -W {} -I {} {}", (patience + 999) / 1000, from, kVendor));
        if (ping.find(" 1 received") != std::string::npos) out += "ping ";
        return out;
    }
    [[nodiscard]] Connection ssh(const std::string& from, int patience) const {
        return connect({customer_->admin().pid(), from, 0}, ssh_, {0, "10.99.0.1", kSsh}, patience);
    }

    std::optional<Customer> customer_;
    Socket web_, udp_, ssh_;
    static constexpr const char* kAll = "tcp udp ping ";
    static constexpr const char* kNothing = "";
};

TEST_F(Modes, AHostOfNoRoleGoesOnTalkingUnlessTheSiteDropsTheUngoverned) {
    ASSERT_EQ(reach(kVisitor, kOpenPatience), kAll);
    ASSERT_EQ(reach(kPrintPc, kOpenPatience), kAll);
    const Appliance appliance(*customer_, customer_->site({}));
    ASSERT_TRUE(appliance.is_up()) << appliance.output();
    EXPECT_EQ(reach(kVisitor, kOpenPatience), kAll);
    EXPECT_EQ(reach(kPrintPc, kShutPatience), kNothing) << "its product is in enforce";

    EXPECT_THAT(appliance.ask("policy apply " + customer_->site({"enforce", "enforce", "drop"})),
                HasSubstr("is in force"));
    EXPECT_EQ(reach(kVisitor, kShutPatience), kNothing);

    EXPECT_THAT(appliance.ask("policy apply " + customer_->site({"enforce", "enforce", "pass"})),
                HasSubstr("is in force"));
    EXPECT_EQ(reach(kVisitor, kOpenPatience), kAll);
    EXPECT_EQ(reach(kPrintPc, kShutPatience), kNothing);

    EXPECT_THAT(appliance.ask("policy apply " + customer_->site({"observe", "enforce", "observe"})),
                HasSubstr("is in force"));
    EXPECT_EQ(reach(kPrintPc, kOpenPatience), kAll);
}

TEST_F(Modes, StartsInTheSitesModesKeepsTheCallersSshAndLeavesNothing) {
    const Connection before = ssh("10.99.0.2", kOpenPatience);
    ASSERT_TRUE(before.talks());
    ASSERT_TRUE(ssh("10.99.0.3", kOpenPatience).talks());
    Appliance appliance(*customer_, customer_->site({"enforce", "enforce", "drop"}));
    ASSERT_TRUE(appliance.is_up()) << appliance.output();
    const std::string status = appliance.ask("status");
    EXPECT_THAT(status, HasSubstr("enforce   dca4"));
    EXPECT_THAT(status, HasSubstr("enforce   portolan"));
    EXPECT_THAT(appliance.output(), HasSubstr("  enforce dca4\n"));
    EXPECT_THAT(live::Box::run("nft list tables"), HasSubstr("portolan"));

    EXPECT_TRUE(before.talks()) << "it was there before the rules";
    const Connection during = ssh("10.99.0.2", kOpenPatience);
    EXPECT_TRUE(during.talks());
    EXPECT_FALSE(ssh("10.99.0.3", kShutPatience).open()) << "not in management.from";

    EXPECT_EQ(appliance.interrupt(), 0) << appliance.output();
    EXPECT_EQ(live::Box::run("nft list tables"), "");
    EXPECT_EQ(live::Box::run(fmt::format("find {} -type s", appliance.run_folder())), "");
    EXPECT_EQ(live::Box::run("ss -Htulpn | grep -v :22"), "") << "in the box's namespace";
    EXPECT_TRUE(before.talks());
    EXPECT_TRUE(during.talks());
    EXPECT_TRUE(ssh("10.99.0.3", kOpenPatience).talks()) << "a plain router again";
}

// The pid of a role, as `portolan status` gives it.
pid_t pid_of(const std::string& status, const std::string& role) {
    const std::size_t line = status.find("role " + role);
    const std::size_t at = line == std::string::npos ? line : status.find("pid ", line);
    return at == std::string::npos ? 0 : std::atoi(status.c_str() + at + 4);
}

TEST_F(Modes, TheObserveFlagHoldsWhateverTheSiteSays) {
    const std::string site = customer_->site({"enforce", "enforce", "drop"});
    const std::string own_policy = portolan(fmt::format("policy compile --site {}", site));
    const Appliance appliance(*customer_, site, {"--observe"});
    ASSERT_TRUE(appliance.is_up()) << appliance.output();
    const auto is_plain = [&](const char* when) {
        SCOPED_TRACE(when);
        EXPECT_THAT(appliance.ask("status"), Not(HasSubstr("  enforce ")));
        EXPECT_EQ(reach(kPrintPc, kOpenPatience), kAll);
        EXPECT_EQ(reach(kVisitor, kOpenPatience), kAll);
        EXPECT_TRUE(ssh("10.99.0.3", kOpenPatience).talks());
    };
    is_plain("at the start");
    const std::string said = appliance.output();
    EXPECT_THAT(said, HasSubstr("observe dca4"));
    EXPECT_THAT(said, HasSubstr("whatever the site says"));
    const std::string id = said.substr(said.find("policy ") + 7, 12);
    EXPECT_THAT(appliance.ask("status"), HasSubstr("policy " + id));
    EXPECT_THAT(own_policy, Not(HasSubstr(id))) << "it is another policy";

    EXPECT_THAT(appliance.ask("policy apply " + site), HasSubstr("is in force"));
    is_plain("after the site was applied");

    const pid_t server = pid_of(appliance.ask("status"), "server");
    ASSERT_GT(server, 1);
    ASSERT_EQ(kill(server, SIGKILL), 0);
    ASSERT_TRUE(appliance.is_up());
    EXPECT_NE(pid_of(appliance.ask("status"), "server"), server);
    is_plain("after the server was restarted");
}

}  // namespace
}  // namespace portolan::observe
