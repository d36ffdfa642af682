// Remote support of the shipped profiles: nobody sees what is done inside it, so its hours can be bounded.
// Each requirement that lets such a session through must stand under them, or the hours would be void.
#include "policy/admit.hpp"
#include "policy/site_loader.hpp"
#include "profiles/library.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

constexpr std::string_view kSite = R"(schema: portolan-site/1
site: support
zones:
  outside: {{interface: e1, kind: routed, address: 198.51.100.2/30, untrusted: true}}
  inside: {{interface: e2, kind: routed, address: 10.1.0.1/16}}
assets:
  - {{name: machine, address: 10.1.1.1}}
products:
  {product}:
    roles: {{{role}: [machine]}}
    options: {{{options}}}
    parameters: {{{parameters}}}
)";

struct Support {
    const char* product;
    const char* role;
    const char* options;
    std::uint16_t port;  // at which every flow is remote support; 0: those of the application are
};
constexpr Support kSupport[] = {
    {"dca4", "dca-agent", "dwa: \"on\", mode: strict", 22},
    {"dca4", "dca-agent", "dwa: \"on\", mode: wildcard", 22},
    {"connect-plus", "connectplus-system", "teamviewer: url, proxy: \"on\"", 0},
    {"connect-plus", "connectplus-system", "teamviewer: port5938", 0},
    {"connect-plus", "connectplus-system", "teamviewer: port5938, mode: pinned-ip", 0},
};

Policy policy_of(const Support& support, const std::string& parameters) {
    static const std::vector<profiles::Profile> loaded =
        profiles::load_library(PORTOLAN_SOURCE_DIR "/profiles/library").value();
    std::vector<profiles::Profile> library = loaded;
    const std::string site =
        fmt::format(kSite, fmt::arg("product", support.product), fmt::arg("role", support.role),
                    fmt::arg("options", support.options), fmt::arg("parameters", parameters));
    Site parsed = parse_site(site, "site.yaml", library).value();
    return Policy::compile(std::move(library), std::move(parsed)).value();
}

bool is_support(const Support& support, const Rule& rule) {
    if (support.port == 0)
        return rule.requirement->application == "teamviewer" ||
               (rule.restated != nullptr && rule.restated->application == "teamviewer");
    return std::any_of(rule.ports.begin(), rule.ports.end(),
                       [&](const RulePorts& ports) { return ports.ports.contains(support.port); });
}

TEST(RemoteAccess, EveryWayInStandsUnderItsHours) {
    const Timestamp closed = *parse_timestamp("2026-11-23T09:00:00Z");
    for (const Support& each : kSupport) {
        const Policy hours = policy_of(each, "remote_access_window: Mon 08:00-09:00 UTC");
        const Policy unset = policy_of(each, "");
        std::size_t found = 0;
        for (const Rule& rule : hours.rules()) {
            if (rule.effect != profiles::Effect::allow || !rule.inactive.empty()) continue;
            const bool support = is_support(each, rule);
            found += support ? 1 : 0;
            EXPECT_EQ(rule.closed_at(closed) != nullptr, support)
                << each.options << ": " << rule.requirement->id;
            EXPECT_EQ(rule.closed_at(*parse_timestamp("2026-11-23T08:59:59Z")), nullptr)
                << rule.requirement->id;
        }
        EXPECT_GE(found, 2U) << each.options;
        for (const Rule& rule : unset.rules())
            EXPECT_EQ(rule.closed_at(closed), nullptr)
                << rule.requirement->id << " is open at any time until set";
    }
}

TEST(RemoteAccess, IsDeniedOutsideOfItsHours) {
    struct Case {
        const Support& support;
        const char* to;
        std::uint16_t port;
        std::vector<std::string> names;
        const char* requirement;
        bool always;
    };
    const std::vector<Case> cases = {
        {kSupport[0], "13.80.42.210", 22, {}, "DCA4-036", false},
        {kSupport[1], "203.0.113.9", 22, {"any.mpsmonitor.com"}, "DCA4-036", false},
        {kSupport[1], "203.0.113.9", 443, {"any.mpsmonitor.com"}, "DCA4-047", true},
        {kSupport[2], "203.0.113.9", 443, {"a.teamviewer.com"}, "CPLUS-056", false},
        {kSupport[2], "203.0.113.9", 80, {"a.dyngate.com"}, "CPLUS-057", false},
        {kSupport[3], "203.0.113.9", 5938, {}, "CPLUS-049", false},
        {kSupport[3], "203.0.113.9", 443, {"distservp1.pb.com"}, "CPLUS-", true},
    };
    for (const Case& each : cases) {
        const Policy policy = policy_of(each.support, "remote_access_window: Mon 08:00-09:00 UTC");
        Attempt attempt{*Address::parse("10.1.1.1"),
                        *Address::parse(each.to),
                        Protocol::tcp,
                        each.port,
                        "",
                        each.names,
                        {}};
        attempt.at = *parse_timestamp("2026-11-23T08:30:00Z");
        const Decision inside = admit(policy, attempt);
        EXPECT_TRUE(inside.allowed) << each.requirement << ": " << inside.id;
        EXPECT_NE(inside.id.find(each.requirement), std::string::npos) << inside.id;
        attempt.at = *parse_timestamp("2026-11-23T09:00:00Z");
        EXPECT_EQ(admit(policy, attempt).allowed, each.always) << admit(policy, attempt).id;
    }
}

}  // namespace
}  // namespace portolan::policy
