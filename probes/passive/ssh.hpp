// The identification line with which both ends of SSH begin (RFC 4253 section 4.2).
#pragma once

#include "appliance/base/bytes.hpp"

#include <optional>
#include <string>

namespace portolan::passive {

struct SshBanner {
    std::string software;   // "OpenSSH_9.2p1": without the comments that follow it
    bool complete = false;  // false: the line has not ended
    friend bool operator==(const SshBanner&, const SshBanner&) = default;
};

std::optional<SshBanner> parse_ssh_banner(Bytes stream);

}  // namespace portolan::passive
