// The start line of a SIP message (RFC 3261 section 7). Only the method is kept: URIs name persons.
#pragma once

#include "appliance/base/bytes.hpp"

#include <optional>
#include <string_view>

namespace portolan::passive {

struct SipStart {
    std::string_view method;  // of a request; a view into the parsed bytes
    bool response = false;
    bool complete = false;  // false: the line has not ended
};

std::optional<SipStart> parse_sip(Bytes stream);

}  // namespace portolan::passive
