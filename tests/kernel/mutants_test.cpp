// The packets that find no disagreement find every one of these faults: what the other test proves is worth
// as much as what it would have caught.
#include "tests/kernel/mutants.hpp"

#include "appliance/enforce/nft.hpp"
#include "policy/ruleset/render.hpp"
#include "tests/kernel/conductor.hpp"
#include "tests/kernel/scenarios.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::kernel {
namespace {

constexpr unsigned kGeneration = 1000;  // beside those of the enforcer, which stay where they are

// Puts the ruleset there once more, with the fault. Counters and learned elements stay.
class Planter {
public:
    explicit Planter(Mutant mutant) : mutant_(std::move(mutant)) {}

    void operator()(const Model& model, const Phase& phase) {
        const unsigned generation = kGeneration + phases_++;
        const ruleset::Rendering rendering = *ruleset::render(phase.ruleset, generation);
        std::string text = rendering.text();
        for (const auto& [key, decision] : model.known())
            if (const std::uint32_t mark = ruleset::mark_of(key); !rendering.decisions.contains(mark))
                text += ruleset::decision_lines(mark, decision);
        const std::string planted = mutated(text, mutant_, generation);
        if (!planted.empty()) ++applied_;
        enforce::Nft nft;
        const Result<void> loaded = nft.run(planted.empty() ? text : planted);
        ASSERT_TRUE(loaded) << loaded.error().text();
    }
    [[nodiscard]] bool applied() const { return applied_ > 0; }

private:
    Mutant mutant_;
    unsigned phases_ = 0;
    unsigned applied_ = 0;
};

class Stagings {
public:
    // Made once for all mutants: they get the same packets.
    const std::pair<Place, std::vector<Phase>>& of(const std::string& name) {
        const std::vector<Scenario> all = scenarios();
        const auto scenario =
            std::find_if(all.begin(), all.end(), [&](const Scenario& each) { return each.name == name; });
        auto& made = made_[name];
        if (!made) {
            Place place = load_place(scenario->site);
            std::vector<Phase> program = program_of(*scenario, place, kSeed);
            made =
                std::make_unique<std::pair<Place, std::vector<Phase>>>(std::move(place), std::move(program));
        }
        return *made;
    }

private:
    std::map<std::string, std::unique_ptr<std::pair<Place, std::vector<Phase>>>> made_;
};

class Mutants : public testing::TestWithParam<Mutant> {
protected:
    void SetUp() override {
        if (const std::string reason = cannot_run(); !reason.empty()) GTEST_SKIP() << reason;
    }
    static Tally play(Planter& planter, const std::string& scenario) {
        static Stagings stagings;
        const auto& [place, program] = stagings.of(scenario);
        Conductor conductor(place, [&](const Model& model, const Phase& phase) { planter(model, phase); });
        return conductor.play(program, 1);
    }
};

TEST_P(Mutants, IsCaught) {
    Planter planter(GetParam());
    const Tally tally = play(planter, GetParam().scenario);
    EXPECT_TRUE(planter.applied()) << "the pattern no longer applies: write it anew";
    ASSERT_FALSE(tally.disagreements.empty()) << GetParam().name << " was not noticed";
    fmt::print("{}: caught by packet {}: {}\n", GetParam().name, tally.trials, tally.disagreements.front());
}

INSTANTIATE_TEST_SUITE_P(Planted, Mutants, testing::ValuesIn(mutants()));

TEST_F(Mutants, NoneIsSeenWhereNoneIs) {
    Planter planter({"none", "", {{"^$", ""}}});
    const Tally tally = play(planter, "LabEnforced");
    EXPECT_FALSE(planter.applied());
    EXPECT_EQ(tally.disagreements, std::vector<std::string>());
    EXPECT_GE(mutants().size(), 20U);
}

}  // namespace
}  // namespace portolan::kernel
