// What must hold for every input; a breach ends the fuzzer like a memory error would.
#pragma once

#include "appliance/base/bytes.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

// The entry point that libFuzzer and replay.cpp call.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace portolan::fuzz {

inline void require(bool holds) {
    if (!holds) __builtin_trap();
}

inline Bytes bytes_of(const std::uint8_t* data, std::size_t size) {
    return std::as_bytes(std::span(data, size));
}

// Text that reports, terminals and syslog may get: no control bytes, no foreign encodings.
inline bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace portolan::fuzz
