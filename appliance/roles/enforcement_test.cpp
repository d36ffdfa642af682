// The server's apply, with an enforcer that loads whatever it is sent: a switch to enforce waits for
// readiness.
#include "appliance/roles/enforcement.hpp"

#include "appliance/base/wall_clock.hpp"
#include "appliance/store/store_world.hpp"

#include <optional>

#include <gmock/gmock.h>

namespace portolan::roles {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kSite = R"(schema: portolan-site/1
site: test
zones:
  outside: {interface: eno1, kind: routed, address: 198.51.100.2/30, gateway: 198.51.100.1, untrusted: true}
  inside:  {interface: eno3, kind: routed, address: 10.20.0.1/16}
assets:
  - {name: pbx-1, address: 10.20.3.5}
products:
  snep7:
    enforcement: MODE
    roles: {pbx: [pbx-1], pbx-cloud: []}
    parameters: {internal_networks: [10.20.0.0/16], authorised_remote: [], rtp_range: [udp/10000-20000], sip_trunk: TRUNK}
)";

std::string site_in(const std::string& mode, const std::string& trunk = "[]") {
    std::string out(kSite);
    out.replace(out.find("MODE"), 4, mode);
    return out.replace(out.find("TRUNK"), 5, trunk);
}

// Answers each message of the server as an enforcer does whose kernel takes everything.
class WillingEnforcer {
public:
    WillingEnforcer(EventLoop& loop, const std::string& path)
        : loop_(loop), listener_(std::move(wire::listen_at(path).value())) {
        loop_.watch(listener_.get(), [this] {
            auto accepted = wire::accept_at(listener_);
            if (!accepted || !*accepted) return;
            channel_ = std::move((*accepted)->first);
            loop_.watch(channel_.fd(), [this] { answer(); });
        });
    }
    int staged = 0;

private:
    void answer() {
        const auto packet = channel_.receive();
        if (!packet) return loop_.unwatch(channel_.fd());
        if (!*packet || (*packet)->kind != wire::Kind::stage) return;
        const auto stage = wire::read_as<wire::Stage>(**packet);
        ++staged;
        if (!channel_.send(wire::Kind::staged,
                           wire::Staged{stage->serial, true, "", stage->ruleset.policy, 1}))
            loop_.unwatch(channel_.fd());
    }
    EventLoop& loop_;
    wire::Descriptor listener_;
    wire::Channel channel_;
};

class EnforcementTest : public store::StoreWorld {
protected:
    void SetUp() override {
        StoreWorld::SetUp();
        open();
    }
    void start(const std::string& site) {
        ASSERT_TRUE(put_site_files(folder_ + "/site", {"site.yaml", {{"site.yaml", site}}}));
        Result<PolicyInForce> policy = load_policy(folder_ + "/site/site.yaml", Modes::of_the_site);
        ASSERT_TRUE(policy) << policy.error().text();
        state_.in_force = std::move(*policy);
        judge_.begin_policy();
        enforcer_.emplace(loop_, folder_ + "/socket");
        enforcement_.emplace(loop_, state_, batch_, judge_, folder_ + "/socket", folder_, Modes::of_the_site,
                             [this](PolicyInForce next) { state_.in_force = std::move(next); });
    }

    struct Step {
        std::string site;
        std::string accept_risk = {};
    };
    struct Outcome {
        Result<webui::Applied> result;
        bool enforces = false;  // afterwards
    };
    // One after the other, once what was in force at the start is staged. The loop runs once.
    std::vector<Outcome> apply(std::vector<Step> steps) {
        steps_ = std::move(steps);
        loop_.post([this] { begin(); });
        loop_.run();
        return std::move(outcomes_);
    }

private:
    void begin() {
        if (state_.enforcer.loaded) return next();
        loop_.post([this] { begin(); });
    }
    void next() {
        if (outcomes_.size() == steps_.size()) return loop_.stop();
        const Step& step = steps_[outcomes_.size()];
        enforcement_->apply(
            {{{"site.yaml", step.site}}, "site.yaml", "ana", "192.0.2.7", step.accept_risk},
            [this](Result<webui::Applied> done) {
                outcomes_.push_back(
                    {std::move(done), state_.in_force.policy->products().front().site->enforce});
                loop_.post([this] { next(); });
            });
    }
    std::vector<Step> steps_;
    std::vector<Outcome> outcomes_;

protected:
    EventLoop loop_;
    ServerState state_;
    store::Batch batch_;
    LiveJudge judge_{state_, batch_};
    std::optional<WillingEnforcer> enforcer_;
    std::optional<Enforcement> enforcement_;
};

TEST_F(EnforcementTest, ASwitchWithOpenLinesIsRefusedAndChangesNothing) {
    start(site_in("observe"));
    const std::vector<Outcome> out = apply({{site_in("enforce", "unset")}});
    ASSERT_FALSE(out[0].result);
    EXPECT_EQ(out[0].result.error().code, ErrorCode::bad_input);
    EXPECT_THAT(out[0].result.error().message,
                HasSubstr("snep7 may not be enforced yet, 1 line is open: (1) parameter sip_trunk is unset"));
    EXPECT_FALSE(out[0].enforces);
    EXPECT_EQ(enforcer_->staged, 1) << "nothing new was sent";
    ASSERT_FALSE(batch_.audit.empty());
    EXPECT_EQ(batch_.audit.back().who, "ana");
    EXPECT_THAT(batch_.audit.back().outcome, StartsWith("snep7 may not be enforced yet"));
}

TEST_F(EnforcementTest, ItPassesWhenSomebodyAcceptsTheRiskAndIsAudited) {
    start(site_in("observe"));
    const std::vector<Outcome> out = apply({{site_in("enforce", "unset"), "no trunk yet, ticket 4711"}});
    ASSERT_TRUE(out[0].result) << out[0].result.error().text();
    EXPECT_TRUE(out[0].enforces);
    EXPECT_THAT(batch_.audit.back().what,
                HasSubstr("snep7: observe -> enforce; 1 open line accepted: no trunk yet, ticket 4711"));
    EXPECT_EQ(batch_.audit.back().outcome, "ok");
    const evidence::Event& event = batch_.events.back();
    EXPECT_EQ(event.code, "PT3001");
    std::map<std::string, std::string> fields(event.fields.begin(), event.fields.end());
    EXPECT_EQ(fields["reason"], "1 open line accepted: no trunk yet, ticket 4711");
    EXPECT_EQ(fields["what"], "snep7: observe -> enforce");
    EXPECT_EQ(fields["user"], "ana");
}

TEST_F(EnforcementTest, AReadyProductIsSwitched) {
    start(site_in("observe"));
    const std::vector<Outcome> out = apply({{site_in("enforce")}});
    ASSERT_TRUE(out[0].result) << out[0].result.error().text();
    EXPECT_TRUE(out[0].enforces);
    EXPECT_EQ(out[0].result->changed_products, std::vector<std::string>{"snep7"});
    EXPECT_THAT(batch_.audit.back().what, HasSubstr("; snep7: observe -> enforce"));
}

TEST_F(EnforcementTest, WhatTheKeptFlowsWouldLoseHoldsTheSwitch) {
    start(site_in("observe"));
    evidence::JudgedFlow flow = store::sample_flow(0);
    flow.initiator = *Address::parse("10.20.3.5");
    flow.responder = *Address::parse("203.0.113.80");
    flow.first = flow.last = now();
    store::Batch batch;
    batch.at = now();
    batch.flows = {flow};
    put(std::move(batch));
    const std::vector<Outcome> out = apply({{site_in("enforce")}});
    ASSERT_FALSE(out[0].result);
    EXPECT_THAT(out[0].result.error().message, HasSubstr("(1) pbx-1 -> dca4.example.com tcp/443"));
}

TEST_F(EnforcementTest, WhatEnforcesAlreadyAndWhatObservesIsNoSwitch) {
    start(site_in("enforce", "unset"));
    const std::vector<Outcome> out = apply({{site_in("enforce")},
                                            {site_in("enforce", "unset")},
                                            {site_in("observe", "unset")},
                                            {site_in("enforce", "unset")}});
    EXPECT_TRUE(out[0].result);
    EXPECT_TRUE(out[1].result);
    EXPECT_TRUE(out[2].result);
    EXPECT_FALSE(out[2].enforces);
    EXPECT_FALSE(out[3].result) << "now it is one";
    EXPECT_FALSE(out[3].enforces);
}

}  // namespace
}  // namespace portolan::roles
