// The value of a profile's parameter, in every form that rules use it.
#pragma once

#include "appliance/base/address_set.hpp"
#include "appliance/base/name_pattern.hpp"
#include "appliance/base/transport.hpp"
#include "policy/time_window.hpp"
#include "profiles/profile.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::policy {

struct ParameterValue {
    std::vector<std::string> words;  // as written; the form of MACs and countries
    AddressSet addresses;
    std::vector<TransportPort> ports;
    std::vector<profiles::NamePattern> names;
    std::uint64_t number = 0;  // integer; seconds; per second
    TimeWindow window;         // always open where it is of another type
};

// Empty `words`, or the single word "unset", is the caller's "not set" and no input here.
Result<ParameterValue> parse_parameter(profiles::ParameterType type, const std::vector<std::string>& words);

}  // namespace portolan::policy
