// Listening sockets from a service manager (portolan-web.socket), as sd_listen_fds(3) describes them:
// descriptors from 3 on, LISTEN_FDS of them, meant for the process LISTEN_PID.
#pragma once

#include "appliance/base/result.hpp"

namespace portolan::roles {

struct WebSockets {
    int page = -1;  // listening, TCP
    int api = -1;   // listening, unix
};

inline constexpr int kFirstInherited = 3;

// How many are meant for this process; 0 where no service manager gave any.
int inherited_count();

// Which is which, by their families; an error unless they are one of each, and listening.
Result<WebSockets> tell_apart(int first, int count);

}  // namespace portolan::roles
