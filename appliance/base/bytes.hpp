// Bounds-checked reading of foreign bytes. Every read past the end sets `failed` and yields zero or an empty
// span, so a dissector reads a whole structure and checks once; nothing is ever cast to a struct.
//
//     ByteReader in(payload);
//     const std::uint16_t length = in.u16();
//     const auto body = in.take(length);
//     if (in.failed()) return std::nullopt;
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace portolan {

using Bytes = std::span<const std::byte>;

class ByteReader {
public:
    explicit ByteReader(Bytes bytes) : bytes_(bytes) {}

    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] std::size_t position() const { return position_; }
    [[nodiscard]] std::size_t left() const { return bytes_.size() - position_; }
    [[nodiscard]] Bytes rest() const { return bytes_.subspan(position_); }

    std::uint8_t u8() { return static_cast<std::uint8_t>(big_endian(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(big_endian(2)); }
    std::uint32_t u24() { return static_cast<std::uint32_t>(big_endian(3)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(big_endian(4)); }
    std::uint64_t u64() { return big_endian(8); }

    Bytes take(std::size_t count) {
        if (!reserve(count)) return {};
        const Bytes out = bytes_.subspan(position_, count);
        position_ += count;
        return out;
    }
    void skip(std::size_t count) {
        if (reserve(count)) position_ += count;
    }
    void seek(std::size_t position) {
        if (position > bytes_.size()) {
            failed_ = true;
        } else {
            position_ = position;
        }
    }

private:
    bool reserve(std::size_t count) {
        if (failed_ || count > left()) {
            failed_ = true;
            return false;
        }
        return true;
    }
    std::uint64_t big_endian(std::size_t count) {
        std::uint64_t value = 0;
        for (const std::byte byte : take(count))
            value = (value << 8U) | std::to_integer<std::uint64_t>(byte);
        return value;
    }

    Bytes bytes_;
    std::size_t position_ = 0;
    bool failed_ = false;
};

inline std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes as_bytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace portolan
