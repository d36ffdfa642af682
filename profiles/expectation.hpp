// What a probe must measure, or a person answer, for a requirement to hold. What is measured is an
// evidence::Measurement of the same name; policy/control_evidence.hpp compares the two.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace portolan::profiles {

struct Expectation {
    enum class Op {
        range,    // a number from `least` to `most`
        any_of,   // every word that was measured is among `words`
        none_of,  // none of them is
        all_of,   // all `words` were measured
    };
    std::string name;  // "down_kbps"
    Op op = Op::range;
    std::optional<std::uint64_t> least = std::nullopt;
    std::optional<std::uint64_t> most = std::nullopt;
    std::vector<std::string> words = {};
    bool optional = false;  // no answer is no gap: not every kind of evidence can show it

    [[nodiscard]] std::string text() const;  // "at least 384", "one of publickey"
    friend bool operator==(const Expectation&, const Expectation&) = default;
};

}  // namespace portolan::profiles
