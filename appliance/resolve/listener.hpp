// Where clients' port 53 ends up, and the resolver that they meant.
#pragma once

#include "appliance/resolve/descriptor.hpp"
#include "appliance/resolve/socket.hpp"

namespace portolan::resolve {

struct Listener {
    Descriptor udp;  // bound; either may be missing
    Descriptor tcp;  // listening
    Endpoint resolver;
};

}  // namespace portolan::resolve
