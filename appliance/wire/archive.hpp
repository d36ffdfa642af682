// The two archives behind every message: bytes out and bytes in. Little-endian numbers, lengths before text.
// The reader trusts nothing: what the rest of the message cannot hold makes it malformed.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::wire {

class Writer {
public:
    static constexpr bool kReads = false;
    explicit Writer(std::string& out) : out_(out) {}
    template <std::unsigned_integral T>
    void number(const T& value) {
        for (std::size_t i = 0; i < sizeof(T); ++i)
            out_.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i)));
    }
    void bytes(const std::string& value) {
        number(static_cast<std::uint32_t>(value.size()));
        out_ += value;
    }
    [[nodiscard]] bool failed() const { return false; }

private:
    std::string& out_;
};

class Reader {
public:
    static constexpr bool kReads = true;
    explicit Reader(std::string_view in) : in_(in) {}
    template <std::unsigned_integral T>
    void number(T& value) {
        value = 0;
        if (in_.size() < sizeof(T)) return fail();
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i)
            sum |= static_cast<std::uint64_t>(static_cast<unsigned char>(in_[i])) << (8 * i);
        value = static_cast<T>(sum);
        in_.remove_prefix(sizeof(T));
    }
    void bytes(std::string& value) {
        std::uint32_t size = 0;
        number(size);
        if (size > in_.size()) return fail();
        value.assign(in_.substr(0, size));
        in_.remove_prefix(size);
    }
    void fail() {
        failed_ = true;
        in_ = {};
    }
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] bool whole() const { return !failed_ && in_.empty(); }
    [[nodiscard]] std::size_t left() const { return in_.size(); }

private:
    std::string_view in_;
    bool failed_ = false;
};

}  // namespace portolan::wire
