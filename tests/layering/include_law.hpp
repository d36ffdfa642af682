// The include law: which module may include which (DESIGN: "Include law"), and which module alone may use a
// foreign library. Both are tables in the .cpp; a module without a row is a violation, so that each new
// folder is a decision.
#pragma once

#include "tests/layering/source_tree.hpp"

namespace portolan::layering {

Violations check_includes(const SourceTree& tree);

}  // namespace portolan::layering
