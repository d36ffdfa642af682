#include "appliance/base/dns_name.hpp"

#include <gtest/gtest.h>

namespace portolan {
namespace {

TEST(DnsName, OneFormForAllSpellings) {
    EXPECT_EQ(normalise_name("DCA4.MPSmonitor.COM."), "dca4.mpsmonitor.com");
    EXPECT_EQ(normalise_name("_sip._udp.example"), "_sip._udp.example");
}

TEST(DnsName, RefusesWhatIsNoHostName) {
    for (const char* text : {"", ".", "a..b", ".a", "a b", "caf\xc3\xa9.example", "a*b"})
        EXPECT_FALSE(normalise_name(text)) << text;
    EXPECT_TRUE(normalise_name(std::string(63, 'a') + ".b"));
    EXPECT_FALSE(normalise_name(std::string(64, 'a') + ".b"));
}

TEST(DnsName, BelowNeedsALabelBoundary) {
    EXPECT_TRUE(is_below("a.b.mpsmonitor.com", "mpsmonitor.com"));
    EXPECT_FALSE(is_below("mpsmonitor.com", "mpsmonitor.com"));
    EXPECT_FALSE(is_below("evilmpsmonitor.com", "mpsmonitor.com"));
    EXPECT_FALSE(is_below("mpsmonitor.com.evil.example", "mpsmonitor.com"));
}

}  // namespace
}  // namespace portolan
