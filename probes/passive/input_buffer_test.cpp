#include "probes/passive/input_buffer.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

class InputBufferTest : public testing::Test {
protected:
    void SetUp() override { std::filesystem::create_directory(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::string file(const std::string& content) const {
        const std::string path = folder_ / "file";
        std::ofstream(path, std::ios::binary) << content;
        return path;
    }
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() /
        ("portolan_input_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) +
         std::to_string(::getpid()));
};

std::string pattern(std::size_t size) {
    std::string out(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<char>(i * 31 + i / 251);
    return out;
}

TEST_F(InputBufferTest, GivesEveryByteOnceInOrder) {
    const std::string content = pattern(3'000'001);
    for (const std::size_t step : {1UL << 20U, 1'000'003UL, 4097UL}) {
        SCOPED_TRACE(step);
        Result<InputBuffer> input = InputBuffer::open(file(content));
        ASSERT_TRUE(input);
        std::string seen;
        for (Bytes have = input->at_least(step); !have.empty(); have = input->at_least(step)) {
            const Bytes part = have.first(std::min(have.size(), step));
            seen += as_text(part);
            input->consume(part.size());
            ASSERT_EQ(input->offset(), seen.size());
        }
        EXPECT_TRUE(seen == content);
        EXPECT_EQ(input->trouble(), "");
    }
}

TEST_F(InputBufferTest, AtTheEndGivesWhatThereIs) {
    Result<InputBuffer> input = InputBuffer::open(file("abcdef"));
    ASSERT_TRUE(input);
    EXPECT_EQ(as_text(input->at_least(4)), "abcdef");
    input->consume(4);
    EXPECT_EQ(as_text(input->at_least(16U << 20U)), "ef");
}

TEST_F(InputBufferTest, RefusesWhatIsNoFile) {
    const Result<InputBuffer> missing = InputBuffer::open("/nonexistent/x.pcap");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::io);
    EXPECT_EQ(missing.error().where, "/nonexistent/x.pcap");
    const Result<InputBuffer> folder = InputBuffer::open(folder_);
    ASSERT_FALSE(folder);
    EXPECT_THAT(folder.error().text(), testing::HasSubstr("is a directory"));
}

TEST_F(InputBufferTest, MovesItsFile) {
    Result<InputBuffer> input = InputBuffer::open(file("abc"));
    ASSERT_TRUE(input);
    InputBuffer moved = std::move(*input);
    EXPECT_EQ(as_text(moved.at_least(3)), "abc");
    moved = InputBuffer::from_bytes(as_bytes("xyz"));
    EXPECT_EQ(as_text(moved.at_least(3)), "xyz");
}

}  // namespace
}  // namespace portolan::passive
