#include "appliance/base/name_pattern.hpp"

#include <gtest/gtest.h>

namespace portolan {
namespace {

struct NameCase {
    const char* pattern;
    const char* name;
    bool matches;
};

TEST(NamePattern, MatchesAtLabelBoundariesOnly) {
    const std::vector<NameCase> cases = {
        {"dca4.mpsmonitor.com", "dca4.mpsmonitor.com", true},
        {"dca4.mpsmonitor.com", "dca4.mpsmonitor.org", false},
        {"**.mpsmonitor.com", "a.b.mpsmonitor.com", true},
        {"**.mpsmonitor.com", "mpsmonitor.com", false},
        {"**.mpsmonitor.com", "evilmpsmonitor.com", false},
        {"**.mpsmonitor.com", "mpsmonitor.com.evil.example", false},
        {"*.mpsmonitor.com", "a.mpsmonitor.com", true},
        {"*.mpsmonitor.com", "a.b.mpsmonitor.com", false},
        {"*.mpsmonitor.com", "mpsmonitor.com", false},
    };
    for (const NameCase& each : cases)
        EXPECT_EQ(parse_name_pattern(each.pattern)->matches(each.name), each.matches)
            << each.pattern << " on " << each.name;
}

TEST(NamePattern, IsKeptInNormalForm) {
    EXPECT_EQ(make_name_pattern("subtree", "MPSmonitor.COM.")->text(), "**.mpsmonitor.com");
    EXPECT_EQ(*parse_name_pattern("A.example"), *make_name_pattern("exact", "a.example."));
}

TEST(NamePattern, RefusesWhatIsTooBroadOrNoName) {
    for (const char* text :
         {"**.com", "*.com", "https://a.example", "a.example/path", "", "*", "a.*.example"})
        EXPECT_FALSE(parse_name_pattern(text)) << text;
    EXPECT_FALSE(make_name_pattern("prefix", "a.example"));
}

}  // namespace
}  // namespace portolan
