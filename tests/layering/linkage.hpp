// What an executable is linked with and how it is hardened, read with readelf and ldd, judged by a table: a
// library that enters a binary is a decision (licence, attack surface), not an accident.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace portolan::layering {

struct Linkage {
    std::set<std::string> needed;   // direct: "libfmt.so.9"
    std::set<std::string> reached;  // with all that those need in turn
    bool position_independent = false;
    bool binds_now = false;
    bool relocations_read_only = false;
    bool stack_executable = true;
};

// An empty `needed` says that the file could not be read as an executable: ours all need libc.
Linkage read_linkage(const std::string& path);

// One sentence per objection. `name` is the file name of the executable, "portolan".
std::vector<std::string> judge_linkage(const std::string& name, const Linkage& linkage);

}  // namespace portolan::layering
