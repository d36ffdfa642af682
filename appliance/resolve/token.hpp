// What a ready socket is: the kind in the top byte, its number below.
#pragma once

#include <cstdint>

namespace portolan::resolve {

enum class SocketKind : std::uint8_t { udp_listener, tcp_listener, udp_query, tcp_client, tcp_resolver };

constexpr std::uint64_t token_of(SocketKind kind, std::uint64_t number) {
    return static_cast<std::uint64_t>(kind) << 56U | number;
}
constexpr SocketKind kind_of(std::uint64_t token) {
    return static_cast<SocketKind>(token >> 56U);
}
constexpr std::uint64_t number_of(std::uint64_t token) {
    return token & ((std::uint64_t{1} << 56U) - 1);
}

}  // namespace portolan::resolve
