#include "probes/passive/flow_table.hpp"

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

std::string describe(const evidence::Flow& flow) {
    return fmt::format("{}:{} -> {}:{} {} out {} in {}{}{}{}", flow.initiator.text(), flow.initiator_port,
                       flow.responder.text(), flow.responder_port, protocol_name(flow.protocol),
                       flow.packets_out, flow.packets_in, flow.answered ? " answered" : "",
                       flow.mid_flow ? " mid-flow" : "",
                       flow.icmp_errors > 0 ? fmt::format(" errors {}", flow.icmp_errors) : "");
}

std::vector<std::string> flows_of(const std::vector<Frame>& frames, std::size_t most_flows = 1000) {
    RecorderOptions options;
    options.most_flows = most_flows;
    std::vector<std::string> out;
    for (const evidence::Flow& flow : record(pcap(frames), options).flows)
        out.push_back(describe(flow));
    return out;
}

Frame a_to_b(const Segment& segment, double seconds = 0) {
    return {ethernet(ip(kA, kB, segment)), seconds, 0};
}
Frame b_to_a(const Segment& segment, double seconds = 0) {
    return {ethernet(ip(kB, kA, segment)), seconds, 0};
}

const Frame kSyn1 = a_to_b(tcp(40000, 443, kSyn, 100), 0);
const Frame kSynAck1 = b_to_a(tcp(443, 40000, kSyn | kAck, 500), 0.1);
const Frame kAck1 = a_to_b(tcp(40000, 443, kAck, 101), 0.2);
const Frame kData = a_to_b(tcp(40000, 443, kAck, 101, "x"), 0.3);
const Frame kReply = b_to_a(tcp(443, 40000, kAck, 501, "y"), 0.4);
const Frame kReset = b_to_a(tcp(443, 40000, kRst | kAck, 0), 0.1);

struct Case {
    const char* name;
    std::vector<Frame> frames;
    std::vector<std::string> flows;
};

void check(const std::vector<Case>& cases) {
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_THAT(flows_of(c.frames), testing::ElementsAreArray(c.flows));
    }
}

TEST(FlowTable, WhoBeganAndWhoAgreedInTcp) {
    check({
        {"handshake and data",
         {kSyn1, kSynAck1, kAck1, kData, kReply},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 3 in 2 answered"}},
        {"SYN alone", {kSyn1, kSyn1}, {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 2 in 0"}},
        {"SYN+ACK alone agrees",
         {kSyn1, kSynAck1},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 1 answered"}},
        {"RST refuses", {kSyn1, kReset}, {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 1"}},
        {"RST with text refuses",
         {kSyn1, b_to_a(tcp(443, 40000, kRst, 0, "no"))},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 1"}},
        {"bare ACK does not agree",
         {kSyn1, b_to_a(tcp(443, 40000, kAck, 9))},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 1"}},
        {"the initiator's data is no answer",
         {kSyn1, kData},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 2 in 0"}},
        {"SYN to a higher port",
         {a_to_b(tcp(1024, 50000, kSyn))},
         {"10.0.0.1:1024 -> 10.0.0.2:50000 tcp out 1 in 0"}},
        {"SYN+ACK first: its receiver began",
         {kSynAck1, kAck1},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 1 answered"}},
        {"SYN+ACK before its SYN is one flow",
         {kSynAck1, kSyn1, kAck1},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 2 in 1 answered"}},
        {"middle: the higher port began",
         {kReply, kData},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 1 answered mid-flow"}},
        {"middle, without data from the responder",
         {kAck1},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 0 mid-flow"}},
        {"middle, equal ports: the first sender began",
         {b_to_a(tcp(179, 179, kAck))},
         {"10.0.0.2:179 -> 10.0.0.1:179 tcp out 1 in 0 mid-flow"}},
        {"VLANs are apart",
         {kSyn1, {ethernet(ip(kA, kB, tcp(40000, 443, kSyn, 100)), "8100 0005"), 0, 0}},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 0", "10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 0"}},
        {"IPv6",
         {{ethernet(ip(kA6, kB6, tcp(40000, 443, kSyn, 100))), 0, 0},
          {ethernet(ip(kB6, kA6, tcp(443, 40000, kSyn | kAck))), 0, 0}},
         {"2001:db8::1:40000 -> 2001:db8::2:443 tcp out 1 in 1 answered"}},
        {"to itself",
         {{ethernet(ip(kA, kA, tcp(40000, 443, kSyn))), 0, 0},
          {ethernet(ip(kA, kA, tcp(443, 40000, kSyn | kAck))), 0, 0}},
         {"10.0.0.1:40000 -> 10.0.0.1:443 tcp out 1 in 1 answered"}},
    });
}

TEST(FlowTable, WhenAReusedTcpTupleIsANewFlow) {
    const auto syn = [](std::uint32_t sequence, double seconds) {
        return a_to_b(tcp(40000, 443, kSyn, sequence), seconds);
    };
    const auto fin = [](double seconds) { return a_to_b(tcp(40000, 443, kFin | kAck, 102), seconds); };
    const std::string one = "10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 0";
    const std::string two = "10.0.0.1:40000 -> 10.0.0.2:443 tcp out 2 in 0";
    check({
        {"the same SYN again",
         {syn(100, 0), syn(100, 1), syn(100, 300)},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 3 in 0"}},
        {"another SYN at once", {syn(100, 0), syn(200, 120)}, {two}},
        {"another SYN after long idle", {syn(100, 0), syn(200, 120.1)}, {one, one}},
        {"another SYN after FIN", {syn(100, 0), fin(1), syn(200, 2)}, {two, one}},
        {"another SYN after RST",
         {syn(100, 0), b_to_a(tcp(443, 40000, kRst, 0), 1), syn(200, 2)},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 1", one}},
        {"the same SYN after FIN is a copy",
         {syn(100, 0), fin(1), syn(100, 2)},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 3 in 0"}},
        {"a SYN after a flow's middle",
         {kData, syn(200, 1)},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 0 mid-flow", one}},
        {"data after FIN stays",
         {syn(100, 0), fin(1), kData},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 3 in 0"}},
        {"the other end calls back",
         {syn(100, 0), fin(1), b_to_a(tcp(443, 40000, kSyn, 7), 2)},
         {two, "10.0.0.2:443 -> 10.0.0.1:40000 tcp out 1 in 0"}},
        {"packets go to the newer flow",
         {syn(100, 0), fin(1), syn(200, 2), b_to_a(tcp(443, 40000, kSyn | kAck, 9), 3)},
         {two, "10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 1 answered"}},
    });
}

TEST(FlowTable, Datagrams) {
    const auto query = [](double seconds) { return a_to_b(udp(5060, 5060, "q"), seconds); };
    const auto reply = [](double seconds) { return b_to_a(udp(5060, 5060, "r"), seconds); };
    const std::string answered = "10.0.0.1:5060 -> 10.0.0.2:5060 udp out 1 in 1 answered";
    std::string dns_reply = hex("0001 8180 0001 0000 0000 0000 01610000010001");
    check({
        {"one way", {query(0), query(1)}, {"10.0.0.1:5060 -> 10.0.0.2:5060 udp out 2 in 0"}},
        {"both ways", {query(0), reply(1)}, {answered}},
        {"the first sender began",
         {reply(0), query(1)},
         {"10.0.0.2:5060 -> 10.0.0.1:5060 udp out 1 in 1 answered"}},
        {"idle, but not long", {query(0), reply(180)}, {answered}},
        {"idle for long",
         {query(0), query(180.1), reply(181)},
         {"10.0.0.1:5060 -> 10.0.0.2:5060 udp out 1 in 0", answered}},
        {"no payload", {a_to_b(udp(9, 9, ""))}, {"10.0.0.1:9 -> 10.0.0.2:9 udp out 1 in 0"}},
        {"a DNS reply first: its receiver began",
         {b_to_a(udp(53, 4000, dns_reply))},
         {"10.0.0.1:4000 -> 10.0.0.2:53 udp out 0 in 1 answered"}},
        {"from port 53, but no reply",
         {b_to_a(udp(53, 4000, "hello"))},
         {"10.0.0.2:53 -> 10.0.0.1:4000 udp out 1 in 0"}},
        {"an NTP reply first",
         {b_to_a(udp(123, 4000, "\x24" + std::string(47, '\0')))},
         {"10.0.0.1:4000 -> 10.0.0.2:123 udp out 0 in 1 answered"}},
        {"an NTP request first",
         {b_to_a(udp(123, 4000, "\x23" + std::string(47, '\0')))},
         {"10.0.0.2:123 -> 10.0.0.1:4000 udp out 1 in 0"}},
        {"an SNMP reply first",
         {b_to_a(udp(161, 4000, hex("300a 020101 0401 78 a2020500")))},
         {"10.0.0.1:4000 -> 10.0.0.2:161 udp out 0 in 1 answered"}},
        {"an SNMP request from port 161",
         {b_to_a(udp(161, 4000, hex("300a 020101 0401 78 a0020500")))},
         {"10.0.0.2:161 -> 10.0.0.1:4000 udp out 1 in 0"}},
        {"other protocols",
         {{ethernet(ip(kA, kB, {47, "gre"})), 0, 0}, {ethernet(ip(kB, kA, {47, "gre"})), 0, 0}},
         {"10.0.0.1:0 -> 10.0.0.2:0 other out 1 in 1 answered"}},
    });
}

TEST(FlowTable, IcmpEchoes) {
    check({
        {"ping",
         {a_to_b(icmp(8, 1)), b_to_a(icmp(0, 1)), a_to_b(icmp(8, 1))},
         {"10.0.0.1:0 -> 10.0.0.2:0 icmp out 2 in 1 answered"}},
        {"two pings",
         {a_to_b(icmp(8, 1)), a_to_b(icmp(8, 2))},
         {"10.0.0.1:0 -> 10.0.0.2:0 icmp out 1 in 0", "10.0.0.1:0 -> 10.0.0.2:0 icmp out 1 in 0"}},
        {"reply first: its receiver began",
         {b_to_a(icmp(0, 1))},
         {"10.0.0.1:0 -> 10.0.0.2:0 icmp out 0 in 1 answered"}},
        {"timestamp is another family",
         {a_to_b(icmp(8, 1)), a_to_b(icmp(13, 1)), b_to_a(icmp(14, 1))},
         {"10.0.0.1:0 -> 10.0.0.2:0 icmp out 1 in 0", "10.0.0.1:0 -> 10.0.0.2:0 icmp out 1 in 1 answered"}},
        {"IPv6 ping",
         {{ethernet(ip(kA6, kB6, icmp_v6(128))), 0, 0}, {ethernet(ip(kB6, kA6, icmp_v6(129))), 0, 0}},
         {"2001:db8::1:0 -> 2001:db8::2:0 icmp out 1 in 1 answered"}},
        {"ping to itself",
         {{ethernet(ip(kA, kA, icmp(8))), 0, 0}, {ethernet(ip(kA, kA, icmp(0))), 0, 0}},
         {"10.0.0.1:0 -> 10.0.0.1:0 icmp out 1 in 1 answered"}},
        {"redirect is a flow of its own",
         {kSyn1, b_to_a(icmp(5, 0, ip(kA, kB, tcp(40000, 443, kSyn)).substr(0, 28)))},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 0", "10.0.0.2:0 -> 10.0.0.1:0 icmp out 1 in 0"}},
    });
}

TEST(FlowTable, IcmpErrorsBelongToTheFlowTheyQuote) {
    const std::string quoted = ip(kA, kB, tcp(40000, 443, kSyn, 100)).substr(0, 28);
    const std::string quoted_ping = ip(kA, kB, icmp(8, 7)).substr(0, 28);
    const auto from_router = [](unsigned type, const std::string& quote) {
        return Frame{ethernet(ip("10.0.0.254", kA, icmp(type, 0, quote))), 1, 0};
    };
    check({
        {"unreachable",
         {kSyn1, from_router(3, quoted), from_router(3, quoted)},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 0 errors 2"}},
        {"time exceeded",
         {kSyn1, from_router(11, quoted)},
         {"10.0.0.1:40000 -> 10.0.0.2:443 tcp out 1 in 0 errors 1"}},
        {"about a ping",
         {a_to_b(icmp(8, 7)), from_router(3, quoted_ping)},
         {"10.0.0.1:0 -> 10.0.0.2:0 icmp out 1 in 0 errors 1"}},
        {"IPv6",
         {{ethernet(ip(kA6, kB6, udp(1000, 9))), 0, 0},
          {ethernet(ip(kB6, kA6, icmp_v6(1, 0, ip(kA6, kB6, udp(1000, 9))))), 1, 0}},
         {"2001:db8::1:1000 -> 2001:db8::2:9 udp out 1 in 0 errors 1"}},
        {"about a flow not seen: its sender's own",
         {from_router(3, quoted)},
         {"10.0.0.254:0 -> 10.0.0.1:0 icmp out 1 in 0"}},
        {"without a quote", {from_router(3, "")}, {"10.0.0.254:0 -> 10.0.0.1:0 icmp out 1 in 0"}},
    });
}

TEST(FlowTable, FragmentsCountForTheirFlow) {
    const auto fragment = [](unsigned field, unsigned id, const Segment& segment, double seconds) {
        return Frame{ethernet(ipv4(kA, kB, segment, {{}, field, id})), seconds, 0};
    };
    const Frame first = fragment(0x2000, 5, udp(1000, 2000, "first"), 0);
    const Frame later = fragment(0x0004, 5, {17, "the rest"}, 0.1);
    const evidence::Recording whole = record(pcap({first, later}));
    ASSERT_EQ(whole.flows.size(), 1U);
    EXPECT_EQ(describe(whole.flows[0]), "10.0.0.1:1000 -> 10.0.0.2:2000 udp out 2 in 0");
    EXPECT_EQ(whole.flows[0].bytes_out, 20U + 13 + 20 + 8);
    EXPECT_EQ(whole.not_covered.at("ip fragment"), 1U);
    check({
        {"of another packet",
         {first, fragment(0x0004, 6, {17, "x"}, 0.1)},
         {"10.0.0.1:1000 -> 10.0.0.2:2000 udp out 1 in 0"}},
        {"too late",
         {first, fragment(0x0004, 5, {17, "x"}, 31)},
         {"10.0.0.1:1000 -> 10.0.0.2:2000 udp out 1 in 0"}},
        {"before its first", {later, first}, {"10.0.0.1:1000 -> 10.0.0.2:2000 udp out 1 in 0"}},
    });
}

TEST(FlowTable, CountsBytesTimesAndOrder) {
    const evidence::Recording recording = record(pcap({kReply, kSyn1, a_to_b(udp(1, 2, "abc"), 2), kData}));
    ASSERT_EQ(recording.flows.size(), 3U);
    EXPECT_TRUE(recording.flows[0].mid_flow);
    const evidence::Flow& flow = recording.flows[1];
    EXPECT_EQ(flow.protocol, Protocol::tcp);
    EXPECT_EQ(flow.ip_protocol, 6);
    EXPECT_EQ(flow.bytes_out, 40U + 41);
    EXPECT_EQ(flow.first.nanoseconds, kEpoch * 1'000'000'000);
    EXPECT_EQ(flow.last.nanoseconds, kEpoch * 1'000'000'000 + 300'000'000);
    EXPECT_EQ(recording.flows[2].protocol, Protocol::udp);
    EXPECT_EQ(recording.first.nanoseconds, kEpoch * 1'000'000'000) << "frames may be out of order";
    EXPECT_EQ(recording.last.nanoseconds, (kEpoch + 2) * 1'000'000'000);
    EXPECT_EQ(recording.packets, 4U);
}

TEST(FlowTable, FullTableIsCountedAndKeepsWhatItHas) {
    const std::vector<Frame> frames = {a_to_b(udp(1, 9)), a_to_b(udp(2, 9)), a_to_b(udp(3, 9)),
                                       b_to_a(udp(9, 1)), a_to_b(udp(3, 9))};
    RecorderOptions options;
    options.most_flows = 2;
    const evidence::Recording recording = record(pcap(frames), options);
    ASSERT_EQ(recording.flows.size(), 2U);
    EXPECT_TRUE(recording.flows[0].answered);
    EXPECT_EQ(recording.not_covered.at("flow table full"), 2U);
}

TEST(FlowTable, ManyFlowsKeepApart) {
    std::vector<Frame> frames;
    for (unsigned round = 0; round < 2; ++round)
        for (unsigned port = 1; port <= 20'000; ++port)
            frames.push_back(a_to_b(udp(port, 9)));
    const evidence::Recording recording = record(pcap(frames));
    ASSERT_EQ(recording.flows.size(), 20'000U);
    for (unsigned i = 0; i < 20'000; ++i) {
        ASSERT_EQ(recording.flows[i].initiator_port, i + 1);
        ASSERT_EQ(recording.flows[i].packets_out, 2U);
    }
}

}  // namespace
}  // namespace portolan::passive
