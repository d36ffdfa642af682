// The whole text of a small world, kept: a change of the ruleset is to be seen and read.
#include "policy/ruleset/render.hpp"

#include "appliance/base/file.hpp"
#include "policy/kernel_part.hpp"
#include "policy/test_world.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

namespace portolan::ruleset {
namespace {

constexpr std::size_t kMost = 1024UL * 1024;

Ruleset enforcing_world() {
    Ruleset ruleset = *policy::kernel_part(policy::test_policy());
    ruleset.products.front().enforce = true;
    ruleset.management = {"e3", AddressSet({*parse_address_range("10.9.0.0/24")}), {22, 8443}};
    ruleset.gates.push_back({"e2", *Address::parse("203.0.113.53"), 5300});
    return ruleset;
}

// PORTOLAN_UPDATE_GOLDEN=1 writes the file anew.
TEST(Render, IsTheKeptText) {
    const std::string path = PORTOLAN_SOURCE_DIR "/tests/golden/ruleset/test_world.nft";
    const std::string text = render(enforcing_world())->text();
    if (std::getenv("PORTOLAN_UPDATE_GOLDEN") != nullptr) {
        ASSERT_TRUE(write_file(path, text));
    }
    const Result<std::string> kept = read_file(path, kMost);
    ASSERT_TRUE(kept) << kept.error().text();
    EXPECT_EQ(text, *kept);
}

TEST(Render, IsAFunctionOfTheRuleset) {
    EXPECT_EQ(render(enforcing_world())->text(), render(enforcing_world())->text());
    EXPECT_NE(render(enforcing_world(), 2)->text(), render(enforcing_world(), 3)->text());
}

TEST(Render, OneStatementALine) {
    const std::string text = render(enforcing_world())->text();
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
        const std::string_view line = std::string_view(text).substr(at);
        EXPECT_TRUE(line.starts_with("add ") || line.starts_with("flush ")) << line.substr(0, 60);
    }
}

}  // namespace
}  // namespace portolan::ruleset
