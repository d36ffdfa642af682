#include "probes/passive/decode.hpp"

#include "probes/passive/crafted.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

using namespace crafted;

constexpr std::string_view kA = "10.0.0.1";
constexpr std::string_view kB = "10.0.0.2";
constexpr std::string_view kA6 = "2001:db8::1";
constexpr std::string_view kB6 = "2001:db8::2";

std::string describe(const Packet& packet) {
    return fmt::format("{}:{} > {}:{} proto {} vlan {} ip {} payload {}/{}", packet.source.text(),
                       packet.source_port, packet.destination.text(), packet.destination_port,
                       packet.ip_protocol, packet.vlan, packet.ip_length, packet.payload.size(),
                       packet.payload_length);
}

struct Decoded {
    std::string text;  // empty: no packet
    std::string oddities;
    Packet packet;
};

// `bytes` must outlive the result.
Decoded run(const std::string& bytes, std::uint32_t link_type = 1, std::uint32_t wire_length = 0) {
    CapturedPacket captured;
    captured.bytes = as_bytes(bytes);
    captured.wire_length = wire_length == 0 ? static_cast<std::uint32_t>(bytes.size()) : wire_length;
    captured.link_type = link_type;
    Oddities oddities;
    Decoded out;
    if (decode(captured, out.packet, oddities)) out.text = describe(out.packet);
    for (const auto& [name, count] : oddities.by_name())
        out.oddities += fmt::format("{} {};", name, count);
    return out;
}

TEST(Decode, LinkTypes) {
    const std::string v4 = ip(kA, kB, udp(1000, 2000, "abc"));
    const std::string v6 = ip(kA6, kB6, udp(1000, 2000, "abc"));
    const std::string text4 = "10.0.0.1:1000 > 10.0.0.2:2000 proto 17 vlan 0 ip 31 payload 3/3";
    const std::string text6 = "2001:db8::1:1000 > 2001:db8::2:2000 proto 17 vlan 0 ip 51 payload 3/3";
    const auto tagged = [&](const std::string& vlan) {
        return "10.0.0.1:1000 > 10.0.0.2:2000 proto 17 vlan " + vlan + " ip 31 payload 3/3";
    };
    const std::string cooked = hex("0000 0001 0006 0200000000aa 0000");
    const std::string cooked2 = hex("0000 00000002 0001 00 06 0200000000aa 0000");
    struct Case {
        const char* name;
        std::uint32_t link_type;
        std::string bytes;
        std::string expected;
        std::string oddities;
    };
    const Case cases[] = {
        {"Ethernet", 1, ethernet(v4), text4, ""},
        {"Ethernet, IPv6", 1, ethernet(v6), text6, ""},
        {"Ethernet padding is cut", 1, ethernet(v4) + std::string(15, '\0'), text4, ""},
        {"802.1Q", 1, ethernet(v4, "8100 a005"), tagged("5"), ""},
        {"QinQ: the outer id", 1, ethernet(v4, "88a8 0064 8100 0005"), tagged("100"), ""},
        {"old QinQ type", 1, ethernet(v4, "9100 0064 8100 0005"), tagged("100"), ""},
        {"priority tag is no VLAN", 1, ethernet(v4, "8100 a000"), text4, ""},
        {"four tags", 1, ethernet(v4, "8100 0001 8100 0002 8100 0003 8100 0004"), tagged("1"), ""},
        {"five tags", 1, ethernet(v4, "8100 0001 8100 0002 8100 0003 8100 0004 8100 0005"), "",
         "deep VLAN stack 1;"},
        {"tag cut short", 1, ethernet(v4, "8100 0001").substr(0, 15), "", "truncated header 1;"},
        {"Ethernet cut short", 1, ethernet(v4).substr(0, 13), "", "truncated header 1;"},
        {"ARP", 1, hex("ffffffffffff 020000000001 0806") + std::string(28, '\0'), "", "arp 1;"},
        {"ARP in a VLAN", 1, hex("ffffffffffff 020000000001 8100 0005 0806") + std::string(28, '\0'), "",
         "arp 1;"},
        {"LLDP", 1, hex("0180c200000e 020000000001 88cc 0207"), "", "lldp 1;"},
        {"spanning tree", 1, hex("0180c2000000 020000000001 0026 424203"), "", "llc 1;"},
        {"ethertype without a name", 1, hex("0180c2000000 020000000001 1234 00"), "", "ethertype 0x1234 1;"},
        {"Linux cooked", 113, cooked + hex("0800") + v4, text4, ""},
        {"Linux cooked, tagged", 113, cooked + hex("8100 0005 0800") + v4, tagged("5"), ""},
        {"Linux cooked, ARP", 113, cooked + hex("0806 00"), "", "arp 1;"},
        {"Linux cooked cut short", 113, cooked, "", "truncated header 1;"},
        {"Linux cooked v2", 276, hex("86dd") + cooked2 + v6, text6, ""},
        {"Linux cooked v2 cut short", 276, hex("86dd") + cooked2.substr(1), "", "truncated header 1;"},
        {"raw IPv4", 101, v4, text4, ""},
        {"raw IPv6", 101, v6, text6, ""},
        {"raw, old number", 12, v4, text4, ""},
        {"raw, OpenBSD's number", 14, v6, text6, ""},
        {"LINKTYPE_IPV4", 228, v4, text4, ""},
        {"LINKTYPE_IPV6", 229, v6, text6, ""},
        {"raw without a byte", 101, "", "", "truncated header 1;"},
        {"raw of no version", 101, hex("00") + std::string(40, 'x'), "",
         "bad IP version or header length 1;"},
        {"BSD loopback, little endian", 0, hex("02000000") + v4, text4, ""},
        {"BSD loopback, big endian", 0, hex("0000001e") + v6, text6, ""},
        {"OpenBSD loopback", 108, hex("00000018") + v6, text6, ""},
        {"BSD loopback, no IP", 0, hex("07000000 0000"), "", "llc 1;"},
        {"BSD loopback cut short", 0, hex("020000"), "", "truncated header 1;"},
        {"unknown link type", 147, v4, "", "unknown link type 147 1;"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const Decoded decoded = run(c.bytes, c.link_type);
        EXPECT_EQ(decoded.text, c.expected);
        EXPECT_EQ(decoded.oddities, c.oddities);
    }
}

TEST(Decode, KeepsTheSourceMac) {
    const std::string frame = ethernet(ip(kA, kB, udp(1, 2)), "", "0a0b0c0d0e0f");
    const Packet packet = run(frame).packet;
    ASSERT_TRUE(packet.has_mac);
    EXPECT_EQ(as_text(Bytes(packet.source_mac)), hex("0a0b0c0d0e0f"));
    EXPECT_FALSE(run(ip(kA, kB, udp(1, 2)), 101).packet.has_mac);
    const std::string cooked = hex("0000 0001 0006 0a0b0c0d0e0f 0000 0800") + ip(kA, kB, udp(1, 2));
    EXPECT_EQ(as_text(Bytes(run(cooked, 113).packet.source_mac)), hex("0a0b0c0d0e0f"));
    const std::string tunnel = hex("0000 0300 0004 0a0b0c0d0000 0000 0800") + ip(kA, kB, udp(1, 2));
    EXPECT_FALSE(run(tunnel, 113).packet.has_mac) << "a hardware address that is none of Ethernet";
}

TEST(Decode, Ipv4) {
    const Segment data = udp(1000, 2000, "abcdefgh");
    const std::string whole = "10.0.0.1:1000 > 10.0.0.2:2000 proto 17 vlan 0 ip 36 payload 8/8";
    const auto made = [&](const Ipv4Options& options) { return ipv4(kA, kB, data, options); };
    std::string zero_sum = made({});
    zero_sum.replace(10, 2, 2, '\0');
    std::string zero_length = made({});
    zero_length.replace(2, 2, 2, '\0');
    zero_length.replace(10, 2, 2, '\0');
    std::string short_header = made({});
    short_header[0] = 0x44;
    struct Case {
        const char* name;
        std::string bytes;
        std::string expected;
        std::string oddities;
    };
    const Case cases[] = {
        {"plain", made({}), whole, ""},
        {"options", made({hex("94040000 01010100")}),
         "10.0.0.1:1000 > 10.0.0.2:2000 proto 17 vlan 0 ip 44 payload 8/8", ""},
        {"options cut short", made({hex("94040000 01010100")}).substr(0, 27), "", "truncated header 1;"},
        {"bad checksum is counted and used", made({{}, 0, 1, 0, true}), whole, "bad IPv4 header checksum 1;"},
        {"checksum left to the card", zero_sum, whole, ""},
        {"length left to the card", zero_length, whole, ""},
        {"length beyond the frame", made({{}, 0, 1, 100}), whole, "IP length beyond the frame 1;"},
        {"length below the UDP length", made({{}, 0, 1, -3}),
         "10.0.0.1:1000 > 10.0.0.2:2000 proto 17 vlan 0 ip 33 payload 5/5", ""},
        {"length below the header", made({{}, 0, 1, -20}), "", "bad IP version or header length 1;"},
        {"header length below 20", short_header, "", "bad IP version or header length 1;"},
        {"cut inside the header", made({}).substr(0, 19), "", "truncated header 1;"},
        {"cut inside the ports", made({}).substr(0, 23), "",
         "IP length beyond the frame 1;truncated header 1;"},
        {"cut inside UDP", made({}).substr(0, 27), "", "IP length beyond the frame 1;truncated header 1;"},
        {"first fragment", made({{}, 0x2000}), whole, ""},
        {"do not fragment", made({{}, 0x4000}), whole, ""},
        {"later fragment", made({{}, 0x0005}), "10.0.0.1:0 > 10.0.0.2:0 proto 17 vlan 0 ip 36 payload 16/16",
         ""},
        {"other protocol", ipv4(kA, kB, {47, "greGRE"}),
         "10.0.0.1:0 > 10.0.0.2:0 proto 47 vlan 0 ip 26 payload 6/6", ""},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const Decoded decoded = run(c.bytes, 101);
        EXPECT_EQ(decoded.text, c.expected);
        EXPECT_EQ(decoded.oddities, c.oddities);
    }
    const Packet later = run(made({{}, 0x0005, 77}), 101).packet;
    EXPECT_EQ(later.fragment, Fragment::later);
    EXPECT_EQ(later.fragment_id, 77U);
    EXPECT_EQ(run(made({{}, 0x2000, 77}), 101).packet.fragment, Fragment::first);
    EXPECT_EQ(run(made({{}, 0x4000, 77}), 101).packet.fragment, Fragment::none);
}

TEST(Decode, Ipv6) {
    const Segment data = udp(1000, 2000, "abcdefgh");
    const std::string padding = "00 010400000000";  // next header, then length 0 and PadN
    const auto chain = [](int headers) {
        std::string out;
        for (int i = 0; i < headers; ++i)
            out += hex(i + 1 < headers ? "3c" : "11") + hex("00010400000000");
        return out;
    };
    const auto text = [](std::string_view ports, std::size_t ip, std::string_view payload) {
        return fmt::format("2001:db8::1:{} > 2001:db8::2:{} proto 17 vlan 0 ip {} payload {}",
                           ports.substr(0, ports.find(',')), ports.substr(ports.find(',') + 1), ip, payload);
    };
    struct Case {
        const char* name;
        std::string bytes;
        std::string expected;
        std::string oddities;
    };
    const std::string fragment_first = hex("1100 0001 00000063");
    const std::string fragment_later = hex("1100 0008 00000063");
    const std::string fragment_atomic = hex("1100 0000 00000063");
    const Case cases[] = {
        {"plain", ipv6(kA6, kB6, data), text("1000,2000", 56, "8/8"), ""},
        {"hop by hop", ipv6(kA6, kB6, data, chain(1), 0), text("1000,2000", 64, "8/8"), ""},
        {"eight headers", ipv6(kA6, kB6, data, chain(8), 60), text("1000,2000", 120, "8/8"), ""},
        {"nine headers", ipv6(kA6, kB6, data, chain(9), 60), "", "long IPv6 header chain 1;"},
        {"authentication header counts in words",
         ipv6(kA6, kB6, data, hex("1104 0000 00000000 00000000") + std::string(12, 'i'), 51),
         text("1000,2000", 80, "8/8"), ""},
        {"routing header of 24 bytes",
         ipv6(kA6, kB6, data, hex("1102 0401 00000000") + std::string(16, 'a'), 43),
         text("1000,2000", 80, "8/8"), ""},
        {"header cut short", ipv6(kA6, kB6, data, chain(1), 0).substr(0, 47), "",
         "IP length beyond the frame 1;truncated header 1;"},
        {"extension beyond the packet", ipv6(kA6, kB6, {17, ""}, hex("11ff 0104 00000000"), 0), "",
         "truncated header 1;"},
        {"first fragment", ipv6(kA6, kB6, data, fragment_first, 44), text("1000,2000", 64, "8/8"), ""},
        {"later fragment", ipv6(kA6, kB6, data, fragment_later, 44), text("0,0", 64, "16/16"), ""},
        {"later fragment: what follows is no header",
         ipv6(kA6, kB6, {17, "ff"}, hex("3c00 0008 00000063"), 44),
         "2001:db8::1:0 > 2001:db8::2:0 proto 60 vlan 0 ip 50 payload 2/2", ""},
        {"atomic fragment", ipv6(kA6, kB6, data, fragment_atomic, 44), text("1000,2000", 64, "8/8"), ""},
        {"cut inside the header", ipv6(kA6, kB6, data).substr(0, 39), "", "truncated header 1;"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const Decoded decoded = run(c.bytes, 229);
        EXPECT_EQ(decoded.text, c.expected);
        EXPECT_EQ(decoded.oddities, c.oddities);
    }
    EXPECT_EQ(run(ipv6(kA6, kB6, data, fragment_later, 44), 229).packet.fragment_id, 99U);
    EXPECT_EQ(run(ipv6(kA6, kB6, data, fragment_atomic, 44), 229).packet.fragment, Fragment::none);
}

TEST(Decode, Tcp) {
    const std::string whole = ip(kA, kB, tcp(40000, 443, kSyn | kAck, 0x01020304, "hello"));
    const Packet packet = run(whole, 101).packet;
    EXPECT_EQ(packet.tcp_flags, kSyn | kAck);
    EXPECT_EQ(packet.sequence, 0x01020304U);
    EXPECT_EQ(as_text(packet.payload), "hello");
    EXPECT_TRUE(packet.payload_whole());

    std::string options = ip(kA, kB, tcp(1, 2, kAck, 1, "12345678payload"));
    options[32] = 0x70;
    EXPECT_EQ(as_text(run(options, 101).packet.payload), "payload");
    options[32] = 0x40;
    EXPECT_EQ(run(options, 101).oddities, "truncated header 1;") << "header length below 20";
    options[32] = static_cast<char>(0xf0);
    EXPECT_EQ(run(options, 101).oddities, "truncated header 1;") << "header beyond the packet";

    // The snapshot length cut the frame: lengths are those of the wire.
    const std::string cut = whole.substr(0, 42);
    const Packet half = run(cut, 101, static_cast<std::uint32_t>(whole.size())).packet;
    EXPECT_EQ(describe(half), "10.0.0.1:40000 > 10.0.0.2:443 proto 6 vlan 0 ip 45 payload 2/5");
    EXPECT_FALSE(half.payload_whole());
    const std::string flags_only = whole.substr(0, 34);
    EXPECT_EQ(describe(run(flags_only, 101, 45).packet),
              "10.0.0.1:40000 > 10.0.0.2:443 proto 6 vlan 0 ip 45 payload 0/5");
    EXPECT_EQ(run(whole.substr(0, 33), 101, 45).oddities, "truncated header 1;");
}

TEST(Decode, IcmpAndNeighbourDiscovery) {
    const Packet echo = run(ip(kA, kB, icmp(8, 0x1234)), 101).packet;
    EXPECT_EQ(echo.icmp_type, 8);
    EXPECT_EQ(echo.icmp_id, 0x1234);
    EXPECT_EQ(run(ip(kA, kB, icmp(8)).substr(0, 27), 101, 32).oddities, "truncated header 1;");
    EXPECT_EQ(run(ip(kA6, kB6, icmp_v6(128)), 101).packet.icmp_type, 128);
    for (const unsigned type : {133U, 134U, 135U, 136U})
        EXPECT_EQ(run(ip(kA6, kB6, icmp_v6(type)), 101).oddities, "IPv6 neighbour discovery 1;");
    EXPECT_EQ(run(ip(kA, kB, icmp(134)), 101).oddities, "") << "the same number means nothing in IPv4";
}

TEST(DecodeQuoted, NeedsOnlyEightBytesOfTransport) {
    const std::string quoted = ip(kA, kB, tcp(40000, 443, kSyn, 1, std::string(100, 'x'))).substr(0, 28);
    const std::optional<Packet> packet = decode_quoted(as_bytes(quoted));
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->source_port, 40000);
    EXPECT_EQ(packet->destination_port, 443);
    EXPECT_EQ(packet->destination.text(), kB);
    const std::string quoted6 = ip(kA6, kB6, udp(1, 2)).substr(0, 48);
    EXPECT_EQ(decode_quoted(as_bytes(quoted6))->destination_port, 2);
    EXPECT_FALSE(decode_quoted({}));
    EXPECT_FALSE(decode_quoted(as_bytes(quoted.substr(0, 23))));
}

TEST(Decode, EveryCutOfEveryFrameIsSafe) {
    const std::string frames[] = {
        ethernet(ip(kA, kB, tcp(1, 2, kAck, 1, "payload")), "88a8 0064 8100 0005"),
        ethernet(ipv6(kA6, kB6, udp(1, 2), hex("3c00010400000000 2c00010400000000 1100000100000063"), 0)),
        ethernet(ip(kA, kB, icmp(3, 0, ip(kB, kA, udp(1, 2))))),
    };
    for (const std::string& frame : frames) {
        for (std::size_t size = 0; size < frame.size(); ++size) {
            const std::string cut =
                frame.substr(0, size);  // exact bytes, so that a sanitizer sees a read past them
            const Decoded decoded = run(cut, 1, static_cast<std::uint32_t>(frame.size()));
            EXPECT_EQ(decoded.text.empty(), !decoded.oddities.empty()) << size;
        }
    }
}

}  // namespace
}  // namespace portolan::passive
