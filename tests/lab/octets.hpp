// Bytes that the traffic maker composes: small big-endian pieces joined with '+', lengths put in front. And
// the one source of "random" bytes: seeded, so that the same plan gives the same file on every machine.
//
//     const Octets extension = be16(0) + sized16(sized16(be8(0) + sized16("dca4.mpsmonitor.com")));
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::lab {

using Octets = std::string;  // bytes, not text

inline Octets be8(std::uint64_t value) {
    return Octets(1, static_cast<char>(value & 0xffU));
}
inline Octets be16(std::uint64_t value) {
    return be8(value >> 8U) + be8(value);
}
inline Octets be24(std::uint64_t value) {
    return be8(value >> 16U) + be16(value);
}
inline Octets be32(std::uint64_t value) {
    return be16(value >> 16U) + be16(value);
}

inline Octets sized8(std::string_view body) {
    return be8(body.size()) + Octets(body);
}
inline Octets sized16(std::string_view body) {
    return be16(body.size()) + Octets(body);
}
inline Octets sized24(std::string_view body) {
    return be24(body.size()) + Octets(body);
}

inline Octets little16(std::uint64_t value) {
    return be8(value) + be8(value >> 8U);
}
inline Octets little32(std::uint64_t value) {
    return little16(value) + little16(value >> 16U);
}

// SplitMix64 (Steele, Lea, Flood 2014): one word of state, good enough for bytes that nobody must guess.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    Octets octets(std::size_t count) {
        Octets out;
        out.reserve(count);
        while (out.size() < count)
            out += be8(next() >> 56U);
        return out;
    }

private:
    std::uint64_t state_;
};

// FNV-1a: the same seed for the same name everywhere, which std::hash does not promise.
inline std::uint64_t seed_of(std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

}  // namespace portolan::lab
