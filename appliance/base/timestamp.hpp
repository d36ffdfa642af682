// Instants are UTC nanoseconds since 1970-01-01, as capture files and the kernel give them. Text is RFC 3339.
#pragma once

#include "appliance/base/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace portolan {

struct Timestamp {
    std::int64_t nanoseconds = 0;
    // "2026-11-22T15:04:05.123456Z": microseconds, always UTC.
    [[nodiscard]] std::string text() const;
    friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

// "2026-12-01" (midnight UTC) or "2026-12-01T08:30:00Z" (fraction and offset allowed as in RFC 3339
// section 5.6).
Result<Timestamp> parse_timestamp(std::string_view text);

}  // namespace portolan
