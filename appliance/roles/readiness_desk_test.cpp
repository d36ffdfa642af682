// The desk over a real store: it answers later, on the loop's thread, of the flows that are kept.
#include "appliance/roles/readiness_desk.hpp"

#include "appliance/base/wall_clock.hpp"
#include "appliance/store/store_world.hpp"
#include "policy/test_world.hpp"

#include <optional>
#include <thread>

namespace portolan::roles {
namespace {

using Answer = Result<std::vector<evidence::Readiness>>;

class DeskTest : public store::StoreWorld {
protected:
    void SetUp() override {
        StoreWorld::SetUp();
        open();
    }
    void keep(evidence::JudgedFlow flow, Timestamp last) {
        flow.first = flow.last = last;
        store::Batch batch;
        batch.at = now();
        batch.flows = {std::move(flow)};
        put(std::move(batch));
    }
    // An undocumented flow of the agent of the test world.
    static evidence::JudgedFlow undocumented(std::uint16_t port) {
        evidence::JudgedFlow out = store::sample_flow(0);
        out.initiator = *Address::parse("10.1.0.10");
        out.responder = *Address::parse("203.0.113.9");
        out.names.clear();
        out.port = port;
        return out;
    }
    Answer ask(const std::vector<std::string>& products) {
        EventLoop loop;
        ReadinessDesk desk(loop, options_.path);
        std::optional<Answer> out;
        std::optional<std::thread::id> thread;
        desk.ask(policy_, products, [&](Answer answer) {
            out = std::move(answer);
            thread = std::this_thread::get_id();
            loop.stop();
        });
        EXPECT_FALSE(out) << "it answers later";
        loop.run();
        EXPECT_EQ(thread, std::this_thread::get_id());
        return std::move(*out);
    }

    std::shared_ptr<const policy::Policy> policy_ = std::make_shared<policy::Policy>(policy::test_policy());
};

std::size_t would_blocks(const evidence::Readiness& readiness, const std::string& what) {
    std::size_t out = 0;
    for (const evidence::ReadinessLine& line : readiness.lines)
        if (line.kind == "would-block" && line.open && line.what == what) ++out;
    return out;
}

TEST_F(DeskTest, AnswersOfTheKeptFlows) {
    constexpr std::int64_t kDay = 86'400LL * 1'000'000'000;
    keep(undocumented(8443), {now().nanoseconds - kDay});
    keep(undocumented(8444), {now().nanoseconds - 31 * kDay});
    const Answer answer = ask({"demo"});
    ASSERT_TRUE(answer) << answer.error().text();
    ASSERT_EQ(answer->size(), 1U);
    EXPECT_EQ(answer->front().history, 1U) << "older than 30 days is not looked at";
    EXPECT_EQ(would_blocks(answer->front(), "agent-1 -> 203.0.113.9 tcp/8443"), 1U);
    EXPECT_EQ(would_blocks(answer->front(), "agent-1 -> 203.0.113.9 tcp/8444"), 0U);
}

TEST_F(DeskTest, ErrorsAreAnswersToo) {
    EXPECT_EQ(ask({"demo", "none"}).error().code, ErrorCode::not_found);
    store_.reset();
    std::filesystem::remove(options_.path);
    EXPECT_FALSE(ask({"demo"}));
}

TEST_F(DeskTest, RefusesALongQueue) {
    EventLoop loop;
    ReadinessDesk desk(loop, options_.path);
    int refused = 0;
    for (std::size_t i = 0; i < 1'000; ++i)
        desk.ask(policy_, {"demo"}, [&](const Answer& answer) {
            if (!answer && answer.error().code == ErrorCode::limit) ++refused;
        });
    EXPECT_GT(refused, 0) << "at once; what was taken is answered by the loop, which does not run here";
}

}  // namespace
}  // namespace portolan::roles
