// What persons decide on the running appliance: what they attest, and when a product is switched to enforce.
#include "tests/observe/customer.hpp"

#include <cctype>
#include <functional>
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
const std::string kVendor = "203.0.113.10";
constexpr std::uint16_t kPort = 8080;  // that no document names

class People : public testing::Test {
protected:
    void SetUp() override {
        if (const std::string reason = why_not(); !reason.empty()) GTEST_SKIP() << reason;
        if (live::Box::run("command -v curl").empty()) GTEST_SKIP() << "curl is not installed";
        customer_.emplace();
        vendor_ = tcp_listener({customer_->outside().pid(), kVendor, kPort});
    }
    [[nodiscard]] bool reaches(int patience) const {
        return connect({customer_->inside().pid(), "10.9.1.2", 0}, vendor_, {0, kVendor, kPort}, patience)
            .talks();
    }
    // Asks until the answer holds the text; the last answer.
    static std::string until(const std::string& text, const std::function<std::string()>& ask) {
        std::string answer = ask();
        for (int i = 0; i < 60 && answer.find(text) == std::string::npos; ++i) {
            usleep(500'000);
            answer = ask();
        }
        return answer;
    }

    std::optional<Customer> customer_;
    Socket vendor_;
};

// A ULID: 26 characters of Crockford's base 32.
std::string first_ulid(const std::string& text) {
    std::size_t run = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const bool fits = i < text.size() && (std::isdigit(static_cast<unsigned char>(text[i])) != 0 ||
                                              std::isupper(static_cast<unsigned char>(text[i])) != 0);
        if (fits) {
            ++run;
            continue;
        }
        if (run == 26) return text.substr(i - 26, 26);
        run = 0;
    }
    return "none";
}

TEST_F(People, AnAttestationMovesTheVerdictAtOnceAndSoDoesItsEnd) {
    const Appliance appliance(*customer_, customer_->site({}));
    ASSERT_TRUE(appliance.is_up()) << appliance.output();
    const auto requirement = [&] {
        return live::Box::run(fmt::format(
            "curl -sS --max-time 10 --unix-socket {}/api.sock http://portolan/api/v1/requirements/DCA4-002",
            appliance.run_folder()));
    };
    EXPECT_THAT(until("\"verdict\":\"unseen\"", requirement), HasSubstr("nobody has attested it"));

    EXPECT_THAT(appliance.ask("attest add --requirement DCA4-002 --requirement DCA4-003 --by 'A. Ferrer' "
                              "--statement 'servers in the European Union' --reference 'letter 7' --sha256 " +
                              std::string(64, 'a')),
                HasSubstr("DCA4-002"));
    EXPECT_THAT(until("\"verdict\":\"attested\"", requirement), HasSubstr("attested by A. Ferrer"));
    const std::string list = appliance.ask("attest list");
    EXPECT_THAT(list, HasSubstr("in-force"));

    EXPECT_THAT(appliance.ask("attest revoke " + first_ulid(list) + " --reason 'the servers moved'"),
                HasSubstr("revoked"));
    EXPECT_THAT(until("\"verdict\":\"unknown\"", requirement), HasSubstr("stale"));
    EXPECT_THAT(appliance.ask("attest list"), HasSubstr("revoked")) << "it stays in the list";
}

TEST_F(People, ASwitchToEnforceWaitsForThoseWhoLookAtWhatItWouldBlock) {
    const Appliance appliance(*customer_, customer_->site({"observe"}));
    ASSERT_TRUE(appliance.is_up()) << appliance.output();
    ASSERT_TRUE(reaches(kOpenPatience));
    EXPECT_THAT(until("8080", [&] { return appliance.ask("readiness --product dca4"); }), HasSubstr(kVendor));

    const std::string enforcing = customer_->site({"enforce"});
    const std::string refused = appliance.ask("policy apply " + enforcing);
    EXPECT_THAT(refused, HasSubstr("--accept-risk"));
    EXPECT_THAT(refused, Not(HasSubstr("is in force")));
    EXPECT_THAT(appliance.ask("status"), HasSubstr("observe   dca4"));
    EXPECT_TRUE(reaches(kOpenPatience)) << "nothing changed";

    EXPECT_THAT(appliance.ask("policy apply " + enforcing + " --accept-risk 'the vendor is on the phone'"),
                HasSubstr("is in force"));
    EXPECT_THAT(appliance.ask("status"), HasSubstr("enforce   dca4"));
    EXPECT_FALSE(reaches(kShutPatience));
}

}  // namespace
}  // namespace portolan::observe
