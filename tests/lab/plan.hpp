// The plan of the sample capture: who talks to whom, when, in which words, and what the vendors' documents
// make of it. Verdicts and requirement ids are written here by hand, from the documents; nothing of profiles
// or policy is asked, because the plan is what they are tested against.
#pragma once

#include "appliance/base/transport.hpp"
#include "tests/lab/talk.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::lab {

// A machine of the customer or of the Internet. Names with a dot are DNS names.
struct Host {
    std::string_view name;
    std::string_view address;
    std::uint16_t vlan = 0;       // 802.1Q tag on the mirror port
    std::string_view alias = {};  // CNAME target that its DNS answer leads through
};

// Ends the process for a name that the table lacks: the plan is ours, a slip in it is a bug.
const Host& host(std::string_view name);
std::span<const Host> hosts();

// Verdict of a flow (DESIGN.md section 1) and the ids that may stand for it, separated by spaces, the
// likeliest first. Default denies: "default-deny/ROLE/in|out", or the vendor's own sentence that says the
// same.
struct Expectation {
    std::string_view verdict;
    std::string ids = {};
};

struct Conversation {
    std::string_view name;     // of the case, unique
    std::string_view product;  // product id, several with spaces, or "-"
    std::string_view from;     // hosts
    std::string_view to;
    Protocol protocol = Protocol::tcp;
    std::uint16_t port = 0;  // of the responder; 0 for ICMP
    Turns turns = {};
    Ending ending = Ending::closed;
    std::vector<double> at = {};  // seconds after the capture's begin, one flow each
    bool lookup = false;          // `from` asks its resolver for `to` just before the first flow
    std::string_view asked = {};  // asks for this name instead
    Expectation expected = {};
    std::string_view why = {};  // one line for people
};

// first, first + step, ... (count of them)
std::vector<double> every(double first, double step, int count);

// What asking the resolver means for a host: its product may document DNS or not.
Expectation lookup_expectation(std::string_view host_name);
std::string_view lookup_product(std::string_view host_name);

std::vector<Conversation> dca4_plan();
std::vector<Conversation> ksc_plan();
std::vector<Conversation> connect_plus_plan();
std::vector<Conversation> snep7_plan();
std::vector<Conversation> digiware_plan();
std::vector<Conversation> other_plan();  // no product, or several

std::vector<Conversation> sample_plan();  // all of them

}  // namespace portolan::lab
