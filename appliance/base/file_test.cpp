#include "appliance/base/file.hpp"

#include <filesystem>

#include <gtest/gtest.h>

namespace portolan {
namespace {

TEST(File, WritesWholeAndReadsBack) {
    const std::string path = (std::filesystem::temp_directory_path() / "portolan-file-test").string();
    ASSERT_TRUE(write_file(path, std::string("a\0b", 3)));
    EXPECT_EQ(read_file(path, 10).value(), std::string("a\0b", 3));
    EXPECT_EQ(read_file(path, 2).error().code, ErrorCode::limit);
    EXPECT_FALSE(std::filesystem::exists(path + ".part"));
    std::filesystem::remove(path);
}

TEST(File, SaysWhatIsWrong) {
    EXPECT_EQ(read_file("/nonexistent/x", 10).error().code, ErrorCode::not_found);
    EXPECT_FALSE(read_file("/", 10));
    EXPECT_FALSE(write_file("/nonexistent/x", "a"));
}

}  // namespace
}  // namespace portolan
