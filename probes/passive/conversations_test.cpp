// Payload and names over whole connections: segments split and reordered, answers before flows, bounds.
#include "probes/passive/conversations.hpp"

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

std::string facts_text(const evidence::Flow& flow) {
    std::string out;
    for (const auto& [fact, value] : flow.facts)
        if (fact != evidence::Fact::mac) out += fmt::format("{}={} ", evidence::fact_name(fact), value);
    return out;
}

// The ClientHello of tests/data/captures/dns-then-tls.pcap.
std::string real_hello() {
    std::ifstream in(std::filesystem::path(PORTOLAN_SOURCE_DIR) / "tests/data/captures/dns-then-tls.pcap",
                     std::ios::binary);
    const std::string file{std::istreambuf_iterator<char>(in), {}};
    return file.substr(file.find(hex("1603010200010001fc")), 517);
}

constexpr std::string_view kA = "10.0.0.1";
constexpr std::string_view kB = "192.0.2.2";

// A TCP connection from A to B with the given client segments: offset in the stream and bytes.
std::vector<Frame> connection(const std::vector<std::pair<std::uint32_t, std::string>>& segments,
                              std::uint32_t isn = 100) {
    std::vector<Frame> frames = {{ethernet(ip(kA, kB, tcp(40000, 443, kSyn, isn))), 0, 0},
                                 {ethernet(ip(kB, kA, tcp(443, 40000, kSyn | kAck, 900))), 0, 0}};
    for (const auto& [offset, bytes] : segments)
        frames.push_back({ethernet(ip(kA, kB, tcp(40000, 443, kAck, isn + 1 + offset, bytes))), 1, 0});
    return frames;
}

std::string facts_of(const std::vector<Frame>& frames) {
    const evidence::Recording recording = record(pcap(frames));
    if (recording.flows.size() != 1) return "not one flow";
    return facts_text(recording.flows[0]);
}

TEST(Conversations, PutsSplitHellosTogether) {
    const std::string whole = real_hello();
    const std::string expected = "sni=www.vendor.example alpn=http/1.1 tls=1.3 app=tls ";
    const auto part = [&](std::size_t from, std::size_t size) {
        return std::pair(static_cast<std::uint32_t>(from), whole.substr(from, size));
    };
    struct Split {
        const char* name;
        std::vector<std::pair<std::uint32_t, std::string>> segments;
        std::string facts;
    };
    const std::string forged = std::string(whole).replace(whole.find("www.vendor"), 10, "www.forged");
    const Split cases[] = {
        {"whole", {part(0, 517)}, expected},
        {"two", {part(0, 200), part(200, 317)}, expected},
        {"first byte alone", {part(0, 1), part(1, 516)}, expected},
        {"out of order", {part(200, 317), part(0, 200)}, expected},
        {"three, mixed", {part(400, 117), part(0, 100), part(100, 300)}, expected},
        {"the same again", {part(0, 200), part(0, 200), part(200, 317)}, expected},
        {"overlap", {part(0, 200), part(150, 367)}, expected},
        {"a forged copy comes too late",
         {part(0, 200), {0, forged.substr(0, 517)}, part(200, 317)},
         expected},
        {"cut inside its name", {part(0, 160)}, "tls=yes app=tls "},
        {"cut after its name", {part(0, 180)}, "sni=www.vendor.example tls=yes app=tls "},
        {"a hole at the start", {part(200, 317)}, ""},
    };
    for (const Split& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(facts_of(connection(c.segments)), c.facts);
        EXPECT_EQ(facts_of(connection(c.segments, 0xffffff9c)), c.facts) << "sequence numbers wrap";
    }
    for (std::size_t size = 1; size < whole.size(); ++size)
        ASSERT_EQ(facts_of(connection({part(0, size), part(size, 517 - size)})), expected) << size;
}

TEST(Conversations, SnapshotLengthCutsTheHello) {
    std::vector<Frame> frames = connection({{0, real_hello()}});
    frames[2].wire_length = static_cast<std::uint32_t>(frames[2].bytes.size());
    frames[2].bytes.resize(54 + 180);
    EXPECT_EQ(facts_of(frames), "sni=www.vendor.example tls=yes app=tls ");
}

TEST(Conversations, DataWithTheSynIsLookedAt) {  // TCP fast open
    const std::string request = "GET /a HTTP/1.1\r\nHost: x.example\r\n\r\n";
    EXPECT_EQ(facts_of({{ethernet(ip(kA, kB, tcp(40000, 80, kSyn, 100, request))), 0, 0}}),
              "host=x.example tls=none app=http http=GET /a ");
}

TEST(Conversations, TextOfAResetIsNotLookedAt) {
    EXPECT_EQ(facts_of({{ethernet(ip(kA, kB, tcp(40000, 80, kRst, 100, "SSH-2.0-x\r\n"))), 0, 0}}), "");
}

TEST(Conversations, Datagrams) {
    const std::string ntp = "\x23" + std::string(47, '\0');
    const std::string quic = hex("c000000001088394c8f03e5157080000449e7b9a");
    const std::string sip = "REGISTER sip:pbx SIP/2.0\r\n";
    const auto one = [](unsigned source, unsigned destination, const std::vector<std::string>& payloads) {
        std::vector<Frame> frames;
        frames.reserve(payloads.size());
        for (const std::string& payload : payloads)
            frames.push_back({ethernet(ip(kA, kB, udp(source, destination, payload))), 0, 0});
        return facts_of(frames);
    };
    EXPECT_EQ(one(5000, 123, {ntp}), "app=ntp ");
    EXPECT_EQ(one(5000, 124, {ntp}), "") << "a packet without a magic number is known by its port only";
    EXPECT_EQ(one(5000, 443, {quic}), "app=quic ");
    EXPECT_EQ(one(5000, 53, {quic}), "app=quic ") << "port 53 hides nothing";
    EXPECT_EQ(one(5060, 5060, {"SIP/2.0 200 OK\r\n", sip}), "app=sip ") << "the first message decides";
    EXPECT_EQ(one(5060, 5060, {"\r\n\r\n", "", "\r\n\r\n", "\r\n", sip}), "app=sip sip=REGISTER ")
        << "keep-alives first";
    EXPECT_EQ(one(5060, 5060, {"\r\n", "\r\n", "\r\n", "\r\n", sip}), "") << "four datagrams are looked at";
}

TEST(Conversations, LooksAtSoManySegmentsOnly) {
    std::vector<std::pair<std::uint32_t, std::string>> drops;
    const std::string request = "GET /" + std::string(60, 'a') + " HTTP/1.1\r\nHost: x.example\r\n\r\n";
    for (std::uint32_t i = 0; i < request.size(); ++i)
        drops.push_back({i, request.substr(i, 1)});
    EXPECT_EQ(facts_of(connection(drops)), "") << "a byte a segment is no client";
    const auto after = [&](std::size_t segments) {
        std::vector<std::pair<std::uint32_t, std::string>> some(
            drops.begin(), drops.begin() + static_cast<std::ptrdiff_t>(segments));
        some.push_back({static_cast<std::uint32_t>(segments), request.substr(segments)});
        return facts_of(connection(some));
    };
    EXPECT_THAT(after(23), testing::StartsWith("host=x.example"));
    EXPECT_EQ(after(24), "");
}

std::string dns_query(std::string_view name_digits, std::string_view id = "0001") {
    return hex(id) + hex("0100 0001 0000 0000 0000") + hex(name_digits) + hex("00 0001 0001");
}
std::string dns_answer(std::string_view name_digits, std::string_view id = "0001") {
    return hex(id) + hex("8180 0001 0001 0000 0000") + hex(name_digits) +
           hex("00 0001 0001 c00c 0001 0001 0000003c 0004 c0000202");
}
constexpr std::string_view kNameA = "01 61 07 6578616d706c65";  // a.example
constexpr std::string_view kNameB = "01 62 07 6578616d706c65";  // b.example
constexpr std::string_view kResolver = "10.0.0.53";

Frame out(std::string_view bytes, double seconds) {
    return {ethernet(ip(kA, kResolver, udp(5000, 53, bytes))), seconds, 0};
}
Frame in(std::string_view bytes, double seconds) {
    return {ethernet(ip(kResolver, kA, udp(53, 5000, bytes))), seconds, 0};
}
Frame syn(std::string_view source, double seconds) {
    return {ethernet(ip(source, kB, tcp(40000, 443, kSyn, 1))), seconds, 0};
}

TEST(Conversations, NamesComeFromAnswersBeforeTheFlow) {
    struct NameCase {
        const char* name;
        std::vector<Frame> frames;
        std::vector<std::string> names;  // of the last flow
        std::uint64_t without_query;
    };
    const NameCase cases[] = {
        {"asked and answered",
         {out(dns_query(kNameA), 0), in(dns_answer(kNameA), 1), syn(kA, 2)},
         {"a.example"},
         0},
        {"two names, newest first",
         {out(dns_query(kNameA), 0), in(dns_answer(kNameA), 1), out(dns_query(kNameB), 2),
          in(dns_answer(kNameB), 3), syn(kA, 4)},
         {"b.example", "a.example"},
         0},
        {"another client", {out(dns_query(kNameA), 0), in(dns_answer(kNameA), 1), syn("10.0.0.2", 2)}, {}, 0},
        {"answer after the flow began",
         {syn(kA, 0), out(dns_query(kNameA), 1), in(dns_answer(kNameA), 2)},
         {},
         0},
        {"ran out", {out(dns_query(kNameA), 0), in(dns_answer(kNameA), 1), syn(kA, 3700)}, {}, 0},
        {"within the grace",
         {out(dns_query(kNameA), 0), in(dns_answer(kNameA), 1), syn(kA, 3600)},
         {"a.example"},
         0},
        {"never asked", {in(dns_answer(kNameA), 1), syn(kA, 2)}, {}, 1},
        {"another name asked", {out(dns_query(kNameB), 0), in(dns_answer(kNameA), 1), syn(kA, 2)}, {}, 1},
        {"another id", {out(dns_query(kNameA, "0002"), 0), in(dns_answer(kNameA), 1), syn(kA, 2)}, {}, 1},
        {"an answer the client sends itself",
         {out(dns_query(kNameA), 0), out(dns_answer(kNameA), 1), syn(kA, 2)},
         {},
         0},
    };
    for (const NameCase& c : cases) {
        SCOPED_TRACE(c.name);
        const evidence::Recording recording = record(pcap(c.frames));
        const auto flow = std::find_if(recording.flows.begin(), recording.flows.end(),
                                       [](const evidence::Flow& f) { return f.protocol == Protocol::tcp; });
        ASSERT_NE(flow, recording.flows.end());
        EXPECT_THAT(flow->names, testing::ElementsAreArray(c.names));
        const auto odd = recording.not_covered.find("DNS answer without query");
        EXPECT_EQ(odd == recording.not_covered.end() ? 0 : odd->second, c.without_query);
    }
}

TEST(Conversations, NamesFromDnsOverTcpInPieces) {
    const auto framed = [](const std::string& message) {
        return u16(static_cast<unsigned>(message.size())) + message;
    };
    const std::string query = framed(dns_query(kNameA)) + framed(dns_query(kNameB, "0002"));
    const std::string answer = framed(dns_answer(kNameB, "0002")) + framed(dns_answer(kNameA));
    const auto segment = [](bool client, std::uint32_t offset, std::string_view bytes) {
        return Frame{ethernet(client ? ip(kA, kResolver, tcp(5000, 53, kAck, 101 + offset, bytes))
                                     : ip(kResolver, kA, tcp(53, 5000, kAck, 901 + offset, bytes))),
                     0, 0};
    };
    const evidence::Recording recording =
        record(pcap({{ethernet(ip(kA, kResolver, tcp(5000, 53, kSyn, 100))), 0, 0},
                     {ethernet(ip(kResolver, kA, tcp(53, 5000, kSyn | kAck, 900))), 0, 0},
                     segment(true, 0, query.substr(0, 2)),
                     segment(true, 2, query.substr(2)),
                     segment(false, 0, answer.substr(0, 50)),
                     segment(false, 50, answer.substr(50)),
                     syn(kA, 1)}));
    ASSERT_EQ(recording.flows.size(), 2U);
    EXPECT_EQ(facts_text(recording.flows[0]), "app=dns ");
    EXPECT_THAT(recording.flows[1].names, testing::UnorderedElementsAre("a.example", "b.example"));
}

TEST(Conversations, WhatHidesBehindPort53IsNamed) {
    std::vector<Frame> frames = {{ethernet(ip(kA, kB, tcp(40000, 53, kSyn, 100))), 0, 0}};
    const std::string bytes = real_hello();
    frames.push_back({ethernet(ip(kA, kB, tcp(40000, 53, kAck, 101, bytes))), 0, 0});
    EXPECT_EQ(facts_of(frames), "sni=www.vendor.example alpn=http/1.1 tls=1.3 app=tls ");
    EXPECT_EQ(facts_of({{ethernet(ip(kA, kB, tcp(40000, 53, kSyn, 100))), 0, 0},
                        {ethernet(ip(kA, kB, tcp(40000, 53, kAck, 101, "SSH-2.0-x\r\n"))), 0, 0}}),
              "app=ssh ssh=x ");
}

TEST(Conversations, UnfinishedStreamsCannotCrowdOutOthers) {
    std::vector<Frame> frames;
    for (unsigned i = 0; i < 5000; ++i) {
        const std::string source = fmt::format("10.1.{}.{}", i / 250, i % 250 + 1);
        frames.push_back({ethernet(ip(source, kB, tcp(40000, 443, kSyn, 100))), 0, 0});
        frames.push_back({ethernet(ip(source, kB, tcp(40000, 443, kAck, 101, "\x16\x03\x01\x02"))), 0, 0});
    }
    for (const Frame& frame : connection({{0, "GET /a HT"}, {9, "TP/1.1\r\nHost: x.example\r\n\r\n"}}))
        frames.push_back(frame);
    const evidence::Recording recording = record(pcap(frames));
    ASSERT_EQ(recording.flows.size(), 5001U);
    EXPECT_EQ(facts_text(recording.flows.back()), "host=x.example tls=none app=http http=GET /a ");
    EXPECT_EQ(recording.not_covered.at("reassembly pool full"), 5001U - 4096);
}

}  // namespace
}  // namespace portolan::passive
