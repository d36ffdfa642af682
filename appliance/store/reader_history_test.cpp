#include "appliance/store/store_world.hpp"

namespace portolan::store {
namespace {

using evidence::FlowHistory;

class HistoryTest : public StoreWorld {
protected:
    void SetUp() override {
        StoreWorld::SetUp();
        open();
    }
    void keep(std::vector<evidence::JudgedFlow> flows) {
        Batch batch;
        batch.flows = std::move(flows);
        put(std::move(batch));
    }
};

TEST_F(HistoryTest, MergesWhatDecidesAlike) {
    std::vector<evidence::JudgedFlow> flows(5, sample_flow(0));
    flows[0].answered = false;
    flows[1].last = at_second(7200);  // another hour
    flows[2].policy = "another";
    flows[2].verdict = "deviating";
    flows[2].facts.set(Fact::sni, "other.example");
    flows[3].action = "blocked";
    flows[4].port = 444;
    flows[4].last = at_second(10);
    keep(flows);
    const FlowHistory history = reader().seen_flows(at_second(0), 100).value();
    ASSERT_EQ(history.flows.size(), 2U);
    const evidence::SeenFlow& merged = history.flows[0];
    EXPECT_EQ(merged.port, 443);
    EXPECT_EQ(merged.flows, 4U);
    EXPECT_TRUE(merged.answered);
    EXPECT_TRUE(merged.blocked);
    EXPECT_EQ(merged.protocol, Protocol::tcp);
    EXPECT_EQ(merged.names, flows[0].names);
    EXPECT_EQ(merged.first, at_second(0));
    EXPECT_EQ(merged.last, at_second(7200));
    EXPECT_EQ(merged.initiator, flows[0].initiator);
    EXPECT_EQ(merged.responder, flows[0].responder);
    EXPECT_FALSE(history.flows[1].blocked);
    EXPECT_TRUE(history.by_us);
    EXPECT_FALSE(history.cut);
    EXPECT_EQ(history.to, at_second(7200));
}

TEST_F(HistoryTest, KeepsNamesAndIcmpTypesApart) {
    std::vector<evidence::JudgedFlow> flows(4, sample_flow(0));
    flows[1].names = {"other.example"};
    flows[1].port = 444;  // the store merges rows of an hour but for these
    for (const std::size_t i : {2U, 3U}) {
        flows[i].protocol = "icmp";
        flows[i].port = 0;
        flows[i].facts = {};
    }
    flows[2].facts.set(Fact::icmp, "echo-request");
    flows[3].facts.set(Fact::icmp, "timestamp-request");
    flows[3].decision = "another";
    keep(flows);
    std::set<std::string> types;
    const FlowHistory history = reader().seen_flows(at_second(0), 100).value();
    for (const evidence::SeenFlow& flow : history.flows)
        types.insert(flow.protocol == Protocol::icmp ? flow.icmp : flow.names.front());
    EXPECT_EQ(types, (std::set<std::string>{"dca4.example.com", "echo-request", "other.example",
                                            "timestamp-request"}));
}

TEST_F(HistoryTest, IsBoundedByTimeAndRowsTheLatestFirst) {
    std::vector<evidence::JudgedFlow> flows;
    for (int i = 0; i < 5; ++i) {
        flows.push_back(sample_flow(i * 100));
        flows.back().port = static_cast<std::uint16_t>(1000 + i);
    }
    keep(flows);
    EXPECT_EQ(reader().seen_flows(at_second(250), 100)->flows.size(), 2U);
    const FlowHistory cut = reader().seen_flows(at_second(0), 3).value();
    ASSERT_EQ(cut.flows.size(), 3U);
    EXPECT_TRUE(cut.cut);
    EXPECT_EQ(cut.flows[0].port, 1004);
    EXPECT_FALSE(reader().seen_flows(at_second(0), 5)->cut);
    const FlowHistory none = reader().seen_flows(at_second(9999), 5).value();
    EXPECT_TRUE(none.flows.empty());
    EXPECT_EQ(none.to, at_second(9999));
}

}  // namespace
}  // namespace portolan::store
