// Observe is a promise, for DNS too: with everything in observe, through the gate of the whole appliance, a
// client gets what it got from a plain router. What must differ (docs/operate.md) does.
#include "appliance/base/file.hpp"
#include "tests/observe/customer.hpp"

#include <fstream>
#include <optional>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::observe {
namespace {

using testing::HasSubstr;

constexpr const char* kResolver = "192.0.2.2";
constexpr const char* kResolverV6 = "2001:db8:2::2";

class DnsInObserve : public testing::Test {
protected:
    void SetUp() override {
        if (const std::string reason = why_not(); !reason.empty()) GTEST_SKIP() << reason;
        customer_.emplace();
        serve();
    }
    [[nodiscard]] std::string path(const char* name) const { return customer_->folder() + "/" + name; }

    void serve() const {
        std::ofstream names(path("names.conf"));
        names << "no-resolv\nno-hosts\nlocal=/vendor.example/\nbind-interfaces\nlisten-address=" << kResolver
              << "," << kResolverV6 << "\nmx-host=vendor.example,mail.vendor.example,10\n"
              << "host-record=dca4.mpsmonitor.com,203.0.113.10\n"
              << "log-queries\nlog-facility=" << path("queries.log") << "\n";
        for (int i = 0; i < 50; ++i)
            names << fmt::format(
                "host-record=a{0}.vendor.example,198.51.100.{0},2001:db8::{0}\n"
                "cname=alias{0}.vendor.example,a{0}.vendor.example\n",
                i);
        for (int i = 0; i < 20; ++i)
            names << "txt-record=big.vendor.example," << std::string(200, static_cast<char>('a' + i)) << "\n";
        names.close();
        const_cast<live::Machine&>(customer_->outside())
            .serve({"dnsmasq", "-k", "-u", "root", "-p", "53", "-C", path("names.conf"),
                    "--pid-file=", "--local-ttl=60"});
        for (int i = 0; i < 50; ++i)
            if (dig("@192.0.2.2 +tries=1 +time=1 a1.vendor.example").find("NOERROR") != std::string::npos)
                return;
        panic("dnsmasq does not answer");
    }
    [[nodiscard]] std::string dig(const std::string& arguments) const {
        return customer_->inside().run("dig " + arguments);
    }
    // Queries of every kind; one text a query: what may differ from one time to the next is left out.
    [[nodiscard]] std::string answers(const std::string& source, const std::string& resolver,
                                      int count) const {
        static constexpr const char* kKinds[] = {
            "a{0}.vendor.example A",
            "a{0}.vendor.example AAAA",
            "a{0}.vendor.example A +tcp",
            "dca4.mpsmonitor.com A",
            "dca4.mpsmonitor.com AAAA +tcp",
            "alias{0}.vendor.example A +bufsize=1232 +dnssec",
            "big.vendor.example TXT +bufsize=512 +ignore",
            "big.vendor.example TXT",
            "nothing{0}.vendor.example A",
            "vendor.example MX +noedns",
            "other{0}.example A",
            "alias{0}.vendor.example ANY +tcp",
            "version.bind CH TXT",
            "a{0}.vendor.example HTTPS",
            "-x 198.51.100.{0}",
        };
        std::ofstream out(path("queries"));
        for (int i = 0; i < count; ++i)
            out << fmt::format(fmt::runtime(kKinds[static_cast<std::size_t>(i) % std::size(kKinds)]), i % 50)
                << "\n";
        out.close();
        return customer_->inside().run(
            fmt::format("dig -b {} @{} +tries=1 +time=5 +noall +comments +question +answer +authority "
                        "+additional -f {} | "
                        "sed \"s/, id: [0-9]*//; s/COOKIE: .*/COOKIE/\"",
                        source, resolver, path("queries")));
    }
    // Five hundred: from the governed PC, from the visitor, and over IPv6.
    [[nodiscard]] std::string all_answers() const {
        return answers("10.9.1.2", kResolver, 200) + answers("10.9.1.3", kResolver, 150) +
               answers("2001:db8:1::2", kResolverV6, 150);
    }
    // Of a resolver that is none: no code and no record, over UDP and TCP.
    [[nodiscard]] std::string dead() const {
        std::string out;
        for (const char* resolver : {"192.0.2.3", "192.0.2.77"})
            for (const char* way : {"+notcp", "+tcp"}) {
                const std::string said =
                    dig(fmt::format("@{} {} +tries=1 +time=1 a1.vendor.example", resolver, way));
                const bool nothing = said.find("no servers could be reached") != std::string::npos &&
                                     said.find("status:") == std::string::npos;
                out += fmt::format("{} {} {}\n", resolver, way, nothing ? "nothing" : said);
            }
        return out;
    }
    // Whom the resolver saw asking; begins anew.
    [[nodiscard]] std::set<std::string> askers() const {
        std::set<std::string> out;
        std::istringstream log(read_file(path("queries.log"), 16UL << 20U).value_or(""));
        for (std::string line; std::getline(log, line);)
            if (const std::size_t at = line.find(" from ");
                at != std::string::npos && line.find("query[") != std::string::npos)
                out.insert(line.substr(at + 6));
        std::ofstream(path("queries.log"), std::ios::trunc);
        return out;
    }

    std::optional<Customer> customer_;
};

TEST_F(DnsInObserve, FiveHundredQueriesAreAnsweredAsByAPlainRouter) {
    (void)askers();
    const std::string plain = all_answers();
    const std::string plain_dead = dead();
    EXPECT_THAT(askers(), testing::UnorderedElementsAre("10.9.1.2", "10.9.1.3", "2001:db8:1::2"));
    for (const char* part : {"NOERROR", "NXDOMAIN", "REFUSED", "flags: qr aa tc", "CNAME", "AAAA", "TXT",
                             "EDNS", "203.0.113.10"})
        EXPECT_THAT(plain, HasSubstr(part)) << "the queries show little";

    const Appliance appliance(*customer_, customer_->site({"observe", "observe", "observe"}));
    ASSERT_TRUE(appliance.is_up()) << appliance.output();
    (void)askers();
    EXPECT_EQ(all_answers(), plain);
    EXPECT_EQ(dead(), plain_dead);
    EXPECT_THAT(plain_dead, testing::Not(HasSubstr("status")));
    EXPECT_THAT(askers(), testing::UnorderedElementsAre("192.0.2.1", "2001:db8:2::1"))
        << "the resolver sees the box: docs/operate.md, and a sign that the gate was in the way";
    EXPECT_THAT(appliance.ask("status"), testing::Not(HasSubstr("  enforce ")));
}

}  // namespace
}  // namespace portolan::observe
