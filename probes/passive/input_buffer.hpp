// A file read front to back through one reused buffer: a capture of any size costs the same memory. read()
// into 1 MiB blocks was measured faster than mmap (page faults) and than libpcap (a call a packet).
//
//     InputBuffer input = TRY(InputBuffer::open("dmz.pcap"));
//     const Bytes header = input.at_least(24);      // shorter only at the end of the file
//     input.consume(24);
#pragma once

#include "appliance/base/bytes.hpp"
#include "appliance/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace portolan::passive {

class InputBuffer {
public:
    static Result<InputBuffer> open(const std::string& path);
    // A copy of bytes in memory, for tests and fuzzers.
    static InputBuffer from_bytes(Bytes bytes);

    InputBuffer(InputBuffer&& other) noexcept;
    InputBuffer& operator=(InputBuffer&& other) noexcept;
    ~InputBuffer();

    // What is buffered from the current position, without reading.
    [[nodiscard]] Bytes buffered() const { return Bytes(storage_).subspan(begin_, end_ - begin_); }
    // Reads until `count` bytes are buffered or the input ends. Earlier views are invalid after it.
    Bytes at_least(std::size_t count);
    // Forgets the first `count` of the buffered bytes; views stay valid.
    void consume(std::size_t count);
    // Bytes consumed so far: the place in the file.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    // Why reading stopped before the end of the file ("Input/output error"); empty at a true end.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

private:
    explicit InputBuffer(int descriptor) : descriptor_(descriptor) {}
    bool fill();

    int descriptor_ = -1;
    std::vector<std::byte> storage_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::uint64_t offset_ = 0;
    std::string trouble_;
};

}  // namespace portolan::passive
