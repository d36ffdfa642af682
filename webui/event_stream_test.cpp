#include "webui/event_stream.hpp"

#include "webui/sample_live_view.hpp"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::webui {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Streamed : public testing::Test {
protected:
    // The next tick, a quarter of a second later.
    std::string tick() {
        now_.nanoseconds += EventStream::kTickMilliseconds * 1'000'000;
        return stream_.tick(view_, now_);
    }
    static std::string name_of(const std::string& frame) {
        const std::size_t at = frame.find("event: ") + 7;
        return frame.substr(at, frame.find('\n', at) - at);
    }
    SampleLiveView view_;
    EventStream stream_;
    Timestamp now_{1'795'345'200'000'000'000};
};

TEST_F(Streamed, AtMostFourEventsASecondAndNoKindStarves) {
    std::map<std::string, int> seen;
    for (int i = 0; i < 40; ++i) {  // 10 s
        stream_.note_flow(1);
        stream_.note_requirement("DCA4-065");
        stream_.note_finding(view_.finding_rows[0]);
        const std::string frame = tick();
        EXPECT_EQ(frame.find("event: "), frame.rfind("event: ")) << frame;
        ++seen[name_of(frame)];
    }
    EXPECT_GE(seen["flows"], 8);
    EXPECT_GE(seen["findings"], 8);
    EXPECT_GE(seen["requirements"], 8);
    EXPECT_GE(seen["overview"], 3);
    EXPECT_GE(seen["status"], 1);
}

TEST_F(Streamed, FoldsWhatChangedTwice) {
    static_cast<void>(tick());  // the first status
    stream_.note_flow(3);
    stream_.note_flow(3);
    FindingRow finding = view_.finding_rows[0];
    stream_.note_finding(finding);
    finding.count = 99;
    stream_.note_finding(finding);
    std::string all;
    for (int i = 0; i < 2; ++i)
        all += tick();
    EXPECT_THAT(all, HasSubstr("\"total\":1}"));
    EXPECT_THAT(all, HasSubstr("\"count\":99"));
    EXPECT_THAT(all, Not(HasSubstr("\"count\":7")));
}

TEST_F(Streamed, TellsHowManyWereLeftOut) {
    static_cast<void>(tick());
    const LiveFlow sample = view_.live_flows[0];
    view_.live_flows.clear();
    for (std::uint64_t i = 1; i <= 300; ++i) {
        view_.live_flows.push_back(sample);
        view_.live_flows.back().number = i;
        stream_.note_flow(i);
    }
    const std::string frame = tick();
    EXPECT_THAT(frame, HasSubstr("\"total\":300}"));
    EXPECT_THAT(frame, HasSubstr("\"id\":\"300\""));
    EXPECT_THAT(frame, HasSubstr("\"id\":\"101\""));
    EXPECT_THAT(frame, Not(HasSubstr("\"id\":\"100\"")));
}

TEST_F(Streamed, SpeaksInSilence) {
    int pings = 0;
    int statuses = 0;
    for (int i = 0; i < 400; ++i) {  // 100 s
        const std::string bytes = tick();
        pings += bytes == ": ping\n\n" ? 1 : 0;
        statuses += bytes.find("event: status") != std::string::npos ? 1 : 0;
    }
    EXPECT_EQ(statuses, 20) << "each 5 s, so that no ping is needed";
    EXPECT_EQ(pings, 0);
}

TEST_F(Streamed, ResumesOrSaysWhatItLacks) {
    const std::string first = tick();
    stream_.note_flow(1);
    const std::string second = tick();
    ASSERT_THAT(second, StartsWith("id: 2\nevent: flows\n"));
    const std::string retry = "retry: 3000\n\n";
    EXPECT_EQ(stream_.opening(""), retry);
    EXPECT_EQ(stream_.opening("0"), retry + first + second);
    EXPECT_EQ(stream_.opening("1"), retry + second);
    EXPECT_EQ(stream_.opening("2"), retry);
    for (const char* unknown : {"3", "99999999999999999999999", "x", "-1"})
        EXPECT_THAT(stream_.opening(unknown), HasSubstr("event: gap\n")) << unknown;
}

TEST_F(Streamed, KeepsABoundedPast) {
    for (LiveFlow& flow : view_.live_flows)
        flow.row.reason = std::string(8'000, 'x');
    for (int i = 0; i < 200; ++i) {
        for (const LiveFlow& flow : view_.live_flows)
            stream_.note_flow(flow.number);
        static_cast<void>(tick());
    }
    EXPECT_THAT(stream_.opening("1"), HasSubstr("event: gap\n"));
    EXPECT_EQ(stream_.opening("1").size(), stream_.opening("x").size());
    EXPECT_THAT(stream_.opening("190"), HasSubstr("id: 200\n"));
}

}  // namespace
}  // namespace portolan::webui
