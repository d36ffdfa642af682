#include "appliance/enforce/floor.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace portolan::enforce {
namespace {

using ruleset::Ruleset;

AddressSet set(const char* range) {
    return AddressSet({*parse_address_range(range)});
}

Ruleset sound() {
    Ruleset out;
    out.products.push_back({"demo", true, {{"agent", set("10.1.0.10")}}});
    out.zones.push_back({"outside", "e1", set("198.51.100.0/30"), true, false});
    out.zones.push_back({"inside", "e2", set("10.1.0.0/16"), false, false});
    out.management = {"e3", set("10.9.0.0/24"), {22, 8443}};
    ruleset::Rule rule;
    rule.id = "DEMO-001";
    rule.from = set("10.1.0.10");
    rule.to = AddressSet::everything();
    rule.any_protocol = true;
    out.rules.push_back(rule);
    return out;
}

TEST(Floor, WhatItRefuses) {
    struct Case {
        const char* what;
        std::function<void(Ruleset&)> change;
        bool passes;
    };
    const std::vector<Case> cases = {
        {"sound", [](Ruleset&) {}, true},
        {"no way in", [](Ruleset& r) { r.management.reset(); }, false},
        {"no way in, but nothing enforces",
         [](Ruleset& r) {
             r.management.reset();
             r.products[0].enforce = false;
         },
         true},
        {"a way in for nobody", [](Ruleset& r) { r.management->from = {}; }, false},
        {"a way in to no port", [](Ruleset& r) { r.management->ports.clear(); }, false},
        {"an interface that is text", [](Ruleset& r) { r.zones[0].interface = "e1\" accept #"; }, false},
        {"a newline in an interface", [](Ruleset& r) { r.zones[0].interface = "e1\n"; }, false},
        {"loopback", [](Ruleset& r) { r.zones[0].interface = "lo"; }, false},
        {"16 letters", [](Ruleset& r) { r.zones[0].interface = "abcdefghijklmnop"; }, false},
        {"a gate's interface",
         [](Ruleset& r) {
             r.gates.push_back({"e 2", {}, 5300});
         },
         false},
        {"management's interface", [](Ruleset& r) { r.management->interface = "{"; }, false},
        {"a rule of no product", [](Ruleset& r) { r.rules[0].product = 1; }, false},
        {"everything from outside", [](Ruleset& r) { r.rules[0].from = AddressSet::everything(); }, false},
        {"everything from outside, prohibited",
         [](Ruleset& r) {
             r.rules[0].from = AddressSet::everything();
             r.rules[0].prohibits = true;
         },
         true},
        {"one port from outside",
         [](Ruleset& r) {
             r.rules[0].from = AddressSet::everything();
             r.rules[0].any_protocol = false;
             r.rules[0].services = {{Protocol::tcp, {443, 443}}};
         },
         true},
        {"too many rules", [](Ruleset& r) { r.rules.assign(kMostRules + 1, r.rules[0]); }, false},
    };
    for (const Case& each : cases) {
        Ruleset ruleset = sound();
        each.change(ruleset);
        EXPECT_EQ(check_floor(ruleset).has_value(), each.passes) << each.what;
    }
}

}  // namespace
}  // namespace portolan::enforce
