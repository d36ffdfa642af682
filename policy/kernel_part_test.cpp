// The kernel's part of a policy decides as the policy does.
#include "policy/kernel_part.hpp"

#include "policy/admit.hpp"
#include "policy/ruleset/decide.hpp"
#include "policy/ruleset/render.hpp"
#include "policy/site_loader.hpp"
#include "policy/test_world.hpp"
#include "profiles/library.hpp"

#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

Policy sample_policy() {
    std::vector<profiles::Profile> library = *profiles::load_library(*profiles::library_folder());
    Site site = *load_site(PORTOLAN_SOURCE_DIR "/tests/data/sample/site.yaml", library);
    return *Policy::compile(std::move(library), std::move(site));
}

class Attempts {
public:
    explicit Attempts(const Policy& policy) {
        for (const Rule& rule : policy.rules()) {
            for (const AddressSet& set : {rule.from.addresses, rule.to.addresses})
                for (const AddressRange& range : set.ranges())
                    for (const Address& at :
                         {range.first, range.first.previous(), range.last, range.last.next()})
                        addresses_.push_back(at);
            for (const RulePorts& ports : rule.ports)
                for (const int port :
                     {ports.ports.first - 1, +ports.ports.first, +ports.ports.last, ports.ports.last + 1})
                    ports_.push_back(static_cast<std::uint16_t>(port));
            for (const profiles::NamePattern& name : rule.to.names)
                names_.push_back(name.kind == profiles::NamePattern::Kind::exact ? name.name
                                                                                 : "a." + name.name);
        }
        for (const Asset& asset : policy.site().assets)
            for (const AddressRange& range : asset.addresses)
                addresses_.push_back(range.first);
    }

    Attempt next() {
        Attempt out;
        out.from = pick(addresses_);
        out.to = pick(addresses_);
        const Protocol protocols[] = {Protocol::tcp, Protocol::tcp, Protocol::udp, Protocol::icmp,
                                      Protocol::other};
        out.protocol = protocols[random_() % 5];
        const bool ports = out.protocol == Protocol::tcp || out.protocol == Protocol::udp;
        if (ports) out.port = pick(ports_);
        if (out.protocol == Protocol::icmp) out.icmp = random_() % 2 == 0 ? "echo-request" : "redirect";
        for (auto i = random_() % 3; i > 0 && !names_.empty(); --i)
            out.names.push_back(pick(names_));
        return out;
    }

private:
    template <typename T>
    const T& pick(const std::vector<T>& from) {
        return from[random_() % from.size()];
    }
    std::mt19937 random_{20261122};
    std::vector<Address> addresses_;
    std::vector<std::uint16_t> ports_ = {1, 65535};
    std::vector<std::string> names_;
};

ruleset::Attempt kernel_attempt(const Attempt& attempt) {
    ruleset::Attempt out{attempt.from, attempt.to, attempt.protocol, attempt.port, {}, attempt.names};
    if (attempt.protocol == Protocol::icmp) out.icmp = attempt.icmp;
    return out;
}

void expect_equal(const Policy& policy, std::optional<Timestamp> at = {}) {
    const ruleset::Ruleset kernel = *kernel_part(policy, at);
    Attempts attempts(policy);
    int documented = 0;
    for (int i = 0; i < 20'000; ++i) {
        Attempt attempt = attempts.next();
        attempt.at = at;
        const Decision expected = admit(policy, attempt);
        const ruleset::Decision decision = ruleset::decide(kernel, kernel_attempt(attempt));
        ASSERT_EQ(decision.id, expected.id)
            << attempt.from.text() << " -> " << attempt.to.text() << " " << protocol_name(attempt.protocol)
            << "/" << attempt.port << " " << (attempt.names.empty() ? "" : attempt.names.front());
        // What the documents let through, the kernel lets through, whatever is enforced.
        if (expected.allowed) {
            ASSERT_EQ(decision.action, ruleset::Action::accept) << decision.key();
        }
        documented += expected.kind == Decision::Kind::documented ? 1 : 0;
    }
    EXPECT_GT(documented, 50);
}

TEST(KernelPart, DecidesAsThePolicyDoes) {
    expect_equal(test_policy());
    expect_equal(test_policy(narrow_site()));
    expect_equal(sample_policy());
}

TEST(KernelPart, DecidesAsThePolicyDoesWhileExceptionsAreInForce) {
    for (const std::string& site : {excepting_site(), excepting_site(/*enforce=*/true)})
        for (const char* at : {"2026-11-30", "2026-12-01", "2026-12-15", "2027-01-01"})
            expect_equal(test_policy(site), *parse_timestamp(at));
}

TEST(KernelPart, ObserveNeverDrops) {
    const Policy policy = sample_policy();
    const ruleset::Rendering rendering = *ruleset::render(*kernel_part(policy));
    for (const auto& [mark, decision] : rendering.decisions)
        EXPECT_NE(decision.action, ruleset::Action::drop) << decision.key();
    EXPECT_EQ(rendering.text().find(": goto refuse"), std::string::npos);
}

std::string enforcing_site() {
    std::string site(kTestSite);
    const std::string_view product = "  demo:\n";
    return site.insert(site.find(product) + product.size(), "    enforcement: enforce\n");
}

TEST(KernelPart, EnforcedDefaultDenyAndProhibitionsDrop) {
    const ruleset::Ruleset kernel = *kernel_part(test_policy(enforcing_site()));
    const Address agent = *Address::parse("10.1.0.10");
    const Address desk = *Address::parse("10.1.0.77");
    struct Case {
        const char* what;
        Address from;
        const char* to;
        std::uint16_t port;
        std::vector<std::string> names;
        const char* id;
        ruleset::Action action;
    };
    const std::vector<Case> cases = {
        {"documented", agent, "10.1.8.1", 161, {}, "DEMO-001", ruleset::Action::accept},
        {"port + 1", agent, "10.1.8.1", 162, {}, "default-deny/agent/out", ruleset::Action::drop},
        {"into a governed end", desk, "10.1.8.1", 161, {}, "default-deny/printer/in", ruleset::Action::drop},
        {"prohibited", agent, "10.1.9.9", 161, {}, "DEMO-008", ruleset::Action::drop},
        {"no governed end",
         desk,
         "203.0.113.5",
         161,
         {},
         "ungoverned/inside/outside",
         ruleset::Action::accept},
    };
    for (const Case& each : cases) {
        const ruleset::Decision decision = ruleset::decide(
            kernel, {each.from, *Address::parse(each.to), Protocol::udp, each.port, {}, each.names});
        EXPECT_EQ(decision.id, each.id) << each.what;
        EXPECT_EQ(decision.action, each.action) << each.what;
    }
}

TEST(KernelPart, LearnedNamesGiveRowsOfTheirPorts) {
    const ruleset::Ruleset kernel = *kernel_part(test_policy(enforcing_site()));
    const Address agent = *Address::parse("10.1.0.10");
    const Address cloud = *Address::parse("203.0.113.5");
    const std::vector<ruleset::LearnedRow> rows =
        ruleset::learned_rows(kernel, agent, cloud, {"cloud.demo.example"});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].port, 443);
    EXPECT_EQ(rows[0].decision.id, "DEMO-002,DEMO-009,DEMO-010");
    EXPECT_TRUE(ruleset::names_anything(kernel, agent, "cloud.demo.example"));
    EXPECT_FALSE(ruleset::names_anything(kernel, agent, "telemetry.example"));
    EXPECT_FALSE(ruleset::names_anything(kernel, *Address::parse("10.1.0.77"), "cloud.demo.example"));
}

// Every second address, so that no two are one range.
std::string scattered_site(unsigned agents, unsigned printers) {
    std::string assets;
    std::string names[2];
    for (unsigned i = 0; i < agents + printers; ++i) {
        const bool agent = i < agents;
        const std::string address =
            Address::from_v4((agent ? 0x0a010000U : 0x0a020000U) + 2 * (agent ? i : i - agents)).text();
        assets += fmt::format("  - {{name: a{}, address: {}}}\n", i, address);
        names[agent ? 0 : 1] += fmt::format("{}a{}", names[agent ? 0 : 1].empty() ? "" : ", ", i);
    }
    return fmt::format(
        "schema: portolan-site/1\nsite: test\nzones:\n"
        "  inside: {{interface: e2, kind: routed, address: 10.0.0.1/8}}\n"
        "assets:\n{}products:\n  demo:\n    roles: {{agent: [{}], printer: [{}]}}\n"
        "    parameters: {{ranges: [10.2.0.0/16]}}\n",
        assets, names[0], names[1]);
}

TEST(KernelPart, TooLargeASiteIsRefusedWithTheRequirementAndItsRoles) {
    EXPECT_TRUE(kernel_part(test_policy(scattered_site(10, 500))));
    const Result<ruleset::Ruleset> refused = kernel_part(test_policy(scattered_site(500, 500)));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              "the site would expand to 250,000 elements and 0 intervals; the bounds are 200,000 and 20,000; "
              "DEMO-001 (agent -> printer) takes 250000 of them");
    // No rule alone, but two of them together (SNMP and ping).
    const Result<ruleset::Ruleset> together = kernel_part(test_policy(scattered_site(300, 500)));
    ASSERT_FALSE(together);
    EXPECT_NE(together.error().message.find("would expand to 300,000 elements"), std::string::npos)
        << together.error().message;
    EXPECT_NE(together.error().message.find("DEMO-001 (agent -> printer) takes 150000"), std::string::npos)
        << together.error().message;
}

TEST(KernelPart, MarksAreOfTheText) {
    EXPECT_EQ(ruleset::mark_of("DCA4-065"), ruleset::mark_of("DCA4-065"));
    EXPECT_NE(ruleset::mark_of("DCA4-065"), ruleset::mark_of("DCA4-065#held-by/ksc"));
    EXPECT_LT(ruleset::mark_of("DCA4-065"), 1U << 31U);
}

}  // namespace
}  // namespace portolan::policy
