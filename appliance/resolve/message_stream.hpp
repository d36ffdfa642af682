// DNS messages in a TCP stream: two bytes of length before each (RFC 1035 section 4.2.2).
#pragma once

#include "appliance/base/bytes.hpp"

#include <optional>
#include <string>

namespace portolan::resolve {

class MessageStream {
public:
    void append(Bytes bytes) {
        buffer_.erase(0, begin_);
        begin_ = 0;
        buffer_ += as_text(bytes);
    }
    // The next whole message; valid until append().
    std::optional<Bytes> next() {
        ByteReader in(as_bytes(buffer_).subspan(begin_));
        const Bytes message = in.take(in.u16());
        if (in.failed()) return std::nullopt;
        begin_ += in.position();
        return message;
    }

private:
    std::string buffer_;  // at most one message and what a read brought
    std::size_t begin_ = 0;
};

inline void append_message(std::string& out, Bytes message) {
    out += static_cast<char>(message.size() >> 8U);
    out += static_cast<char>(message.size() & 0xffU);
    out += as_text(message);
}

}  // namespace portolan::resolve
