#include "appliance/base/ulid.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <sys/random.h>

namespace portolan {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kDigits = 26;
constexpr std::size_t kTimeDigits = 10;

}  // namespace

std::string ulid_text(Timestamp now, const std::array<std::byte, 10>& random) {
    std::string out(kDigits, '0');
    std::uint64_t time = static_cast<std::uint64_t>(now.nanoseconds / 1'000'000) & 0xFFFF'FFFF'FFFFU;
    for (std::size_t i = kTimeDigits; i-- > 0; time >>= 5U)
        out[i] = kAlphabet[time & 31U];
    std::uint32_t bits = 0;
    unsigned held = 0;
    std::size_t at = kTimeDigits;
    for (const std::byte byte : random) {
        bits = (bits << 8U) | std::to_integer<std::uint32_t>(byte);
        held += 8;
        for (; held >= 5; held -= 5)
            out[at++] = kAlphabet[(bits >> (held - 5)) & 31U];
    }
    return out;
}

std::string make_ulid(Timestamp now) {
    std::array<std::byte, 10> random{};
    // Up to 256 bytes come whole once the pool is filled; a signal may interrupt only the wait for that.
    while (getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size()))
        if (errno != EINTR) panic("no random numbers from the kernel");
    return ulid_text(now, random);
}

bool is_ulid(std::string_view text) {
    const auto known = [](char c) { return kAlphabet.find(c) != std::string_view::npos; };
    return text.size() == kDigits && text.front() <= '7' && std::ranges::all_of(text, known);
}

}  // namespace portolan
