// diff is exact: an attempt lies in a changed box exactly where the decision on it differs, and its witnesses
// are attempts whose decision differs.
#include "policy/diff.hpp"

#include "policy/admit.hpp"
#include "policy/kernel_part.hpp"
#include "policy/site_loader.hpp"
#include "policy/test_world.hpp"
#include "profiles/library.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

Policy policy_of(const std::string& path, const std::function<void(Site&)>& change = {}) {
    std::vector<profiles::Profile> library = *profiles::load_library(*profiles::library_folder());
    Result<Site> site = load_site(PORTOLAN_SOURCE_DIR "/tests/data/" + path, library);
    if (!site) panic(site.error().text());
    if (change) change(*site);
    return *Policy::compile(std::move(library), std::move(*site));
}

void set_option(Site& site, const std::string& product, const std::string& option, const std::string& value) {
    for (ProductSite& each : site.products)
        if (each.id == product) each.options[option] = value;
}

// Attempts at and beside everything that either policy speaks of; one name at most, both ends of one family.
class Attempts {
public:
    Attempts(const ruleset::Ruleset& before, const ruleset::Ruleset& after) {
        for (const ruleset::Ruleset* ruleset : {&before, &after}) {
            for (const ruleset::Rule& rule : ruleset->rules) {
                add(rule.from);
                add(rule.to);
                for (const ruleset::Service& service : rule.services)
                    for (const int port : {service.ports.first - 1, +service.ports.first, +service.ports.last,
                                           service.ports.last + 1})
                        ports_.push_back(static_cast<std::uint16_t>(port));
                for (const NamePattern& name : rule.names)
                    for (const char* front : {"", "a.", "a.b.", "bad"})
                        names_.push_back(front + name.name);
            }
            for (const ruleset::Product& product : ruleset->products)
                for (const ruleset::GovernedRole& role : product.governed)
                    add(role.addresses);
            for (const ruleset::Zone& zone : ruleset->zones)
                add(zone.networks);
        }
    }
    ruleset::Attempt next() {
        ruleset::Attempt out;
        const std::vector<Address>& family = random_() % 3 == 0 && !v6_.empty() ? v6_ : v4_;
        out.from = pick(family);
        out.to = pick(family);
        const Protocol protocols[] = {Protocol::tcp, Protocol::tcp, Protocol::udp, Protocol::icmp,
                                      Protocol::other};
        out.protocol = protocols[random_() % 5];
        const bool ports = out.protocol == Protocol::tcp || out.protocol == Protocol::udp;
        if (ports) out.port = pick(ports_);
        if (out.protocol == Protocol::icmp) out.icmp = random_() % 2 == 0 ? "echo-request" : "redirect";
        if (random_() % 2 == 0 && !names_.empty()) out.names.push_back(pick(names_));
        return out;
    }

private:
    void add(const AddressSet& set) {
        for (const AddressRange& range : set.ranges())
            for (const Address& at : {range.first, range.first.previous(), range.last, range.last.next()})
                (at.is_v4() ? v4_ : v6_).push_back(at);
    }
    template <typename T>
    const T& pick(const std::vector<T>& from) {
        return from[random_() % from.size()];
    }
    std::mt19937 random_{20261122};
    std::vector<Address> v4_;
    std::vector<Address> v6_;
    std::vector<std::uint16_t> ports_ = {1, 65535};
    std::vector<std::string> names_ = {"news.example"};
};

std::string admitted(const Policy& policy, const ruleset::Attempt& attempt, std::optional<Timestamp> at) {
    return admit(policy, {attempt.from,
                          attempt.to,
                          attempt.protocol,
                          attempt.port,
                          attempt.icmp.value_or(""),
                          attempt.names,
                          {},
                          at})
        .id;
}

// `modes_differ`: enforcement too, which admit does not look at.
void expect_exact(const Policy& before, const Policy& after, int at_least, bool modes_differ = false,
                  std::optional<Timestamp> at = {}) {
    const ruleset::Ruleset old_part = *kernel_part(before, at);
    const ruleset::Ruleset new_part = *kernel_part(after, at);
    const Diff diff = *policy::diff(before, after, at);
    Attempts attempts(old_part, new_part);
    int changed = 0;
    for (int i = 0; i < 10'000; ++i) {
        const ruleset::Attempt attempt = attempts.next();
        const ruleset::Decision was = decide(old_part, attempt);
        const ruleset::Decision is = decide(new_part, attempt);
        const Change* change = diff.find(attempt);
        const std::string text = Witness{attempt, 0}.text();
        ASSERT_EQ(change != nullptr, !(was == is)) << text << ": " << was.key() << " / " << is.key();
        if (!modes_differ) {
            ASSERT_EQ(change != nullptr, admitted(before, attempt, at) != admitted(after, attempt, at))
                << text;
        }
        if (change == nullptr) continue;
        ++changed;
        ASSERT_EQ(change->row.decisions[0], was) << text;
        ASSERT_EQ(change->row.decisions[1], is) << text;
        const auto lies_in = [&](const Change& each) {
            return holds(each.row, attempt, diff.cells->name_class(attempt));
        };
        ASSERT_EQ(std::count_if(diff.changes.begin(), diff.changes.end(), lies_in), 1) << text;
    }
    EXPECT_GE(changed, at_least);
    for (const Change& change : diff.changes) {
        ASSERT_EQ(change.row.witnesses.size(), change.row.names.size());
        for (const Witness& witness : change.row.witnesses) {
            EXPECT_EQ(diff.find(witness.attempt), &change) << witness.text();
            EXPECT_EQ(decide(old_part, witness.attempt), change.row.decisions[0]) << witness.text();
            EXPECT_EQ(decide(new_part, witness.attempt), change.row.decisions[1]) << witness.text();
        }
    }
}

TEST(Diff, IsExactBetweenModesOfAProduct) {
    expect_exact(policy_of("analysis/wildcard.yaml"), policy_of("analysis/strict.yaml"), 80);
    expect_exact(policy_of("analysis/strict.yaml"), policy_of("analysis/wildcard.yaml"), 80);
    expect_exact(test_policy(), test_policy(narrow_site()), 50);
}

TEST(Diff, IsExactOnAllProducts) {
    const Policy sample = policy_of("sample/site.yaml");
    expect_exact(sample,
                 policy_of("sample/site.yaml",
                           [](Site& site) {
                               set_option(site, "dca4", "mode", "wildcard");
                               set_option(site, "ksc", "server_internet", "off");
                               site.assets.pop_back();
                               for (ProductSite& product : site.products)
                                   std::erase_if(product.roles, [](const RoleBinding& role) {
                                       return role.asset == "kaspersky-cloud" || role.asset == "floor-1";
                                   });
                           }),
                 25);
}

TEST(Diff, IsExactWhereEnforcementChanges) {
    expect_exact(policy_of("sample/site.yaml"),
                 policy_of("sample/site.yaml",
                           [](Site& site) {
                               site.products.front().enforce = true;
                               site.products.back().enforce = true;
                               site.ungoverned[{"inside", "outside"}] = Ungoverned::drop;
                           }),
                 1000, /*modes_differ=*/true);
}

// With exceptions that begin and end, and hours that open and close, on one side or the other.
TEST(Diff, IsExactAtEveryTime) {
    const Policy before = test_policy(
        site_with_parameters("support_window: Mon-Fri 08:00-18:00 Europe/Madrid", excepting_site()),
        windowed_profile());
    const Policy after =
        test_policy(site_with_parameters("support_window: daily 22:00-10:00 UTC"), windowed_profile());
    const Address agent = *Address::parse("10.1.0.10");
    const Address desk = *Address::parse("10.1.0.77");
    const Address printer = *Address::parse("10.1.8.1");
    const std::vector<ruleset::Attempt> attempts = {
        {agent, *Address::parse("203.0.113.22"), Protocol::tcp, 22, {}, {}},
        {agent, *Address::parse("203.0.113.77"), Protocol::tcp, 22, {}, {"ssh.demo.test"}},
        {agent, *Address::parse("203.0.113.22"), Protocol::tcp, 23, {}, {}},
        {agent, *Address::parse("203.0.113.9"), Protocol::tcp, 8443, {}, {}},
        {agent, *Address::parse("203.0.113.10"), Protocol::tcp, 8443, {}, {}},
        {agent, *Address::parse("203.0.113.9"), Protocol::tcp, 9005, {}, {}},
        {desk, agent, Protocol::tcp, 22, {}, {}},
        {agent, printer, Protocol::udp, 160, {}, {}},
        {agent, printer, Protocol::udp, 161, {}, {}},
        {desk, printer, Protocol::icmp, 0, "echo-request", {}},
    };
    std::size_t changed = 0;
    for (const char* time :
         {"2026-11-30T12:00:00Z", "2026-12-01T09:00:00Z", "2026-12-01T12:00:00Z", "2026-12-05T12:00:00Z",
          "2026-12-20T23:00:00Z", "2027-01-15T12:00:00Z", "2027-02-01T09:00:00Z"}) {
        const Timestamp at = *parse_timestamp(time);
        expect_exact(before, after, 0, /*modes_differ=*/false, at);
        const Diff diff = *policy::diff(before, after, at);
        for (const ruleset::Attempt& attempt : attempts) {
            const bool differs = admitted(before, attempt, at) != admitted(after, attempt, at);
            changed += differs ? 1 : 0;
            EXPECT_EQ(diff.find(attempt) != nullptr, differs) << Witness{attempt, 0}.text() << " " << time;
        }
    }
    EXPECT_GE(changed, 20U);
    EXPECT_TRUE(diff(before, after, *parse_timestamp("2027-02-01T09:00:00Z"))->changes.empty())
        << "both are open, and no exception is in force any more";
}

TEST(Diff, OfAPolicyAndItselfIsEmpty) {
    EXPECT_TRUE(diff(test_policy(), test_policy())->changes.empty());
}

TEST(Diff, NamesTheRequirementsOfBothSides) {
    const Diff diff = *policy::diff(test_policy(), test_policy(narrow_site()));
    const ruleset::Attempt attempt{
        *Address::parse("10.1.0.10"), *Address::parse("203.0.113.5"), Protocol::tcp, 443, {},
        {"other.demo.example"}};
    const Change* change = diff.find(attempt);
    ASSERT_NE(change, nullptr);
    EXPECT_EQ(change->kind, Change::Kind::closes);
    EXPECT_EQ(change->before.requirement, "DEMO-010");
    EXPECT_EQ(change->row.decisions[1].id, "default-deny/agent/out");
    EXPECT_EQ(change->after.also, std::vector<std::string>{"DEMO-007"});
    EXPECT_EQ(diff.cells->names().words(change->row.names),
              std::vector<std::string>{"**.demo.example but cloud.demo.example"});
    ruleset::Attempt apex = attempt;
    apex.names = {"demo.example"};
    EXPECT_EQ(diff.find(apex), nullptr);
}

}  // namespace
}  // namespace portolan::policy
