// A named value that a probe measured or a person attested: a number, or words. The names and their units are
// those under which profiles say what they expect (docs/profiles.md, "What a probe or a person must find").
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace portolan::evidence {

struct Measurement {
    std::string name;                                             // "down_kbps", "ssh_methods"
    std::variant<std::uint64_t, std::vector<std::string>> value;  // 384, or {"publickey", "password"}
    friend bool operator==(const Measurement&, const Measurement&) = default;
};

}  // namespace portolan::evidence
