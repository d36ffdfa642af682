#include "probes/passive/pcap_reader.hpp"

#include "probes/passive/byte_order.hpp"

#include <fmt/format.h>

namespace portolan::passive {
namespace {

constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;
constexpr std::uint32_t kNanoseconds = 0xa1b23c4d;
constexpr std::size_t kRecordHeader = 16;
constexpr std::uint32_t kLinkTypeMask =
    0x03ff'ffff;  // the bits above tell of a frame check sequence (libpcap)

bool is_magic(std::uint32_t value) {
    return value == kMicroseconds || value == kNanoseconds;
}

}  // namespace

bool PcapReader::recognises(Bytes start) {
    return start.size() >= 4 &&
           (is_magic(load32(start, 0, std::endian::big)) || is_magic(load32(start, 0, std::endian::little)));
}

Result<std::unique_ptr<CaptureReader>> PcapReader::create(InputBuffer input, const std::string& name) {
    const Bytes header = input.buffered();
    const std::endian order =
        is_magic(load32(header, 0, std::endian::big)) ? std::endian::big : std::endian::little;
    const std::uint16_t major = load16(header, 4, order);
    const std::uint16_t minor = load16(header, 6, order);
    if (major != 2 || minor != 4)
        return fail(ErrorCode::unsupported,
                    fmt::format("is a pcap file of version {}.{}, which is not 2.4", major, minor), name,
                    "rewrite it with `tcpdump -r OLD -w NEW` or `editcap OLD NEW`");
    const bool nanoseconds = load32(header, 0, order) == kNanoseconds;
    const std::uint32_t link_type = load32(header, 20, order) & kLinkTypeMask;
    input.consume(kHeaderSize);
    return std::unique_ptr<CaptureReader>(new PcapReader(std::move(input), order, nanoseconds, link_type));
}

PcapReader::PcapReader(InputBuffer input, std::endian order, bool nanoseconds, std::uint32_t link_type)
    : CaptureReader(std::move(input)),
      order_(order),
      fraction_(nanoseconds ? 1 : 1000),
      link_type_(link_type) {}

std::size_t PcapReader::read(std::span<CapturedPacket> out) {
    std::size_t count = 0;
    while (count < out.size() && !stopped_) {
        if (parse_record(input_.buffered(), out[count])) {
            input_.consume(kRecordHeader + out[count].bytes.size());
            ++packets_;
            ++count;
        } else if (stopped_ || count > 0 || !refill()) {
            break;  // a refill would move the bytes of this batch
        }
    }
    return count;
}

bool PcapReader::parse_record(Bytes input, CapturedPacket& packet) {
    if (input.size() < kRecordHeader) return false;
    const std::uint32_t captured = load32(input, 8, order_);
    if (captured > kMostCaptured) {
        stop_at_fault(packet_name(),
                      fmt::format("claims {} captured bytes, more than {}", captured, kMostCaptured));
        return false;
    }
    if (input.size() < kRecordHeader + captured) return false;
    packet.time.nanoseconds = static_cast<std::int64_t>(load32(input, 0, order_)) * 1'000'000'000 +
                              load32(input, 4, order_) * fraction_;
    packet.bytes = input.subspan(kRecordHeader, captured);
    packet.wire_length = load32(input, 12, order_);
    packet.link_type = link_type_;
    packet.timed = true;
    return true;
}

// True where there is more to parse.
bool PcapReader::refill() {
    Bytes have = input_.at_least(kRecordHeader);
    if (have.empty() && input_.trouble().empty()) {
        stopped_ = true;
        return false;
    }
    std::size_t need = kRecordHeader;
    if (have.size() >= need && load32(have, 8, order_) <= kMostCaptured) {
        need += load32(have, 8, order_);
        have = input_.at_least(need);
    }
    if (have.size() >= need) return true;
    stop_at_end(packet_name());
    return false;
}

}  // namespace portolan::passive
