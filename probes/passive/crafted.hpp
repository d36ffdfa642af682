// Packets and capture files made by hand, for tests: each builder returns bytes, so that layers nest.
//
//     ethernet(ipv4("10.0.0.1", "10.0.0.2", tcp(40000, 443, kSyn, 100)))
#pragma once

#include "probes/passive/packet.hpp"
#include "probes/passive/recorder_run.hpp"

#include <bit>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::passive::crafted {

std::string hex(std::string_view digits);  // spaces are skipped
std::string u16(unsigned value, std::endian order = std::endian::big);
std::string u32(std::uint64_t value, std::endian order = std::endian::big);

// Transport header and payload with the protocol number that the IP header needs.
struct Segment {
    std::uint8_t protocol = 0;
    std::string bytes;
};
Segment tcp(unsigned source, unsigned destination, unsigned flags, std::uint32_t sequence = 1000,
            std::string_view payload = {});
Segment udp(unsigned source, unsigned destination, std::string_view payload = "x");
Segment icmp(unsigned type, unsigned id = 7, std::string_view payload = "ping");
Segment icmp_v6(unsigned type, unsigned id = 7, std::string_view payload = "ping");

struct Ipv4Options {
    std::string options;    // padded to 4 bytes by the caller
    unsigned fragment = 0;  // flags and offset field
    unsigned id = 1;
    int length_error = 0;  // added to the total length field
    bool bad_checksum = false;
};
std::string ipv4(std::string_view source, std::string_view destination, const Segment& segment,
                 const Ipv4Options& options = {});
// `extensions`: headers between the fixed header and the segment, of which the first has number
// `first_header`; each names its successor itself.
std::string ipv6(std::string_view source, std::string_view destination, const Segment& segment,
                 std::string_view extensions = {}, int first_header = -1);
// By the family of the addresses.
std::string ip(std::string_view source, std::string_view destination, const Segment& segment);

// The Ethernet type follows from the version nibble of `network`; `tags` stand before it, each "8100 0005".
std::string ethernet(std::string_view network, std::string_view tags = {},
                     std::string_view source_mac = "020000000001");

struct Frame {
    std::string bytes;
    double seconds = 0;             // after 2026-01-01T00:00:00Z
    std::uint32_t wire_length = 0;  // 0 = as captured
};
constexpr std::int64_t kEpoch = 1'767'225'600;  // of Frame::seconds

struct PcapOptions {
    std::endian order = std::endian::little;
    bool nanoseconds = false;
    std::uint32_t link_type = 1;
};
std::string pcap(const std::vector<Frame>& frames, const PcapOptions& options = {});

// pcapng blocks, to be joined in any order.
std::string block(std::uint32_t type, std::string_view body, std::endian order);
std::string option(unsigned code, std::string_view value, std::endian order);
std::string section(std::endian order, unsigned major = 1);
std::string interface(std::endian order, unsigned link_type = 1, std::string_view options = {},
                      std::uint32_t snap = 0);
std::string enhanced(std::endian order, std::uint32_t interface, std::uint64_t units, std::string_view bytes,
                     std::string_view options = {});

// A reader over a file in memory; stops the test where it is no capture.
std::unique_ptr<CaptureReader> open(std::string_view file);
evidence::Recording record(std::string_view file, const RecorderOptions& options = {});

}  // namespace portolan::passive::crafted
