#include "probes/passive/crafted.hpp"

#include "appliance/base/address.hpp"

#include <cmath>

namespace portolan::passive::crafted {
namespace {

std::string number(std::uint64_t value, std::size_t size, std::endian order) {
    std::string out;
    for (std::size_t i = 0; i < size; ++i) {
        const std::size_t shift = 8 * (order == std::endian::big ? size - 1 - i : i);
        out += static_cast<char>(value >> shift & 0xffU);
    }
    return out;
}

std::string u8(unsigned value) {
    return number(value, 1, std::endian::big);
}

Address address(std::string_view text) {
    const Result<Address> parsed = Address::parse(text);
    if (!parsed) panic("a test's address does not parse");
    return *parsed;
}

std::string address_bytes(std::string_view text) {
    const std::array<std::byte, 16> bytes = address(text).bytes();
    const std::string all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return address(text).is_v4() ? all.substr(12) : all;
}

unsigned checksum(std::string_view header) {
    unsigned sum = 0;
    for (std::size_t i = 0; i < header.size(); ++i)
        sum += static_cast<unsigned>(static_cast<unsigned char>(header[i])) << (i % 2 == 0 ? 8U : 0U);
    while (sum > 0xffff)
        sum = (sum & 0xffffU) + (sum >> 16U);
    return ~sum & 0xffffU;
}

std::string padded(std::string_view bytes) {
    std::string out(bytes);
    out.resize((out.size() + 3) / 4 * 4);
    return out;
}

}  // namespace

std::string hex(std::string_view digits) {
    std::string out;
    std::string pair;
    for (const char c : digits) {
        if (c == ' ' || c == '\n') continue;
        pair += c;
        if (pair.size() < 2) continue;
        out += static_cast<char>(std::stoi(pair, nullptr, 16));
        pair.clear();
    }
    return out;
}

std::string u16(unsigned value, std::endian order) {
    return number(value, 2, order);
}
std::string u32(std::uint64_t value, std::endian order) {
    return number(value, 4, order);
}

Segment tcp(unsigned source, unsigned destination, unsigned flags, std::uint32_t sequence,
            std::string_view payload) {
    return {kTcp, u16(source) + u16(destination) + u32(sequence) + u32(0) + u8(0x50) + u8(flags) + u16(1024) +
                      u16(0) + u16(0) + std::string(payload)};
}

Segment udp(unsigned source, unsigned destination, std::string_view payload) {
    const unsigned length = static_cast<unsigned>(payload.size()) + 8;
    return {kUdp, u16(source) + u16(destination) + u16(length) + u16(0) + std::string(payload)};
}

Segment icmp(unsigned type, unsigned id, std::string_view payload) {
    return {kIcmp, u8(type) + u8(0) + u16(0) + u16(id) + u16(1) + std::string(payload)};
}

Segment icmp_v6(unsigned type, unsigned id, std::string_view payload) {
    return {kIcmpV6, icmp(type, id, payload).bytes};
}

std::string ipv4(std::string_view source, std::string_view destination, const Segment& segment,
                 const Ipv4Options& options) {
    const std::size_t header = 20 + options.options.size();
    const unsigned total =
        static_cast<unsigned>(static_cast<int>(header + segment.bytes.size()) + options.length_error);
    const std::string before = u8(0x40 + static_cast<unsigned>(header / 4)) + u8(0) + u16(total) +
                               u16(options.id) + u16(options.fragment) + u8(64) + u8(segment.protocol);
    const std::string after = address_bytes(source) + address_bytes(destination) + options.options;
    const unsigned sum = checksum(before + u16(0) + after) ^ (options.bad_checksum ? 0x0101U : 0U);
    return before + u16(sum) + after + segment.bytes;
}

std::string ipv6(std::string_view source, std::string_view destination, const Segment& segment,
                 std::string_view extensions, int first_header) {
    const unsigned next = first_header < 0 ? segment.protocol : static_cast<unsigned>(first_header);
    return u32(0x60000000) + u16(static_cast<unsigned>(extensions.size() + segment.bytes.size())) + u8(next) +
           u8(64) + address_bytes(source) + address_bytes(destination) + std::string(extensions) +
           segment.bytes;
}

std::string ip(std::string_view source, std::string_view destination, const Segment& segment) {
    return address(source).is_v4() ? ipv4(source, destination, segment) : ipv6(source, destination, segment);
}

std::string ethernet(std::string_view network, std::string_view tags, std::string_view source_mac) {
    const bool v6 = !network.empty() && (static_cast<unsigned char>(network[0]) >> 4U) == 6;
    return hex("0200000000ff") + hex(source_mac) + hex(tags) + u16(v6 ? 0x86dd : 0x0800) +
           std::string(network);
}

std::string pcap(const std::vector<Frame>& frames, const PcapOptions& options) {
    const std::endian order = options.order;
    const double units = options.nanoseconds ? 1e9 : 1e6;
    std::string out = u32(options.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, order) + u16(2, order) +
                      u16(4, order) + u32(0, order) + u32(0, order) + u32(262'144, order) +
                      u32(options.link_type, order);
    for (const Frame& frame : frames) {
        const std::uint64_t whole = static_cast<std::uint64_t>(frame.seconds);
        const std::uint64_t rest =
            static_cast<std::uint64_t>(std::llround((frame.seconds - static_cast<double>(whole)) * units));
        const std::uint64_t wire = frame.wire_length == 0 ? frame.bytes.size() : frame.wire_length;
        out += u32(static_cast<std::uint64_t>(kEpoch) + whole, order) + u32(rest, order) +
               u32(frame.bytes.size(), order) + u32(wire, order) + frame.bytes;
    }
    return out;
}

std::string block(std::uint32_t type, std::string_view body, std::endian order) {
    const std::string whole = padded(body);
    const std::string length = u32(whole.size() + 12, order);
    return u32(type, order) + length + whole + length;
}

std::string option(unsigned code, std::string_view value, std::endian order) {
    return u16(code, order) + u16(static_cast<unsigned>(value.size()), order) + padded(value);
}

std::string section(std::endian order, unsigned major) {
    return block(
        0x0a0d0d0a,
        u32(0x1a2b3c4d, order) + u16(major, order) + u16(0, order) + u32(0xffffffff) + u32(0xffffffff),
        order);
}

std::string interface(std::endian order, unsigned link_type, std::string_view options, std::uint32_t snap) {
    return block(1, u16(link_type, order) + u16(0, order) + u32(snap, order) + std::string(options), order);
}

std::string enhanced(std::endian order, std::uint32_t interface, std::uint64_t units, std::string_view bytes,
                     std::string_view options) {
    return block(6,
                 u32(interface, order) + u32(units >> 32U, order) + u32(units & 0xffffffffU, order) +
                     u32(bytes.size(), order) + u32(bytes.size(), order) + padded(bytes) +
                     std::string(options),
                 order);
}

std::unique_ptr<CaptureReader> open(std::string_view file) {
    Result<std::unique_ptr<CaptureReader>> reader =
        open_capture(InputBuffer::from_bytes(as_bytes(file)), "memory");
    if (!reader) panic(reader.error().text());
    return std::move(*reader);
}

evidence::Recording record(std::string_view file, const RecorderOptions& options) {
    const std::unique_ptr<RecorderRun> run = std::make_unique<RecorderRun>(options);
    run->record(*open(file), "memory");
    return run->finish();
}

}  // namespace portolan::passive::crafted
