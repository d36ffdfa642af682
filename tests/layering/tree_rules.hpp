// House rules about the tree itself: depth of folders, names and sizes of files, what CMake lists, and words
// that must not stand in the code.
#pragma once

#include "tests/layering/source_tree.hpp"

namespace portolan::layering {

Violations check_depth(const SourceTree& tree);   // two levels below the top-level folders at most
Violations check_names(const SourceTree& tree);   // snake_case, and no word that says nothing
Violations check_sizes(const SourceTree& tree);   // headers 150 lines, sources 450
Violations check_listed(const SourceTree& tree);  // every .cpp and .hpp stands in a CMake file
Violations check_texts(
    const SourceTree& tree);  // nothing fetched, no globs, no std views, no #if, no exceptions

}  // namespace portolan::layering
