// The live recorder on crafted frames, with time as the test says it is.
#include "probes/passive/live_recorder.hpp"

#include "probes/passive/crafted.hpp"

#include <filesystem>
#include <fstream>
#include <malloc.h>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

using namespace crafted;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kClient = "10.0.0.1";
constexpr const char* kServer = "192.0.2.9";

std::string describe(const FlowUpdate& update) {
    const evidence::Flow& flow = update.flow;
    std::string out = fmt::format("#{} {} > {} {}/{} {}+{}{}{}", update.flow_id, flow.initiator.text(),
                                  flow.responder.text(), protocol_name(flow.protocol), flow.responder_port,
                                  flow.packets_out, flow.packets_in, flow.answered ? "" : " unanswered",
                                  update.final ? " final" : "");
    for (const auto& [fact, value] : flow.facts)
        if (fact != evidence::Fact::mac) out += fmt::format(" {}={}", evidence::fact_name(fact), value);
    for (const std::string& name : flow.names)
        out += " name=" + name;
    return out;
}

class Live : public testing::Test {
protected:
    void start(LiveOptions options = {}) { recorder_ = std::make_unique<LiveRecorder>(std::move(options)); }
    void send(std::string_view from, std::string_view to, const Segment& segment) {
        const std::string bytes = ethernet(ip(from, to, segment));
        CapturedPacket frame;
        frame.time.nanoseconds = kEpoch * 1'000'000'000 + std::chrono::nanoseconds(now_).count();
        frame.bytes = as_bytes(bytes);
        frame.wire_length = static_cast<std::uint32_t>(bytes.size());
        frame.link_type = 1;
        recorder_->record(std::span(&frame, 1), now_);
    }
    std::vector<std::string> after(milliseconds pause) {
        std::vector<std::string> out;
        for (const milliseconds end = now_ + pause; now_ <= end; now_ += milliseconds(50))
            for (const FlowUpdate& update : recorder_->poll(now_))
                out.push_back(describe(update));
        return out;
    }
    static std::string dns(bool response, std::string_view answer = {}) {
        return hex(response ? "1234 8180 0001 0001 0000 0000" : "1234 0100 0001 0000 0000 0000") + hex("06") +
               "vendor" + hex("07") + "example" + hex("00 0001 0001") + std::string(answer);
    }

    std::unique_ptr<LiveRecorder> recorder_ = std::make_unique<LiveRecorder>(LiveOptions{});
    milliseconds now_{1'000'000};
};

TEST_F(Live, AnAttemptWithoutAnswerIsToldWithin300Milliseconds) {
    send(kClient, kServer, tcp(40000, 443, kSyn));
    EXPECT_THAT(after(milliseconds(100)), IsEmpty());
    EXPECT_THAT(after(milliseconds(100)), ElementsAre("#1 10.0.0.1 > 192.0.2.9 tcp/443 1+0 unanswered"));
    EXPECT_THAT(after(milliseconds(60'000)), IsEmpty());
}

TEST_F(Live, FirstPayloadTellsAtOnceThenChangesAndMovement) {
    send(kClient, kServer, tcp(40000, 80, kSyn, 999));
    send(kServer, kClient, tcp(80, 40000, kSyn | kAck, 499));
    send(kClient, kServer, tcp(40000, 80, kAck, 1000, "GET /a HTTP/1.1\r\nHost: vendor.example\r\n\r\n"));
    EXPECT_THAT(after(milliseconds(0)),
                ElementsAre("#1 10.0.0.1 > 192.0.2.9 tcp/80 2+1 host=vendor.example tls=none app=http "
                            "http=GET /a"));
    send(kServer, kClient, tcp(80, 40000, kAck, 500, "HTTP/1.1 200 OK\r\n\r\n"));
    EXPECT_THAT(after(milliseconds(4'800)), IsEmpty()) << "only counters moved";
    EXPECT_THAT(after(milliseconds(400)), ElementsAre(testing::HasSubstr("tcp/80 2+2 host")));
    EXPECT_THAT(after(milliseconds(20'000)), IsEmpty()) << "nothing moved";
}

TEST_F(Live, AnAnswerIsToldAtOnce) {
    send(kClient, kServer, tcp(40000, 443, kSyn));
    EXPECT_EQ(after(milliseconds(300)).size(), 1U);
    send(kServer, kClient, tcp(443, 40000, kSyn | kAck));
    EXPECT_THAT(after(milliseconds(0)), ElementsAre("#1 10.0.0.1 > 192.0.2.9 tcp/443 1+1"));
}

struct Expiry {
    const char* name;
    Segment first;
    Segment last;  // empty: none
    milliseconds limit;
};

TEST_F(Live, EachKindOfFlowEnds) {
    const Expiry cases[] = {
        {"udp", udp(5000, 6000), udp(5000, 6000), milliseconds(60'000)},
        {"icmp", icmp(8), icmp(8), milliseconds(60'000)},
        {"tcp open", tcp(5000, 6000, kSyn), tcp(5000, 6000, kAck), milliseconds(300'000)},
        {"tcp reset", tcp(5000, 6000, kSyn), tcp(5000, 6000, kRst), milliseconds(5'000)},
        {"tcp finished", tcp(5000, 6000, kSyn), tcp(5000, 6000, kFin | kAck), milliseconds(5'000)},
    };
    for (const Expiry& each : cases) {
        SCOPED_TRACE(each.name);
        start();
        send(kClient, kServer, each.first);
        send(kClient, kServer, each.last);
        for (const std::string& line : after(each.limit - milliseconds(100)))
            EXPECT_EQ(line.find("final"), std::string::npos) << line;
        // Movement is noticed at the next look, at most 5 s late.
        const std::vector<std::string> end = after(milliseconds(5'200));
        EXPECT_THAT(end, ElementsAre(testing::HasSubstr("2+0 unanswered final")));
        EXPECT_EQ(recorder_->take_counts().held, 0U);
    }
}

TEST_F(Live, AReusedTupleIsANewFlowWithAnIdOfItsOwn) {
    send(kClient, kServer, tcp(40000, 443, kSyn, 1));
    send(kServer, kClient, tcp(443, 40000, kRst | kAck, 0));
    send(kClient, kServer, tcp(40000, 443, kSyn, 77));
    const std::vector<std::string> lines = after(milliseconds(6'000));
    EXPECT_THAT(lines, ElementsAre("#1 10.0.0.1 > 192.0.2.9 tcp/443 1+1 unanswered",
                                   "#2 10.0.0.1 > 192.0.2.9 tcp/443 1+0 unanswered",
                                   "#1 10.0.0.1 > 192.0.2.9 tcp/443 1+1 unanswered final"));
    send(kServer, kClient, tcp(443, 40000, kSyn | kAck, 9));
    EXPECT_THAT(after(milliseconds(0)), ElementsAre("#2 10.0.0.1 > 192.0.2.9 tcp/443 1+1"))
        << "the older flow's end must leave the younger in the index";
}

TEST_F(Live, NamesFromPacketsAndFromTheResolver) {
    send(kClient, "10.0.0.53", udp(4444, 53, dns(false)));
    send("10.0.0.53", kClient, udp(53, 4444, dns(true, hex("c00c 0001 0001 0000003c 0004 c0000209"))));
    send(kClient, kServer, tcp(40000, 443, kSyn));
    EXPECT_THAT(after(milliseconds(300)),
                ElementsAre("#1 10.0.0.1 > 10.0.0.53 udp/53 1+1 app=dns",
                            "#2 10.0.0.1 > 192.0.2.9 tcp/443 1+0 unanswered name=vendor.example"));
    const Timestamp wall{kEpoch * 1'000'000'000 + std::chrono::nanoseconds(now_).count()};
    recorder_->learn(*Address::parse(kClient), "Told.Example.", *Address::parse("192.0.2.10"), 60, wall);
    send(kClient, "192.0.2.10", tcp(40000, 443, kSyn));
    EXPECT_THAT(after(milliseconds(300)),
                ElementsAre("#3 10.0.0.1 > 192.0.2.10 tcp/443 1+0 unanswered name=told.example"));
}

TEST_F(Live, TheResolversWordMayComeAfterTheFirstPacket) {
    const Timestamp wall{kEpoch * 1'000'000'000 + std::chrono::nanoseconds(now_).count()};
    send(kClient, kServer, tcp(40000, 443, kSyn));
    EXPECT_EQ(after(milliseconds(1'000)).size(), 1U);
    recorder_->learn(*Address::parse(kClient), "late.example", *Address::parse(kServer), 60, wall);
    EXPECT_THAT(after(milliseconds(5'000)), ElementsAre(testing::HasSubstr("name=late.example")));
}

TEST_F(Live, AHundredThousandShortFlowsLeaveNothingBehind) {
    const auto round = [this] {
        for (unsigned i = 0; i < 100'000; ++i) {
            const std::string from = fmt::format("10.{}.{}.{}", i % 4, i / 256 % 256, i % 256);
            const unsigned port = 1024 + i / 100;
            send(from, kServer, tcp(port, 443, kSyn, 10));
            send(kServer, from, tcp(443, port, kSyn | kAck, 20));
            send(from, kServer, tcp(port, 443, kAck, 11, "GET / HTTP/1.1\r\nHost: vendor.example\r\n\r\n"));
            send(from, kServer, tcp(port, 443, kFin | kAck, 60));
            if (i % 100 == 99) after(milliseconds(50));  // 1,000 flows a second
        }
        after(milliseconds(12'000));
        EXPECT_EQ(recorder_->take_counts().held, 0U);
        return mallinfo2().uordblks;
    };
    const std::size_t first = round();
    const std::size_t second = round();
    EXPECT_EQ(recorder_->take_counts().flows, 200'000U);
    EXPECT_LT(second, first + (std::size_t{1} << 20U));
    EXPECT_LT(first, std::size_t{80} << 20U);
}

TEST_F(Live, AFloodPushesOutTheIdlestAndNotTheBusy) {
    LiveOptions options;
    options.recorder.most_flows = 1'000;
    start(options);
    send(kClient, kServer, tcp(40000, 443, kSyn, 10));
    send(kServer, kClient, tcp(443, 40000, kSyn | kAck, 20));
    std::uint64_t ended = 0;
    for (unsigned i = 0; i < 50'000; ++i) {
        now_ += milliseconds(1);
        send(fmt::format("172.16.{}.{}", i / 256 % 256, i % 256), kServer, tcp(1024 + i / 60'000, 443, kSyn));
        if (i % 10 == 0) send(kClient, kServer, tcp(40000, 443, kAck, 11, "x"));
        for (const FlowUpdate& update : recorder_->poll(now_))
            ended += update.final ? 1 : 0;
    }
    LiveCounts counts = recorder_->take_counts();
    EXPECT_LE(counts.held, 1'000U);
    EXPECT_EQ(counts.flows, 50'001U) << "the busy flow is still the same";
    EXPECT_EQ(ended, counts.flows - counts.held);
    EXPECT_EQ(counts.not_covered["flow evicted"], ended);
    EXPECT_TRUE(recorder_->take_counts().not_covered.empty()) << "counts are differences";
}

TEST_F(Live, WaitingUpdatesAreBounded) {
    LiveOptions options;
    options.recorder.most_flows = 100;
    options.most_waiting = 10;
    start(options);
    for (unsigned i = 0; i < 1'000; ++i)
        send(kClient, kServer, udp(1024 + i, 53'000));
    EXPECT_EQ(recorder_->poll(now_).size(), 10U);
    LiveCounts counts = recorder_->take_counts();
    EXPECT_EQ(counts.not_covered["flow update dropped"], counts.not_covered["flow evicted"] - 10);
    std::set<std::uint64_t> ids;
    for (std::vector<FlowUpdate> last = recorder_->finish(); !last.empty(); last = recorder_->finish()) {
        EXPECT_LE(last.size(), 10U);
        for (const FlowUpdate& update : last)
            EXPECT_TRUE(update.final && ids.insert(update.flow_id).second);
    }
    EXPECT_EQ(ids.size(), counts.held);
    EXPECT_THAT(after(milliseconds(10'000)), IsEmpty()) << "an ended flow has no timer left";
}

TEST_F(Live, AFragmentOfAnEndedFlowIsNotCountedForItsSuccessor) {
    const auto fragment = [this](unsigned field, const char* from) {
        Ipv4Options options;
        options.fragment = field;
        options.id = 9;
        const std::string bytes = ethernet(ipv4(from, kServer, udp(5000, 6000, "12345678"), options));
        CapturedPacket frame;
        frame.time.nanoseconds = kEpoch * 1'000'000'000;
        frame.bytes = as_bytes(bytes);
        frame.link_type = 1;
        recorder_->record(std::span(&frame, 1), now_);
    };
    fragment(0x2000, kClient);
    after(milliseconds(66'000));
    send("10.0.0.7", kServer, udp(1, 2));  // takes the place of the ended flow
    fragment(0x0002, kClient);
    EXPECT_THAT(after(milliseconds(300)), ElementsAre("#2 10.0.0.7 > 192.0.2.9 udp/2 1+0 unanswered"));
    EXPECT_THAT(after(milliseconds(6'000)), IsEmpty());
}

// The recorder of files and the live one see the same in the same frames, but for one that lasts.
TEST_F(Live, SameFlowsAsFromFiles) {
    const std::filesystem::path folder = std::filesystem::path(PORTOLAN_SOURCE_DIR) / "tests/data/captures";
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".md") continue;
        SCOPED_TRACE(entry.path());
        ++files;
        start();
        const std::unique_ptr<CaptureReader> reader = std::move(*open_capture(entry.path()));
        std::array<CapturedPacket, 7> batch;
        std::map<std::uint64_t, FlowUpdate> live;
        const auto keep = [&live](std::vector<FlowUpdate> updates) {
            for (FlowUpdate& update : updates)
                live[update.flow_id] = std::move(update);
        };
        while (const std::size_t count = reader->read(batch)) {
            recorder_->record(std::span(batch).first(count), now_);
            keep(recorder_->poll(now_));
        }
        keep(recorder_->finish());
        const Result<evidence::Recording> recording = record_files({entry.path()}, {});
        ASSERT_TRUE(recording);
        std::vector<std::string> from_file;
        std::vector<std::string> from_life;
        for (std::size_t i = 0; i < recording->flows.size(); ++i)
            from_file.push_back(describe({i + 1, recording->flows[i], true}));
        for (const auto& [id, update] : live)
            from_life.push_back(describe(update));
        EXPECT_EQ(from_life, from_file);
        EXPECT_EQ(recorder_->take_counts().not_covered, recording->not_covered);
    }
    EXPECT_GE(files, 12);
}

}  // namespace
}  // namespace portolan::passive
