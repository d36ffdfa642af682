// TRY inside a braced initialiser: it leaves the initialiser early, and what was built of it leaks (GCC 12
// and clang 14; appliance/base/result.hpp). The compilers say nothing, and fuzzing finds it only by chance.
#pragma once

#include "tests/layering/source_tree.hpp"

namespace portolan::layering {

Violations check_leaking_try(const SourceTree& tree);

}  // namespace portolan::layering
