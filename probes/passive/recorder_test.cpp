// The recorder as a whole: real captures (tests/data/captures/README.md says how they were made) and crafted
// ones.
#include "probes/passive/recorder.hpp"

#include "probes/passive/crafted.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

using namespace crafted;

const std::filesystem::path kCaptures = std::filesystem::path(PORTOLAN_SOURCE_DIR) / "tests/data/captures";

// One line a flow without the initiator's port, which real programs draw at random.
std::string describe(const evidence::Flow& flow) {
    std::string out = fmt::format("{} > {} {}/{} {}+{}{}", flow.initiator.text(), flow.responder.text(),
                                  protocol_name(flow.protocol), flow.responder_port, flow.packets_out,
                                  flow.packets_in, flow.answered ? "" : " unanswered");
    if (flow.icmp_errors > 0) out += fmt::format(" errors {}", flow.icmp_errors);
    for (const auto& [fact, value] : flow.facts)
        if (fact != evidence::Fact::mac) out += fmt::format(" {}={}", evidence::fact_name(fact), value);
    for (const std::string& name : flow.names)
        out += " name=" + name;
    return out;
}

std::vector<std::string> describe(const evidence::Recording& recording) {
    std::vector<std::string> out;
    for (const evidence::Flow& flow : recording.flows)
        out.push_back(describe(flow));
    return out;
}

RecorderOptions documented() {
    RecorderOptions options;
    options.http_patterns = {"GET /din.aspx?s=*&client=DynGate*"};
    return options;
}

struct Case {
    const char* file;
    std::vector<std::string> flows;
};

TEST(RecordFiles, RealPrograms) {
    const std::string dns = "192.0.2.1 > 192.0.2.2 udp/53 2+2 app=dns";
    const std::string named = " name=www.vendor.example";
    const Case cases[] = {
        {"dns-then-tls.pcap",
         {dns, "2001:db8::1 > 2001:db8::2 tcp/443 12+9 sni=www.vendor.example alpn=http/1.1 tls=1.3 app=tls",
          dns + named, "2001:db8::1 > 2001:db8::2 tcp/443 9+8 sni=www.vendor.example tls=1.2 app=tls"}},
        {"tls10-and-no-tls.pcap",
         {"192.0.2.1 > 192.0.2.2 tcp/444 9+9 tls=1.0 app=tls", "192.0.2.1 > 192.0.2.2 tcp/443 5+4"}},
        {"http.pcap",
         {dns,
          "2001:db8::1 > 2001:db8::2 tcp/80 6+6 host=www.vendor.example tls=none app=http http=GET "
          "/din.aspx?s=*&client=DynGate*",
          "2001:db8::1 > 2001:db8::2 tcp/80 6+6 host=2001:db8::2 tls=none app=http http=GET /a/b",
          "192.0.2.1 > 192.0.2.2 tcp/80 6+6 host=192.0.2.2 tls=none app=http http=POST /dout.aspx" + named,
          "192.0.2.1 > 192.0.2.2 tcp/3128 6+4 host=www.vendor.example tls=none app=http http=GET /path" +
              named,
          "192.0.2.1 > 192.0.2.2 tcp/3128 11+10 host=www.vendor.example tls=none app=http http=CONNECT "
          "www.vendor.example:443" +
              named,
          "192.0.2.1 > 192.0.2.2 tcp/80 8+5 tls=none app=http" + named}},
        {"smtp-ftp.pcap",
         {"192.0.2.1 > 192.0.2.2 tcp/25 19+19 tls=1.3 app=smtp",
          "192.0.2.1 > 192.0.2.2 tcp/25 12+14 tls=none app=smtp",
          "192.0.2.1 > 192.0.2.2 tcp/21 14+12 tls=1.3 app=ftp",
          "192.0.2.1 > 192.0.2.2 tcp/21 11+12 tls=none app=ftp"}},
        {"snmp.pcap",
         {"192.0.2.1 > 192.0.2.2 udp/161 1+1 app=snmp snmp=v2c",
          "192.0.2.1 > 192.0.2.2 udp/161 2+2 app=snmp snmp=v3",
          "192.0.2.1 > 192.0.2.2 udp/161 1+1 app=snmp snmp=v1"}},
        {"ssh.pcap", {"192.0.2.1 > 192.0.2.2 tcp/22 14+11 app=ssh ssh=OpenSSH_9.2p1"}},
        {"mqtt.pcap",
         {"192.0.2.1 > 192.0.2.2 tcp/1883 7+5 tls=none app=mqtt mqtt=3.1.1",
          "192.0.2.1 > 192.0.2.2 tcp/1883 7+5 tls=none app=mqtt mqtt=5.0",
          "192.0.2.1 > 192.0.2.2 tcp/1883 7+5 tls=none app=mqtt mqtt=3.1"}},
        {"sip.pcap", {"192.0.2.1 > 192.0.2.2 udp/5060 1+1 app=sip sip=OPTIONS"}},
        {"dns.pcap",
         {"192.0.2.1 > 192.0.2.2 tcp/53 6+4 app=dns", "192.0.2.1 > 192.0.2.2 udp/53 1+1 app=dns" + named,
          "192.0.2.1 > 192.0.2.2 udp/53 1+1 app=dns" + named, dns + named,
          "2001:db8::1 > 2001:db8::2 tcp/443 9+7 sni=www.vendor.example alpn=h2,http/1.1 tls=1.3 app=tls",
          "192.0.2.1 > 192.0.2.2 udp/53 1+1 app=dns" + named}},
        {"icmp.pcap",
         {"192.0.2.1 > 192.0.2.2 icmp/0 2+2 icmp=echo-request",
          "2001:db8::1 > 2001:db8::2 icmp/0 1+1 icmp=echo-request",
          "192.0.2.1 > 192.0.2.2 icmp/0 3+3 icmp=echo-request",
          "192.0.2.1 > 192.0.2.2 udp/9999 1+0 unanswered errors 1",
          "192.0.2.1 > 192.0.2.2 tcp/9999 1+1 unanswered",
          "2001:db8::1 > 2001:db8::2 udp/9999 1+0 unanswered errors 1"}},
        {"any-sll.pcap",
         {"192.0.2.1 > 192.0.2.2 tcp/1883 7+5 tls=none app=mqtt mqtt=3.1.1",
          "192.0.2.1 > 192.0.2.2 tcp/1883 7+5 tls=none app=mqtt mqtt=5.0",
          "192.0.2.1 > 192.0.2.2 tcp/1883 7+5 tls=none app=mqtt mqtt=3.1"}},
        {"any-sll2.pcap",
         {dns, "2001:db8::1 > 2001:db8::2 tcp/443 10+9 sni=www.vendor.example alpn=http/1.1 tls=1.3 app=tls",
          dns + named, "2001:db8::1 > 2001:db8::2 tcp/443 9+8 sni=www.vendor.example tls=1.2 app=tls"}},
        {"two-interfaces.pcapng",
         {"192.0.2.1 > 192.0.2.2 tcp/1883 7+5 tls=none app=mqtt mqtt=3.1.1",
          "127.0.0.1 > 127.0.0.1 icmp/0 1+1 icmp=echo-request",
          "192.0.2.1 > 192.0.2.2 tcp/1883 7+5 tls=none app=mqtt mqtt=5.0",
          "192.0.2.1 > 192.0.2.2 tcp/1883 8+5 tls=none app=mqtt mqtt=3.1"}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.file);
        const Result<evidence::Recording> recording = record_files({kCaptures / c.file}, documented());
        ASSERT_TRUE(recording) << recording.error().text();
        EXPECT_THAT(describe(*recording), testing::ElementsAreArray(c.flows));
        EXPECT_THAT(recording->incomplete, testing::IsEmpty());
        for (const evidence::Flow& flow : recording->flows) {
            const std::string* mac = flow.facts.find(evidence::Fact::mac);
            ASSERT_NE(mac, nullptr);
            EXPECT_EQ(*mac, flow.initiator.text() == "127.0.0.1" ? "00:00:00:00:00:00" : "02:00:00:00:00:01");
        }
    }
}

TEST(RecordFiles, SeveralFilesAreOneRecording) {
    const Result<evidence::Recording> recording =
        record_files({kCaptures / "snmp.pcap", kCaptures / "sip.pcap"}, {});
    ASSERT_TRUE(recording);
    EXPECT_EQ(recording->flows.size(), 4U);
    EXPECT_EQ(recording->packets, 11U);
    EXPECT_EQ(recording->first.text(), "2026-11-22T16:15:39.086066Z");
    EXPECT_EQ(recording->last.text(), "2026-11-22T16:15:46.074306Z");
    EXPECT_EQ(recording->not_covered.at("IPv6 neighbour discovery"), 1U);
}

TEST(RecordFiles, FailsOnWhatIsNoCapture) {
    const Result<evidence::Recording> text =
        record_files({kCaptures / "snmp.pcap", kCaptures / "README.md"}, {});
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().where, kCaptures / "README.md");
    EXPECT_FALSE(record_files({kCaptures / "missing.pcap"}, {}));
}

std::string content(const char* file) {
    std::ifstream in(kCaptures / file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// A capture that ends at any byte yields all packets before it, and says that it ended early unless a packet
// ends there.
TEST(Recorder, CutAtEveryByte) {
    for (const char* file : {"sip.pcap", "two-interfaces.pcapng"}) {
        const std::string whole = content(file);
        const std::uint64_t all = record(whole).packets;
        std::uint64_t before = 0;
        std::size_t clean = 0;
        for (std::size_t size = 4; size <= whole.size(); ++size) {
            const evidence::Recording recording = record(whole.substr(0, size));
            ASSERT_TRUE(recording.packets == before || recording.packets == before + 1)
                << file << " " << size;
            const bool packet_ended = recording.packets > before && std::string_view(file).ends_with(".pcap");
            ASSERT_TRUE(!packet_ended || recording.incomplete.empty()) << file << " " << size;
            before = recording.packets;
            clean += recording.incomplete.empty() ? 1 : 0;
        }
        EXPECT_EQ(before, all);
        EXPECT_GT(all, 2U);
        EXPECT_GE(clean, all);
        EXPECT_LE(clean, all + 8) << "file header and blocks that are no packets";
    }
}

TEST(Recorder, FilesWithoutPackets) {
    const evidence::Recording header_only = record(pcap({}));
    EXPECT_EQ(header_only.not_covered.at("capture file without packets"), 1U);
    EXPECT_THAT(header_only.incomplete, testing::IsEmpty());
    const evidence::Recording empty = record("");
    EXPECT_THAT(empty.incomplete,
                testing::ElementsAre("memory: is empty (0 bytes): not even the file header was written"));
    EXPECT_EQ(empty.first, Timestamp{});
}

TEST(Recorder, PacketsWithoutTimeDoNotOpenTheWindow) {
    const std::endian order = std::endian::little;
    const std::string frame = ethernet(ip("10.0.0.1", "10.0.0.2", udp(1, 2, "abc")));
    const std::string simple = block(3, u32(frame.size(), order) + frame, order);
    const evidence::Recording recording =
        record(section(order) + interface(order) + simple + enhanced(order, 0, 5'000'000, frame) + simple);
    EXPECT_EQ(recording.packets, 3U);
    EXPECT_EQ(recording.first.nanoseconds, 5'000'000'000);
    EXPECT_EQ(recording.last.nanoseconds, 5'000'000'000);
    EXPECT_EQ(recording.not_covered.at("packet without time"), 2U);
}

TEST(Recorder, LossOfTheCapturingSideIsKept) {
    const std::endian order = std::endian::little;
    const std::string statistics =
        block(5, u32(0) + u32(0) + u32(0) + option(5, u32(7, order) + u32(0), order), order);
    EXPECT_EQ(record(section(order) + interface(order) + statistics).lost, 7U);
}

}  // namespace
}  // namespace portolan::passive
