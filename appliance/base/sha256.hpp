// SHA-256 (FIPS 180-4) by libsodium, which unlike OpenSSL may be linked beside the GPL-2 libraries of the
// enforcer.
#pragma once

#include <string>
#include <string_view>

namespace portolan {

std::string sha256_hex(std::string_view data);  // 64 lower-case digits

}  // namespace portolan
