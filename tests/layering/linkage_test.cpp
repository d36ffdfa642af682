#include "tests/layering/linkage.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::layering {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Linkage sound() {
    Linkage linkage;
    linkage.needed = {"libfmt.so.9", "libc.so.6"};
    linkage.reached = linkage.needed;
    linkage.position_independent = linkage.binds_now = linkage.relocations_read_only = true;
    linkage.stack_executable = false;
    return linkage;
}

TEST(Linkage, OfThisTestIsRead) {
    const Linkage own = read_linkage(std::filesystem::read_symlink("/proc/self/exe").string());
    EXPECT_TRUE(own.needed.contains("libstdc++.so.6"));
    EXPECT_TRUE(own.reached.contains("libc.so.6"));
    EXPECT_TRUE(own.position_independent && own.binds_now && own.relocations_read_only);
    EXPECT_FALSE(own.stack_executable);
}

TEST(Linkage, OfAFileThatIsNoExecutableIsAnObjection) {
    EXPECT_THAT(judge_linkage("portolan", read_linkage("/proc/self/status")),
                testing::Contains("portolan could not be read"));
}

TEST(Linkage, SoundBinaryPasses) {
    EXPECT_THAT(judge_linkage("portolan", sound()), IsEmpty());
}

TEST(Linkage, EachDefectIsNamed) {
    Linkage linkage = sound();
    linkage.needed.insert("libpcap.so.0.8");
    EXPECT_THAT(judge_linkage("portolan", linkage), ElementsAre("portolan may not link libpcap.so.0.8"));

    linkage = sound();
    linkage.reached.merge(std::set<std::string>{"libnftables.so.1", "libcrypto.so.3"});
    EXPECT_THAT(judge_linkage("portolan", linkage), ElementsAre("portolan joins libnftables and OpenSSL"));

    linkage = sound();
    linkage.position_independent = linkage.binds_now = linkage.relocations_read_only = false;
    linkage.stack_executable = true;
    EXPECT_THAT(judge_linkage("portolan", linkage),
                ElementsAre("portolan is not position independent", "portolan resolves symbols lazily",
                            "portolan leaves relocations writable", "portolan has an executable stack"));

    EXPECT_THAT(judge_linkage("portolan-novelty", sound()),
                ElementsAre("portolan-novelty has no row in the table of linked libraries",
                            "portolan-novelty may not link libfmt.so.9"));
}

// The executables of the build folder that the product consists of; PORTOLAN_PRODUCTS lists them as CMake
// knows them.
TEST(Product, LinksWhatTheTableSays) {
    const std::filesystem::path folder = std::filesystem::path(PORTOLAN_BINARY_DIR) / "bin";
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with("portolan")) continue;
        names.push_back(name);
        EXPECT_THAT(judge_linkage(name, read_linkage(entry.path().string())), IsEmpty());
    }
    EXPECT_THAT(names, testing::IsSupersetOf(std::vector<std::string> PORTOLAN_PRODUCTS))
        << "build the target `all` first";
}

}  // namespace
}  // namespace portolan::layering
