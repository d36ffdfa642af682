// Classic pcap, version 2.4: both byte orders, microseconds and nanoseconds (draft-ietf-opsawg-pcap section
// 4).
#pragma once

#include "probes/passive/capture_reader.hpp"

#include <bit>

namespace portolan::passive {

class PcapReader final : public CaptureReader {
public:
    static constexpr std::size_t kHeaderSize = 24;

    // True where the first four bytes are a magic number of this format.
    static bool recognises(Bytes start);
    // Consumes the file header; `input` holds it whole. Fails on versions other than 2.4.
    static Result<std::unique_ptr<CaptureReader>> create(InputBuffer input, const std::string& name);

    std::size_t read(std::span<CapturedPacket> out) override;

private:
    PcapReader(InputBuffer input, std::endian order, bool nanoseconds, std::uint32_t link_type);
    // False where `input` lacks the packet: ask for more.
    bool parse_record(Bytes input, CapturedPacket& packet);
    bool refill();

    std::endian order_;
    std::int64_t fraction_;  // nanoseconds in one unit of the second field
    std::uint32_t link_type_;
};

}  // namespace portolan::passive
