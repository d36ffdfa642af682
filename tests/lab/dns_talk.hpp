// DNS questions and answers (RFC 1035), over UDP and TCP.
#pragma once

#include "appliance/base/address.hpp"
#include "tests/lab/talk.hpp"

#include <string_view>
#include <vector>

namespace portolan::lab {

struct DnsTalk {
    std::string_view name;
    std::string_view alias = {};  // canonical name that the answer leads through (CNAME), or empty
    std::vector<Address> addresses =
        {};            // of one family: it decides between A and AAAA; empty = no such name
    bool tcp = false;  // length in front (RFC 1035 section 4.2.2)
};

Turns dns(const DnsTalk& talk, std::uint64_t seed);

}  // namespace portolan::lab
