// The role `resolve`: DNS for clients behind a gate. Wiring around resolve::Gate; which ports stand for which
// resolver comes from the enforcer, and goes there what clients resolved.
#pragma once

#include "appliance/base/result.hpp"

#include <string>

namespace portolan::roles {

// Serves until SIGTERM. `run_folder`: where the enforcer's socket is.
Result<void> run_resolve(const std::string& run_folder);

}  // namespace portolan::roles
