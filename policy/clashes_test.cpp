#include "policy/clashes.hpp"

#include "policy/site_loader.hpp"
#include "policy/test_world.hpp"
#include "profiles/library.hpp"
#include "profiles/profile_loader.hpp"

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

// A second product beside the demo: its server polls machines, which play roles of the demo too.
constexpr std::string_view kOther = R"(schema: portolan-profile/1
id: other
prefix: OTHER
title: Other
version: "1.0.0"
document: {file: o.txt, title: O, language: en, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}
roles:
  server: {binds: assets}
  machine: {binds: assets}
requirements:
  - {id: OTHER-001, kind: flow, level: required, lines: "1", quote: poll, from: server, to: machine, protocol: tcp, ports: [7000-7002]}
  - {id: OTHER-002, kind: flow, level: required, lines: "2", quote: ping, from: server, to: machine, protocol: icmp, icmp: [echo-request]}
  - {id: OTHER-003, kind: flow, level: required, lines: "3", quote: anywhere, from: machine, to: any, protocol: tcp, ports: [5938]}
)";

Result<Policy> compile(const std::string& machine, bool enforce, const std::string& own = "") {
    std::vector<profiles::Profile> library;
    library.push_back(*profiles::parse_profile(kTestProfile, "demo.yaml"));
    library.push_back(*profiles::parse_profile(kOther, "other.yaml"));
    std::string site(kTestSite);
    const std::string_view product = "  demo:\n";
    if (enforce) site.insert(site.find(product) + product.size(), "    enforcement: enforce\n");
    site += "  other: {roles: {server: [desk-1], machine: [" + machine + "]}" + own + "}\n";
    Result<Site> parsed = parse_site(site, "site.yaml", library);
    if (!parsed) panic(parsed.error().text());
    return Policy::compile(std::move(library), std::move(*parsed));
}

TEST(Clashes, ADocumentedFlowThatAnEnforcedProductProhibits) {
    // DEMO-004 lets nobody call the agent.
    const Result<Policy> clash = compile("agent-1", /*enforce=*/true);
    ASSERT_FALSE(clash);
    EXPECT_EQ(clash.error().message,
              "DEMO-004 of demo prohibits what OTHER-001 of other documents, and demo is enforced: "
              "10.1.0.77 -> 10.1.0.10 tcp/7000 (and 1 more)");
    EXPECT_FALSE(clash.error().remedy.empty());
    EXPECT_TRUE(compile("agent-1", /*enforce=*/false)) << "who observes stops nothing";
    EXPECT_TRUE(compile("agent-1", false, ", enforcement: enforce")) << "it prohibits nothing";
    EXPECT_TRUE(compile("floor-1", /*enforce=*/true)) << "nothing prohibits calls to a printer";
    EXPECT_TRUE(compile("desk-1", /*enforce=*/true)) << "a host does not call itself through us";
}

// The kernel decides the witness by the prohibition, and by the allow where nobody enforces.
TEST(Clashes, TheWitnessIsDecidedOneWayAndTheOther) {
    const Policy observed = *compile("agent-1", /*enforce=*/false);
    Attempt witness;
    witness.from = *Address::parse("10.1.0.77");
    witness.to = *Address::parse("10.1.0.10");
    witness.port = 7000;
    EXPECT_EQ(admit(observed, witness).id, "OTHER-001");
    witness.port = 7003;
    EXPECT_EQ(admit(observed, witness).id, "DEMO-004");
    EXPECT_TRUE(clashes_of(observed).empty());
}

// Shipped profiles do not clash on a site that binds their roles as the documents mean them.
TEST(Clashes, TheSampleSiteHasNoneWithEverythingEnforced) {
    std::vector<profiles::Profile> library = *profiles::load_library(*profiles::library_folder());
    Site site = *load_site(PORTOLAN_SOURCE_DIR "/tests/data/sample/site.yaml", library);
    for (ProductSite& product : site.products)
        product.enforce = true;
    const Result<Policy> policy = Policy::compile(std::move(library), std::move(site));
    EXPECT_TRUE(policy) << policy.error().text();
}

TEST(Clashes, TheLabHasNone) {
    std::vector<profiles::Profile> library = *profiles::load_library(*profiles::library_folder());
    Site site = *load_site(PORTOLAN_SOURCE_DIR "/tests/lab/site/site.yaml", library);
    const Result<Policy> policy = Policy::compile(std::move(library), std::move(site));
    EXPECT_TRUE(policy) << policy.error().text();
}

}  // namespace
}  // namespace portolan::policy
