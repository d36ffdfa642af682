#include "policy/mac.hpp"

#include <fmt/format.h>

namespace portolan::policy {

Result<void> check_mac(std::string_view text) {
    bool good = text.size() == 17;
    for (std::size_t i = 0; good && i < text.size(); ++i) {
        const char c = text[i];
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        good = i % 3 == 2 ? c == ':' : hex;
    }
    if (good) return {};
    return fail(ErrorCode::bad_input, fmt::format("'{}' is not a MAC address", text.substr(0, 64)), {},
                "write 02:00:00:00:00:01, lower case");
}

}  // namespace portolan::policy
