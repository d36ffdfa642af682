#include "appliance/report/golden.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace portolan::report {
namespace {

void write_file(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    ASSERT_TRUE(file.flush()) << path;
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

void expect_golden(std::string_view name, std::string_view text) {
    const std::filesystem::path path =
        std::filesystem::path(PORTOLAN_SOURCE_DIR) / "tests/golden/report" / name;
    if (std::getenv("PORTOLAN_UPDATE_GOLDEN") != nullptr) {
        write_file(path, text);
        return;
    }
    const std::string golden = read_file(path);
    if (golden == text) return;
    std::size_t at = 0;
    std::size_t line = 1;
    while (at < golden.size() && at < text.size() && golden[at] == text[at])
        line += golden[at++] == '\n' ? 1U : 0U;
    const std::size_t from = at < 60 ? 0 : at - 60;
    ADD_FAILURE() << path << " differs at line " << line
                  << "\ngolden: " << golden.substr(std::min(from, golden.size()), 160)
                  << "\nmade:   " << text.substr(std::min(from, text.size()), 160);
}

void write_sample(std::string_view name, std::string_view text) {
    write_file(std::filesystem::path(PORTOLAN_BINARY_DIR) / "report_samples" / name, text);
}

}  // namespace portolan::report
