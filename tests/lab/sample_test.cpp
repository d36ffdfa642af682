#include "appliance/base/bytes.hpp"
#include "appliance/base/file.hpp"
#include "tests/lab/frame.hpp"
#include "tests/lab/stage.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace portolan::lab {
namespace {

const std::string kFolder = std::string(PORTOLAN_SOURCE_DIR) + "/tests/data/sample/";
constexpr std::uint64_t kMostBytes = 300 * 1024;  // newcomers fetch it with the sources

std::string committed(const std::string& name) {
    const Result<std::string> content = read_file(kFolder + name, kMostBytes);
    EXPECT_TRUE(content) << kFolder + name << " is missing or larger than 300 KiB";
    return content ? *content : std::string();
}

// If this fails after a change of the plan: build/dev/bin/make_sample tests/data/sample, and look at the
// difference.
TEST(Sample, CommittedFilesAreWhatThePlanMakes) {
    EXPECT_TRUE(committed("sample.pcap") == capture_octets(stage(sample_plan())));
    EXPECT_EQ(committed("expected.tsv"), expected_table(sample_plan()));
}

TEST(Sample, IsTheSameOnEveryRun) {
    EXPECT_TRUE(capture_octets(stage(sample_plan())) == capture_octets(stage(sample_plan())));
}

TEST(Sample, PacketsAreInOrderAndWithinElevenMinutes) {
    const std::vector<Packet> packets = stage(sample_plan());
    for (std::size_t i = 1; i < packets.size(); ++i)
        ASSERT_LE(packets[i - 1].time, packets[i].time);
    EXPECT_LT(packets.back().time.nanoseconds - packets.front().time.nanoseconds, 660'000'000'000);
}

TEST(Sample, CaseNamesAreUnique) {
    std::set<std::string_view> names;
    for (const Conversation& talk : sample_plan())
        EXPECT_TRUE(names.insert(talk.name).second) << talk.name;
}

// Every product has flows to be proud of and near misses; prohibitions and deviations where its document has
// them.
TEST(Sample, EachProductShowsEachKindOfVerdict) {
    std::map<std::string_view, std::map<std::string_view, int>> seen;
    for (const Conversation& talk : sample_plan())
        ++seen[talk.product][talk.expected.verdict];
    for (const std::string_view product : {"dca4", "ksc", "connect-plus", "snep7", "digiware"}) {
        EXPECT_GE(seen[product]["conforming"], 4) << product;
        EXPECT_GE(seen[product]["undocumented"], 3) << product;
    }
    EXPECT_GE(seen["dca4"]["deviating"], 1);
    EXPECT_GE(seen["ksc"]["deviating"], 1);
    for (const std::string_view product : {"dca4", "ksc", "connect-plus", "digiware"})
        EXPECT_GE(seen[product]["prohibited"], 2) << product;
    EXPECT_GE(seen["-"]["ungoverned"], 2);
}

TEST(Sample, HostsHaveUniqueNamesAndAddresses) {
    std::set<std::string_view> names;
    std::set<std::string_view> addresses;
    for (const Host& machine : hosts()) {
        EXPECT_TRUE(Address::parse(machine.address)) << machine.name;
        EXPECT_TRUE(names.insert(machine.name).second) << machine.name;
        EXPECT_TRUE(addresses.insert(machine.address).second) << machine.address;
    }
}

// The one's complement sum of bytes that hold their own checksum is all ones (RFC 1071).
std::uint32_t folded_sum(Bytes bytes, std::uint32_t sum) {
    ByteReader in(bytes);
    while (in.left() > 1)
        sum += in.u16();
    if (in.left() == 1) sum += static_cast<std::uint32_t>(in.u8()) << 8U;
    while (sum > 0xffffU)
        sum = (sum & 0xffffU) + (sum >> 16U);
    return sum;
}

struct Sums {
    std::uint32_t header = 0xffff;
    std::uint32_t payload = 0xffff;
};

Sums sums_of(const Octets& frame) {
    ByteReader in(as_bytes(frame));
    in.skip(12);
    std::uint16_t type = in.u16();
    if (type == 0x8100) {
        in.skip(2);
        type = in.u16();
    }
    const Bytes packet = in.rest();
    if (type == 0x0806) return {};  // ARP has no checksum
    if (type == 0x0800) {
        const std::uint32_t protocol = std::to_integer<std::uint32_t>(packet[9]);
        const Bytes body = packet.subspan(20);
        const std::uint32_t pseudo =
            protocol == 1
                ? 0
                : folded_sum(packet.subspan(12, 8), protocol + static_cast<std::uint32_t>(body.size()));
        return {folded_sum(packet.first(20), 0), folded_sum(body, pseudo)};
    }
    const Bytes body = packet.subspan(40);
    const std::uint32_t protocol = std::to_integer<std::uint32_t>(packet[6]);
    return {0xffff, folded_sum(body, folded_sum(packet.subspan(8, 32),
                                                protocol + static_cast<std::uint32_t>(body.size())))};
}

TEST(Sample, ChecksumsAreValid) {
    for (const Packet& packet : stage(sample_plan())) {
        const Sums sums = sums_of(packet.frame);
        ASSERT_EQ(sums.header, 0xffffU);
        ASSERT_EQ(sums.payload, 0xffffU);
    }
}

TEST(Sample, AFlippedBitIsNoticedByTheChecksumTest) {
    Octets frame = stage(sample_plan()).back().frame;
    frame[frame.size() - 1] = static_cast<char>(frame[frame.size() - 1] ^ 1);
    EXPECT_NE(sums_of(frame).payload, 0xffffU);
}

}  // namespace
}  // namespace portolan::lab
