// The role `server`: sole writer of the store, the one that judges, answers the API and sends events. Wiring.
#pragma once

#include "appliance/base/result.hpp"

#include <string>

namespace portolan::roles {

struct ServerOptions {
    std::string run_folder;    // sockets: RUN/server/socket, RUN/enforce/socket
    std::string state_folder;  // database, site, first password: this role's own
    bool observe = false;      // whatever a site says, the ones applied later included
};

// Serves until SIGTERM.
Result<void> run_server(const ServerOptions& options);

}  // namespace portolan::roles
