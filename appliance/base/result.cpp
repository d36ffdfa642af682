#include "appliance/base/result.hpp"

#include <cstdio>
#include <cstdlib>

namespace portolan {

std::string Error::text() const {
    std::string out = where.empty() ? message : where + ": " + message;
    if (!remedy.empty()) out += "; " + remedy;
    return out;
}

Failure fail(ErrorCode code, std::string message, std::string where, std::string remedy) {
    return Failure(Error{code, std::move(message), std::move(where), std::move(remedy)});
}

void panic(std::string_view what) {
    std::fprintf(stderr, "portolan: broken invariant: %.*s\n", static_cast<int>(what.size()), what.data());
    std::abort();
}

}  // namespace portolan
