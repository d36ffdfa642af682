#include "probes/passive/pcapng_reader.hpp"

#include "probes/passive/crafted.hpp"

#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

using namespace crafted;
using namespace std::string_view_literals;

struct Read {
    std::vector<std::string> bytes;
    std::vector<std::int64_t> times;
    std::vector<std::uint32_t> links;
    std::vector<bool> timed;
    std::string trouble;
    std::uint64_t lost = 0;
};

Read read_all(std::string_view file) {
    const std::unique_ptr<CaptureReader> reader = open(file);
    Read out;
    std::array<CapturedPacket, 3> batch;
    while (const std::size_t count = reader->read(batch)) {
        for (std::size_t i = 0; i < count; ++i) {
            out.bytes.emplace_back(as_text(batch[i].bytes));
            out.times.push_back(batch[i].time.nanoseconds);
            out.links.push_back(batch[i].link_type);
            out.timed.push_back(batch[i].timed);
        }
    }
    out.trouble = reader->trouble();
    out.lost = reader->lost();
    EXPECT_EQ(reader->packets(), out.bytes.size());
    return out;
}

constexpr std::endian kBoth[] = {std::endian::little, std::endian::big};

std::string u64(std::uint64_t value, std::endian order) {
    const std::string high = u32(value >> 32U, order);
    const std::string low = u32(value & 0xffffffffU, order);
    return order == std::endian::big ? high + low : low + high;
}

std::string simple(std::endian order, std::uint32_t wire, std::string_view bytes) {
    return block(3, u32(wire, order) + std::string(bytes), order);
}

std::string obsolete(std::endian order, unsigned interface, unsigned drops, std::uint64_t units,
                     std::string_view bytes) {
    return block(2,
                 u16(interface, order) + u16(drops, order) + u32(units >> 32U, order) +
                     u32(units & 0xffffffffU, order) + u32(bytes.size(), order) + u32(bytes.size(), order) +
                     std::string(bytes),
                 order);
}

std::string statistics(std::endian order, std::uint32_t interface, std::uint64_t by_interface,
                       std::uint64_t by_system) {
    return block(5,
                 u32(interface, order) + u64(0, order) + option(5, u64(by_interface, order), order) +
                     option(7, u64(by_system, order), order) + option(0, "", order),
                 order);
}

TEST(PcapngReader, ReadsEveryPacketBlockInBothByteOrders) {
    for (const std::endian order : kBoth) {
        SCOPED_TRACE(order == std::endian::big ? "big" : "little");
        const std::string file = section(order) + interface(order, 101, {}, 4) + interface(order, 1) +
                                 enhanced(order, 1, 5'000'001, "enhanced") + simple(order, 9, "simp") +
                                 obsolete(order, 0, 0xffff, 6'000'000, "old");
        const Read read = read_all(file);
        EXPECT_THAT(read.bytes, testing::ElementsAre("enhanced", "simp", "old"));
        EXPECT_THAT(read.times, testing::ElementsAre(5'000'001'000, 5'000'001'000, 6'000'000'000));
        EXPECT_THAT(read.links, testing::ElementsAre(1U, 101U, 101U));
        EXPECT_THAT(read.timed, testing::ElementsAre(true, false, true));
        EXPECT_EQ(read.trouble, "");
        EXPECT_EQ(read.lost, 0U);
    }
}

TEST(PcapngReader, SectionsMayDifferInByteOrderAndInterfaces) {
    std::string file;
    for (const std::endian order : {std::endian::big, std::endian::little, std::endian::big})
        file += section(order) + interface(order, order == std::endian::big ? 1 : 101) +
                enhanced(order, 0, 1, "x");
    const Read read = read_all(file);
    EXPECT_THAT(read.links, testing::ElementsAre(1U, 101U, 1U));
    EXPECT_EQ(read.trouble, "");
}

TEST(PcapngReader, SkipsBlocksItDoesNotKnow) {
    const std::endian order = std::endian::little;
    const std::string unknown =
        block(4, "name resolution", order) + block(0x0bad, std::string(100'000, 'x'), order);
    const Read read = read_all(section(order) + unknown + interface(order) + unknown +
                               enhanced(order, 0, 1, "x") + unknown);
    EXPECT_THAT(read.bytes, testing::ElementsAre("x"));
    EXPECT_EQ(read.trouble, "");
}

TEST(PcapngReader, TimeScales) {
    struct Case {
        const char* name;
        std::uint8_t resolution;
        std::uint64_t offset;
        std::uint64_t units;
        std::int64_t nanoseconds;
    };
    constexpr std::int64_t kMost = TimeScale::kMostTime;
    const Case cases[] = {
        {"seconds", 0, 0, 7, 7'000'000'000},
        {"milliseconds", 3, 0, 7, 7'000'000},
        {"microseconds", 6, 0, 7, 7000},
        {"nanoseconds", 9, 0, 7, 7},
        {"hundredths of a nanosecond", 11, 0, 799, 7},
        {"2^-10 s", 0x80 + 10, 0, 1536, 1'500'000'000},
        {"2^-32 s", 0x80 + 32, 0, 0x1'8000'0000, 1'500'000'000},
        {"offset", 6, 100, 7, 100'000'007'000},
        {"negative offset", 6, static_cast<std::uint64_t>(-1), 3'000'000, 2'000'000'000},
        {"too late stays at the end", 0, 0, std::numeric_limits<std::uint64_t>::max(), kMost},
        {"too early stays at the start", 6, 1ULL << 63U, 0, -kMost},
        {"units of nothing", 127, 0, std::numeric_limits<std::uint64_t>::max(), 0},
        {"binary units of nothing", 0xff, 0, 1, 0},
    };
    for (const std::endian order : kBoth) {
        for (const Case& c : cases) {
            SCOPED_TRACE(c.name);
            const std::string options = option(2, "eth0", order) +
                                        option(9, std::string(1, static_cast<char>(c.resolution)), order) +
                                        option(14, u64(c.offset, order), order) + option(0, "", order);
            const Read read =
                read_all(section(order) + interface(order, 1, options) + enhanced(order, 0, c.units, "x"));
            EXPECT_THAT(read.times, testing::ElementsAre(c.nanoseconds));
        }
    }
}

TEST(PcapngReader, CountsWhatTheCapturingSideLost) {
    const std::endian order = std::endian::big;
    const std::string drops = option(4, u64(3, order), order);
    const std::string start = section(order) + interface(order) + interface(order);
    EXPECT_EQ(read_all(start + statistics(order, 0, 10, 2) + statistics(order, 1, 1, 0)).lost, 13U)
        << "interfaces add";
    EXPECT_EQ(read_all(start + statistics(order, 0, 10, 0) + statistics(order, 0, 15, 0)).lost, 15U)
        << "counts grow";
    EXPECT_EQ(read_all(start + enhanced(order, 0, 1, "x", drops) + enhanced(order, 0, 1, "yy", drops)).lost,
              6U);
    EXPECT_EQ(read_all(start + enhanced(order, 0, 1, "x", drops) + statistics(order, 0, 5, 0)).lost, 5U)
        << "not twice";
    EXPECT_EQ(read_all(start + obsolete(order, 0, 7, 1, "x")).lost, 7U);
    const std::string twice = start + statistics(order, 0, 4, 0);
    EXPECT_EQ(read_all(twice + twice).lost, 8U) << "sections add";
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(read_all(start + statistics(order, 0, kMost, kMost)).lost, kMost) << "no wrap";
}

TEST(PcapngReader, StopsAtABadBlockAndSaysWhere) {
    const std::endian order = std::endian::little;
    const std::string good = section(order) + interface(order) + enhanced(order, 0, 1, "good");
    struct Case {
        const char* name;
        std::string bad;
        std::string_view trouble;
    };
    const auto packet = [order](std::uint32_t interface, std::uint32_t captured, std::string_view bytes) {
        return block(6,
                     u32(interface, order) + u32(0) + u32(0) + u32(captured, order) + u32(captured, order) +
                         std::string(bytes),
                     order);
    };
    const Case cases[] = {
        {"interface not described", packet(1, 4, "abcd"),
         "packet 2 at byte 84 names interface 1, which the file"},
        {"captured beyond the block", packet(0, 5, "abcd"),
         "packet 2 at byte 84 claims more captured bytes than it holds"},
        {"captured beyond all bounds", packet(0, 262'145, "abcd"),
         "packet 2 at byte 84 claims 262145 captured bytes"},
        {"packet too short", block(6, "short", order), "packet 2 at byte 84 is too short for a packet"},
        {"old packet too short", block(2, "short", order), "packet 2 at byte 84 is too short for a packet"},
        {"simple packet too short", block(3, "", order), "packet 2 at byte 84 is too short for a packet"},
        {"length not of whole words", u32(6, order) + u32(33, order) + std::string(64, 'x'),
         "packet 2 at byte 84 has the impossible length 33"},
        {"length below a block", u32(6, order) + u32(8, order) + std::string(64, 'x'),
         "packet 2 at byte 84 has the impossible length 8"},
        {"length beyond the bound", u32(6, order) + u32(0x0100'0004, order) + std::string(64, 'x'),
         "packet 2 at byte 84 has the impossible length 16777220"},
        {"two lengths", u32(9, order) + u32(16, order) + u32(0) + u32(12, order),
         "the block after packet 1 at byte 84 has two different lengths"},
        {"interface too short", block(1, "abc", order),
         "the block after packet 1 at byte 84 is too short for an interface"},
        {"option beyond its interface", interface(order, 1, u16(2, order) + u16(99, order)),
         "the block after packet 1 at byte 84 has an option beyond its end"},
        {"statistics too short", block(5, "abc", order),
         "the block after packet 1 at byte 84 is too short for interface statistics"},
        {"section of another version", section(order, 2),
         "the block after packet 1 at byte 84 is pcapng of version 2.0"},
        {"section without byte order", block(0x0a0d0d0a, std::string(16, 'x'), order),
         "the block after packet 1 at byte 84 is pcapng without"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const Read read = read_all(good + c.bad + enhanced(order, 0, 1, "after"));
        EXPECT_THAT(read.bytes, testing::ElementsAre("good"));
        EXPECT_THAT(read.trouble, testing::StartsWith(std::string(c.trouble)));
        EXPECT_THAT(read.trouble, testing::EndsWith("; the packet before it was read"));
    }
}

TEST(PcapngReader, CutAtEveryByteGivesThePacketsBefore) {
    for (const std::endian order : kBoth) {
        std::string file = section(order) + interface(order);
        std::vector<std::size_t> packet_ends;
        std::vector<std::size_t> block_ends = {section(order).size(), file.size()};
        for (const std::string_view bytes : {"first"sv, "second, longer"sv}) {
            file += enhanced(order, 0, 1, bytes);
            packet_ends.push_back(file.size());
            file += statistics(order, 0, 0, 0);
            block_ends.insert(block_ends.end(), {packet_ends.back(), file.size()});
        }
        for (std::size_t size = 4; size <= file.size(); ++size) {
            SCOPED_TRACE(size);
            const Read read = read_all(file.substr(0, size));
            const auto whole =
                std::upper_bound(packet_ends.begin(), packet_ends.end(), size) - packet_ends.begin();
            EXPECT_EQ(static_cast<std::ptrdiff_t>(read.bytes.size()), whole);
            EXPECT_EQ(read.trouble.empty(),
                      std::find(block_ends.begin(), block_ends.end(), size) != block_ends.end());
        }
    }
}

}  // namespace
}  // namespace portolan::passive
