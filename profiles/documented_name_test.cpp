#include "profiles/documented_name.hpp"

#include <gtest/gtest.h>

namespace portolan::profiles {
namespace {

struct Match {
    const char* kind;
    const char* written;
    const char* asked;  // in the normal form of the recorder
    bool matches;
};

TEST(DocumentedName, MatchesWhatItNamesAndNothingBeside) {
    const Match cases[] = {
        {"exact", "Host.Example.", "host.example", true},
        {"exact", "host.example", "a.host.example", false},
        {"label", "host.example", "a.host.example", true},
        {"label", "host.example", "a.b.host.example", false},
        {"label", "host.example", "host.example", false},
        {"label", "host.example", "ahost.example", false},
        {"subtree", "HOST.example.", "a.host.example", true},
        {"subtree", "host.example", "a.b.host.example", true},
        {"subtree", "host.example", "host.example", false},
        {"subtree", "host.example", "otherhost.example", false},
        {"exact", "Bücher.example", "xn--bcher-kva.example", true},
        {"exact", "BÜCHER.EXAMPLE.", "xn--bcher-kva.example", true},
        {"subtree", "bücher.example", "a.xn--bcher-kva.example", true},
        {"subtree", "bücher.example", "xn--bcher-kva.example", false},
        {"exact", "xn--bcher-kva.example", "xn--bcher-kva.example", true},
        // IDNA 2008 keeps the sharp s; IDNA 2003 would ask for another host.
        {"exact", "straße.example", "xn--strae-oqa.example", true},
        {"exact", "straße.example", "strasse.example", false},
    };
    for (const Match& each : cases) {
        const auto name = documented_name(each.kind, each.written);
        ASSERT_TRUE(name) << each.written << ": " << name.error().text();
        EXPECT_EQ(name->matches(each.asked), each.matches)
            << each.kind << " " << each.written << " " << each.asked;
    }
}

TEST(DocumentedName, ShortForms) {
    EXPECT_EQ(documented_name("**.bücher.example")->text(), "**.xn--bcher-kva.example");
    EXPECT_EQ(documented_name("*.bücher.example")->text(), "*.xn--bcher-kva.example");
    EXPECT_EQ(documented_name("bücher.example")->text(), "xn--bcher-kva.example");
}

TEST(DocumentedName, RefusesWhatIsNoName) {
    const std::string long_name = std::string(2000, 'x') + "ü.example";
    const std::string zero("b\0ücher.example", 16);
    for (const std::string& bad : {std::string("bü cher.example"), std::string("bü..example"),
                                   std::string("xn--\x80.example"), std::string("xn--0.example"),
                                   std::string("https://bücher.example"), std::string("ü"), long_name, zero})
        EXPECT_FALSE(documented_name("subtree", bad)) << bad.substr(0, 40);
}

TEST(DocumentedName, KnowsWhoSharesAName) {
    for (const char* shared : {"co.uk", "azurewebsites.net", "azure-devices.net", "github.io"})
        EXPECT_NE(shared_by_strangers(shared), "") << shared;
    for (const char* owned : {"mpsmonitor.com", "teamviewer.com", "eu01.azure-devices.net", "host.example"})
        EXPECT_EQ(shared_by_strangers(owned), "") << owned;
}

TEST(DocumentedRange, IsExact) {
    EXPECT_EQ(documented_range("209.85.128.0-209.85.255.255")->text(), "209.85.128.0/17");
    EXPECT_EQ(documented_range("209.85.128.1-209.85.255.255")->text(), "209.85.128.1-209.85.255.255");
    EXPECT_EQ(documented_range("10.0.0.10")->text(), "10.0.0.10");
    EXPECT_EQ(documented_range("2001:db8::/32")->text(), "2001:db8::/32");
    EXPECT_EQ(documented_range("199.231.33.6/20").error().remedy, "write 199.231.32.0/20");
    EXPECT_EQ(documented_range("2001:db8::1/64").error().remedy, "write 2001:db8::/64");
}

TEST(DocumentedRange, LeadingZerosAreNotGuessed) {
    const auto range = documented_range("209.85.128.000-209.85.255.255");
    ASSERT_FALSE(range);
    EXPECT_NE(range.error().message.find("leading zeros"), std::string::npos);
    EXPECT_EQ(range.error().remedy,
              "they are decimal in the vendor's text: write 209.85.128.0-209.85.255.255");
    EXPECT_EQ(documented_range("010.1.2.3").error().remedy,
              "they are decimal in the vendor's text: write 10.1.2.3");
    EXPECT_EQ(documented_range("1.2.3.004/32").error().remedy,
              "they are decimal in the vendor's text: write 1.2.3.4/32");
    EXPECT_FALSE(documented_range("00.x"));
}

}  // namespace
}  // namespace portolan::profiles
