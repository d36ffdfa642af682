// Every packet fares in the kernel as decide() says, and is counted where it says; and decide() says what
// admit() does. One failing packet again:
//     PORTOLAN_REPLAY=LabMixed:20261122:417 kernel_equals_model_test
// Other packets: PORTOLAN_SEED=7.
#include "policy/admit.hpp"
#include "policy/ruleset/decide.hpp"
#include "tests/kernel/conductor.hpp"
#include "tests/kernel/scenarios.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::kernel {
namespace {

constexpr std::size_t kMostShown = 12;

struct Replay {
    std::string scenario;
    std::uint64_t seed = kSeed;
    std::size_t flow = 0;
};

std::optional<Replay> replay() {
    const char* text = std::getenv("PORTOLAN_REPLAY");
    if (text == nullptr) return std::nullopt;
    const std::string line(text);
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (second == std::string::npos) panic("PORTOLAN_REPLAY is SCENARIO:SEED:FLOW");
    Replay out{line.substr(0, first)};
    std::from_chars(line.data() + first + 1, line.data() + second, out.seed);
    std::from_chars(line.data() + second + 1, line.data() + line.size(), out.flow);
    return out;
}

std::uint64_t seed_wanted() {
    const char* text = std::getenv("PORTOLAN_SEED");
    return text == nullptr ? kSeed : std::strtoull(text, nullptr, 10);
}

// Decisions of the rulesets that no packet met, in percent.
std::size_t share_missed(const std::vector<Phase>& program, const Tally& tally) {
    std::set<std::string> all;
    for (const Phase& phase : program) {
        const ruleset::Rendering rendering = *ruleset::render(phase.ruleset);
        for (const auto& [mark, decision] : rendering.decisions)
            all.insert(decision.key());
    }
    const auto missed = std::count_if(all.begin(), all.end(),
                                      [&](const std::string& key) { return !tally.counted.contains(key); });
    return static_cast<std::size_t>(missed) * 100 / all.size();
}

class KernelEqualsModel : public testing::TestWithParam<Scenario> {
protected:
    void SetUp() override {
        if (const std::string reason = cannot_run(); !reason.empty()) GTEST_SKIP() << reason;
    }
};

TEST_P(KernelEqualsModel, OnEveryPacket) {
    const std::optional<Replay> again = replay();
    if (again && again->scenario != GetParam().name) GTEST_SKIP() << "another scenario is replayed";
    const std::uint64_t seed = again ? again->seed : seed_wanted();
    const Place place = load_place(GetParam().site);
    const std::vector<Phase> program = program_of(GetParam(), place, seed);
    Conductor conductor(place);
    const Tally tally =
        again ? conductor.play(program, kMostShown, again->flow) : conductor.play(program, kMostShown);
    for (const std::string& line : tally.disagreements)
        ADD_FAILURE() << fmt::format("PORTOLAN_REPLAY={}:{}:{}", GetParam().name, seed, line);
    if (again) return;
    const std::size_t missed = share_missed(program, tally);
    fmt::print("{}: {} packets, {} % arrived, {} counters, {} % of the decisions missed\n", GetParam().name,
               tally.trials, tally.arrived * 100 / tally.trials, tally.counted.size(), missed);
    EXPECT_GE(tally.trials, GetParam().phases.size() * kTrials);
    EXPECT_GE(tally.arrived * 100, tally.trials * 38);  // 40 over all; the strictest site has least
    EXPECT_LE(missed, 15U);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, KernelEqualsModel, testing::ValuesIn(scenarios()),
                         [](const testing::TestParamInfo<Scenario>& each) { return each.param.name; });

// Over the very trials, with the ruleset as the policy gives it.
TEST(DecideEqualsAdmit, OnTheSameTrials) {
    const Place place = load_place("tests/lab/site/site.yaml");
    const std::vector<Phase> program = ProgramMaker(place, {kSeed, kTrials, 40}).make({place.ruleset});
    Model model(place.own());
    model.stage(place.ruleset);
    for (const Learning& learning : program[0].learnings)
        model.learn(learning);
    for (const Trial& trial : program[0].trials) {
        const ruleset::Attempt attempt = model.attempt_of(trial);
        const policy::Decision admitted = policy::admit(place.policy, {attempt.from,
                                                                       attempt.to,
                                                                       attempt.protocol,
                                                                       attempt.port,
                                                                       attempt.icmp.value_or(""),
                                                                       attempt.names,
                                                                       {}});
        ASSERT_EQ(ruleset::decide(place.ruleset, attempt).id, admitted.id) << trial.text();
    }
}

}  // namespace
}  // namespace portolan::kernel
