// Whole small files, bounded.
#pragma once

#include "appliance/base/result.hpp"

#include <cstdint>
#include <string>

namespace portolan {

// Fails where the path can't be opened, is no regular file or holds more than `most` bytes.
Result<std::string> read_file(const std::string& path, std::uint64_t most);

// Writes beside the target and renames, so that nobody ever sees half a file.
Result<void> write_file(const std::string& path, const std::string& content);

}  // namespace portolan
