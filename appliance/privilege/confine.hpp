// Giving rights up. `become` runs as root between fork and exec of a role; `check` and `confine` at the start
// of the role itself; `give_up` once its handles are open.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/privilege/rights.hpp"

namespace portolan::privilege {

// User, group, no further groups, the role's capabilities and no others in every set, no new privileges.
Result<void> become(const Rights& rights);

// Refuses where this process has more than its role needs: root, other capabilities, or a way to get them.
Result<void> check(const Rights& rights);

// System calls that no role needs fail with EPERM from here on: starting programs, mounting, tracing,
// namespaces, kernel modules, and sockets of other families than the role's.
Result<void> confine(const Rights& rights);

// No capability any more, and only the families of later.
Result<void> give_up(const Rights& rights);

}  // namespace portolan::privilege
