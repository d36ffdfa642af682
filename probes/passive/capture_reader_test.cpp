#include "probes/passive/capture_reader.hpp"

#include "probes/passive/crafted.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

using namespace std::string_view_literals;

TEST(OpenCapture, NamesWhatIsNoCapture) {
    struct Case {
        const char* name;
        std::string_view content;
        std::string_view message;
        std::string_view remedy;
    };
    const Case cases[] = {
        {"text", "hello, world", "is no capture file: it starts with 68 65 6c 6c", "tcpdump -w"},
        {"two letters", "hi", "is no capture file: it starts with 68 69", "tcpdump -w"},
        {"gzip", "\x1f\x8b\x08\x00", "is compressed with gzip", "gunzip"},
        {"zstd", "\x28\xb5\x2f\xfd rest", "is compressed with zstd", "unzstd"},
        {"xz", "\xfd\x37\x7a\x58\x5a\x00"sv, "is compressed with xz", "unxz"},
        {"zip", "PK\x03\x04", "is a zip archive", "unzip"},
        {"snoop", "snoop\0\0\0\0\0\0\2"sv, "is a snoop capture", "editcap"},
        {"modified pcap", "\x34\xcd\xb2\xa1\x02\x00\x04\x00"sv, "modified Linux", "editcap"},
        {"pcap 2.3", "\xd4\xc3\xb2\xa1\2\0\3\0\0\0\0\0\0\0\0\0\0\0\4\0\1\0\0\0\0\0\0\0"sv, "version 2.3",
         "tcpdump -r"},
        {"pcapng 2.0",
         "\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\2\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\x1c\0\0\0"sv,
         "version 2.0", "editcap"},
        {"pcapng of no byte order",
         "\x0a\x0d\x0d\x0a\x1c\0\0\0\0\0\0\0\1\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\x1c\0\0\0"sv,
         "without a byte-order magic", "editcap"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const auto reader = open_capture(InputBuffer::from_bytes(as_bytes(c.content)), "x.pcap");
        ASSERT_FALSE(reader);
        EXPECT_EQ(reader.error().where, "x.pcap");
        EXPECT_THAT(reader.error().message, testing::HasSubstr(std::string(c.message)));
        EXPECT_THAT(reader.error().remedy, testing::HasSubstr(std::string(c.remedy)));
    }
}

TEST(OpenCapture, ToldApartFromFilesThatAreCutOrEmpty) {
    struct Case {
        const char* name;
        std::string_view content;
        std::string_view trouble;
    };
    const Case cases[] = {
        {"zero bytes", "", "is empty (0 bytes)"},
        {"one byte of a pcap", "\xd4", "ends inside the file header at byte 1"},
        {"half a pcap header", "\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0"sv,
         "ends inside the file header at byte 12"},
        {"half a pcapng header", "\x0a\x0d\x0d\x0a\x1c\0\0\0"sv, "ends inside the file header at byte 8"},
        {"header only", "\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\0\0\4\0\1\0\0\0"sv, ""},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const std::unique_ptr<CaptureReader> reader = crafted::open(c.content);
        std::array<CapturedPacket, 4> batch;
        EXPECT_EQ(reader->read(batch), 0U);
        EXPECT_THAT(reader->trouble(), testing::StartsWith(std::string(c.trouble)));
        EXPECT_EQ(reader->trouble().empty(), c.trouble.empty());
    }
}

}  // namespace
}  // namespace portolan::passive
