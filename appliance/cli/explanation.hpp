// One attempt explained: what the kernel does with its first packet, what the facts change, where each fact
// is enforced, and what would have been documented.
#pragma once

#include "policy/assess.hpp"
#include "policy/nearest.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace portolan::cli {

struct Question {
    std::string from;  // address, asset or role
    std::string to;    // the same, or a host name
    std::string protocol = "tcp";
    std::uint16_t port = 0;
    std::string resolved;
    std::optional<Timestamp> at;  // exceptions in force then; without it, now
    evidence::Facts facts;
};

struct Explanation {
    std::string policy_id;
    std::string asked;  // the attempt in one line
    Timestamp at;
    policy::Decision admit;
    policy::FlowAssessment assess;
    policy::NearestMiss nearest;
    const policy::Policy* policy = nullptr;
};

// Fails where an end names nothing that the site knows.
Result<Explanation> explain(const policy::Policy& policy, const Question& question);

std::string explanation_json(const Explanation& explanation);
std::string explanation_text(const Explanation& explanation);

}  // namespace portolan::cli
