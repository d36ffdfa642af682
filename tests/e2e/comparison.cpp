#include "tests/e2e/comparison.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace portolan::e2e {
namespace {

bool holds(const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool meets(const Expectation& expected, const JudgedFlow& flow) {
    const std::string product = flow.product.empty() ? "-" : flow.product;
    return flow.verdict == expected.verdict && holds(expected.products, product) &&
           (holds(expected.ids, flow.requirement) || holds(expected.ids, flow.decision));
}

// A planned case and how many of its flows are still to be found.
struct Open {
    const Expectation* expected;
    std::uint64_t left;
};

std::string judged(const JudgedFlow& flow) {
    return fmt::format("{} {} ({}, product {}) at {}", flow.verdict,
                       flow.requirement.empty() ? "-" : flow.requirement, flow.decision,
                       flow.product.empty() ? "-" : flow.product, flow.first);
}

std::string planned(const Expectation& expected) {
    return fmt::format("{} by {} (product {})", expected.verdict, fmt::join(expected.ids, " or "),
                       fmt::join(expected.products, " or "));
}

}  // namespace

std::vector<std::string> differences(const std::vector<Expectation>& plan,
                                     const std::vector<JudgedFlow>& report) {
    std::map<Tuple, std::vector<Open>> open;
    for (const Expectation& expected : plan)
        open[expected.tuple].push_back({&expected, expected.count});

    std::vector<const JudgedFlow*> astray;
    for (const JudgedFlow& flow : report) {
        std::vector<Open>& cases = open[flow.tuple];
        const auto at = std::find_if(cases.begin(), cases.end(),
                                     [&](const Open& o) { return o.left > 0 && meets(*o.expected, flow); });
        if (at == cases.end()) {
            astray.push_back(&flow);
        } else {
            --at->left;
        }
    }
    std::vector<std::string> out;
    for (const JudgedFlow* flow : astray) {
        std::vector<Open>& cases = open[flow->tuple];
        const auto at = std::find_if(cases.begin(), cases.end(), [](const Open& o) { return o.left > 0; });
        if (at == cases.end()) {
            out.push_back(fmt::format("not planned: {} judged {}", flow->tuple.text(), judged(*flow)));
            continue;
        }
        --at->left;
        out.push_back(fmt::format("{}: {} planned {}, judged {}", at->expected->name, flow->tuple.text(),
                                  planned(*at->expected), judged(*flow)));
    }
    for (const auto& [tuple, cases] : open)
        for (const Open& o : cases)
            if (o.left > 0)
                out.push_back(fmt::format("{}: {} of {} flows {} not in the report", o.expected->name, o.left,
                                          o.expected->count, tuple.text()));
    return out;
}

}  // namespace portolan::e2e
