// ULIDs: 128-bit ids, 48 bits of time in milliseconds and 80 random ones, in 26 digits of Crockford's base 32
// (https://github.com/ulid/spec). Their text sorts by time.
#pragma once

#include "appliance/base/timestamp.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace portolan {

// From the kernel's random numbers. Two ids of one millisecond are in no order.
std::string make_ulid(Timestamp now);

// The text of given bits, for tests.
std::string ulid_text(Timestamp now, const std::array<std::byte, 10>& random);

// 26 digits of the alphabet, no more than 128 bits.
bool is_ulid(std::string_view text);

}  // namespace portolan
