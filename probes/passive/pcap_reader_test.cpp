#include "probes/passive/pcap_reader.hpp"

#include "probes/passive/crafted.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

struct Seen {
    std::int64_t nanoseconds;
    std::string bytes;
    std::uint32_t wire_length;
    std::uint32_t link_type;
    friend bool operator==(const Seen&, const Seen&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Seen& seen) {
        return out << seen.nanoseconds << " ns, " << seen.bytes.size() << " of " << seen.wire_length
                   << " bytes, link " << seen.link_type;
    }
};

std::vector<Seen> read_all(CaptureReader& reader, std::size_t batch_size = 3) {
    std::vector<Seen> out;
    std::vector<CapturedPacket> batch(batch_size);
    while (const std::size_t count = reader.read(batch))
        for (std::size_t i = 0; i < count; ++i)
            out.push_back({batch[i].time.nanoseconds, std::string(as_text(batch[i].bytes)),
                           batch[i].wire_length, batch[i].link_type});
    return out;
}

const std::vector<crafted::Frame> kFrames = {
    {"first frame", 0.25, 0}, {"", 1.000001, 60}, {"third, cut", 2.5, 1500}};

TEST(PcapReader, ReadsBothByteOrdersAndResolutions) {
    constexpr std::int64_t kStart = crafted::kEpoch * 1'000'000'000;
    for (const std::endian order : {std::endian::little, std::endian::big}) {
        for (const bool nanoseconds : {false, true}) {
            SCOPED_TRACE(testing::Message()
                         << (order == std::endian::big ? "big" : "little") << " nanoseconds " << nanoseconds);
            const auto reader = crafted::open(crafted::pcap(kFrames, {order, nanoseconds, 101}));
            EXPECT_THAT(read_all(*reader),
                        testing::ElementsAre(Seen{kStart + 250'000'000, "first frame", 11, 101},
                                             Seen{kStart + 1'000'001'000, "", 60, 101},
                                             Seen{kStart + 2'500'000'000, "third, cut", 1500, 101}));
            EXPECT_EQ(reader->trouble(), "");
            EXPECT_EQ(reader->packets(), 3U);
        }
    }
}

TEST(PcapReader, KeepsNanoseconds) {
    std::string file = crafted::pcap({{"x", 0, 0}}, {std::endian::little, true, 1});
    file.replace(24 + 4, 4, crafted::u32(123'456'789, std::endian::little));
    const std::unique_ptr<CaptureReader> reader = crafted::open(file);
    EXPECT_EQ(read_all(*reader).at(0).nanoseconds, crafted::kEpoch * 1'000'000'000 + 123'456'789);
}

TEST(PcapReader, LeavesOutTheBitsAboveTheLinkType) {  // frame check sequence of 4 bytes follows each frame
    const std::unique_ptr<CaptureReader> reader =
        crafted::open(crafted::pcap(kFrames, {std::endian::big, false, 0x44000001}));
    EXPECT_EQ(read_all(*reader).at(0).link_type, 1U);
}

TEST(PcapReader, StopsAtAnImpossibleLength) {
    std::string file = crafted::pcap(kFrames);
    const std::size_t second = 24 + 16 + 11;
    file.replace(second + 8, 4, crafted::u32(262'145, std::endian::little));
    const std::unique_ptr<CaptureReader> reader = crafted::open(file);
    EXPECT_EQ(read_all(*reader).size(), 1U);
    EXPECT_EQ(
        reader->trouble(),
        "packet 2 at byte 51 claims 262145 captured bytes, more than 262144; the packet before it was read");
}

TEST(PcapReader, TakesTheLargestPacket) {
    const std::string large(262'144, 'x');
    const std::unique_ptr<CaptureReader> reader = crafted::open(crafted::pcap({{large, 0, 0}, {"y", 1, 0}}));
    const std::vector<Seen> seen = read_all(*reader);
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[0].bytes, large);
}

// Whatever byte the file ends at, all packets that are whole come out, and only then is something said.
TEST(PcapReader, CutAtEveryByteGivesThePacketsBefore) {
    const std::string file = crafted::pcap(kFrames);
    const std::size_t ends[] = {24, 24 + 16 + 11, 24 + 32 + 11, 24 + 48 + 21};
    ASSERT_EQ(file.size(), ends[3]);
    for (std::size_t size = 4; size <= file.size(); ++size) {
        SCOPED_TRACE(size);
        const std::unique_ptr<CaptureReader> reader = crafted::open(file.substr(0, size));
        const std::vector<Seen> seen = read_all(*reader);
        const std::size_t whole = static_cast<std::size_t>(std::upper_bound(ends, ends + 4, size) - ends);
        EXPECT_EQ(seen.size(), whole == 0 ? 0 : whole - 1);
        EXPECT_EQ(reader->trouble().empty(), std::find(ends, ends + 4, size) != ends + 4);
    }
    const std::unique_ptr<CaptureReader> cut = crafted::open(file.substr(0, file.size() - 1));
    read_all(*cut);
    EXPECT_EQ(cut->trouble(), "ends inside packet 3 at byte 92; the 2 packets before it were read");
}

}  // namespace
}  // namespace portolan::passive
