#include "policy/role_suggestion.hpp"

#include "policy/test_world.hpp"
#include "profiles/profile_loader.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

const std::vector<profiles::Profile>& library() {
    static const std::vector<profiles::Profile> profiles = {
        profiles::parse_profile(kTestProfile, "demo.yaml").value()};
    return profiles;
}

const RoleSuggestion* find(const std::vector<RoleSuggestion>& all, const char* address,
                           std::string_view role) {
    for (const RoleSuggestion& each : all)
        if (each.address == *Address::parse(address) && each.role == role) return &each;
    return nullptr;
}

evidence::Recording agent_at_work() {
    evidence::Recording out;
    evidence::Flow cloud = test_flow("10.1.0.10", "203.0.113.5", Protocol::tcp, 443);
    cloud.facts.set(Fact::sni, "cloud.demo.example");
    out.flows.push_back(cloud);
    out.flows.push_back(cloud);
    out.flows.push_back(test_flow("10.1.0.10", "10.1.8.1", Protocol::udp, 161));
    return out;
}

TEST(RoleSuggestion, ADocumentedNameIsSureAndLendsToItsPeers) {
    const std::vector<RoleSuggestion> all = suggest_roles(agent_at_work(), library());
    const RoleSuggestion* agent = find(all, "10.1.0.10", "agent");
    ASSERT_NE(agent, nullptr);
    EXPECT_EQ(all.front().role, "agent") << "the surest first";
    EXPECT_EQ(confidence_name(agent->confidence), "high");
    EXPECT_EQ(agent->evidence.front().requirement->id, "DEMO-002");
    EXPECT_EQ(agent->evidence.front().seen, "to cloud.demo.example tcp/443");
    EXPECT_EQ(agent->evidence.front().flows, 2U);
    const RoleSuggestion* printer = find(all, "10.1.8.1", "printer");
    ASSERT_NE(printer, nullptr);
    EXPECT_EQ(printer->evidence.front().seen, "from 10.1.0.10 udp/161");
    EXPECT_EQ(find(all, "203.0.113.5", "cloud"), nullptr) << "clouds are nobody's machines";
}

// The same port without the company of a sure agent is a guess.
TEST(RoleSuggestion, APortAloneIsAGuess) {
    evidence::Recording poll;
    poll.flows.push_back(test_flow("10.1.0.77", "10.1.8.2", Protocol::udp, 161));
    const std::vector<RoleSuggestion> all = suggest_roles(poll, library());
    const RoleSuggestion* alone = find(all, "10.1.8.2", "printer");
    const std::vector<RoleSuggestion> with_company = suggest_roles(agent_at_work(), library());
    const RoleSuggestion* company = find(with_company, "10.1.8.1", "printer");
    ASSERT_NE(alone, nullptr);
    ASSERT_NE(company, nullptr);
    EXPECT_LT(alone->score, company->score);
    EXPECT_NE(confidence_name(alone->confidence), "high");
}

TEST(RoleSuggestion, NothingIsMadeOfForeignOrUnansweredTraffic) {
    evidence::Recording recording;
    evidence::Flow other = test_flow("10.1.0.10", "203.0.113.5", Protocol::tcp, 443);
    other.facts.set(Fact::sni, "demo.example");  // the apex is no name below it
    recording.flows.push_back(other);
    recording.flows.push_back(test_flow("10.1.0.10", "10.1.8.1", Protocol::tcp, 8443));
    evidence::Flow scan = test_flow("10.1.0.10", "10.1.8.1", Protocol::tcp, 80);
    scan.answered = false;
    recording.flows.push_back(scan);
    EXPECT_TRUE(suggest_roles(recording, library()).empty());
}

}  // namespace
}  // namespace portolan::policy
