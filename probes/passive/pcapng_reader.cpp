#include "probes/passive/pcapng_reader.hpp"

#include "probes/passive/byte_order.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace portolan::passive {
namespace {

__extension__ using Wide = __int128;

constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;
constexpr std::uint32_t kInterface = 1;
constexpr std::uint32_t kObsoletePacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kStatistics = 5;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;

constexpr std::uint32_t kLargestBlock = 16U << 20U;  // libpcap's bound
constexpr std::size_t kMostInterfaces = 65'536;      // no host has more; bounds what a hostile file allocates

constexpr std::uint16_t kOptionTimeResolution = 9;  // if_tsresol
constexpr std::uint16_t kOptionTimeOffset = 14;     // if_tsoffset
constexpr std::uint16_t kOptionDropCount = 4;       // epb_dropcount
constexpr std::uint16_t kOptionInterfaceDrops = 5;  // isb_ifdrop
constexpr std::uint16_t kOptionSystemDrops = 7;     // isb_osdrop

bool is_packet(std::uint32_t type) {
    return type == kEnhancedPacket || type == kSimplePacket || type == kObsoletePacket;
}

std::size_t padded(std::size_t length) {
    return (length + 3) & ~std::size_t{3};
}

std::uint64_t added(std::uint64_t a, std::uint64_t b) {  // foreign counts: stay at the end, do not wrap
    return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max()
                                                             : a + b;
}

}  // namespace

void TimeScale::set_resolution(std::uint8_t if_tsresol) {
    resolution_ = if_tsresol;
    factor_ = 0;
    if (if_tsresol > 9) return;
    factor_ = 1;
    for (std::uint8_t digit = if_tsresol; digit < 9; ++digit)
        factor_ *= 10;
}

std::int64_t TimeScale::nanoseconds(std::uint64_t units) const {
    constexpr unsigned kNothing = 29;  // 2^64 units of 10^-29 s are less than a nanosecond
    if (offset_ == 0 && factor_ != 0 && units <= static_cast<std::uint64_t>(kMostTime) / factor_)
        return static_cast<std::int64_t>(units * factor_);
    const unsigned digits = resolution_ & 0x7fU;
    Wide value = static_cast<Wide>(units) * 1'000'000'000;
    if ((resolution_ & 0x80U) != 0) {
        value >>= digits;
    } else {
        for (unsigned i = 0; i < std::min(digits, kNothing); ++i)
            value /= 10;
    }
    value += static_cast<Wide>(offset_) * 1'000'000'000;
    return static_cast<std::int64_t>(std::clamp<Wide>(value, -kMostTime, kMostTime));
}

bool PcapngReader::recognises(Bytes start) {
    return start.size() >= 4 && load32(start, 0) == kSectionHeader;
}

Result<std::unique_ptr<CaptureReader>> PcapngReader::create(InputBuffer input, const std::string& name) {
    std::unique_ptr<PcapngReader> reader(new PcapngReader(std::move(input)));
    const std::string problem = reader->enter_section(reader->input_.buffered());
    if (!problem.empty())
        return fail(ErrorCode::unsupported, problem, name, "rewrite it with `editcap OLD NEW`");
    return std::unique_ptr<CaptureReader>(std::move(reader));
}

std::size_t PcapngReader::read(std::span<CapturedPacket> out) {
    std::size_t count = 0;
    while (count < out.size() && !stopped_) {
        const Step step = this->step(out[count]);
        if (step == Step::packet) ++count;
        if (step == Step::more && (count > 0 || !refill()))
            break;  // a refill would move the bytes of this batch
    }
    return count;
}

std::uint64_t PcapngReader::lost() const {
    std::uint64_t sum = lost_before_;
    for (const Interface& interface : interfaces_)  // both count the same losses where a writer gives both
        sum = added(sum, std::max(interface.lost_by_statistics, interface.lost_between_packets));
    return sum;
}

void PcapngReader::close_section() {
    lost_before_ = lost();
    interfaces_.clear();
}

// True where there is more to parse.
bool PcapngReader::refill() {
    Bytes have = input_.at_least(kSmallestSection);
    if (have.empty() && input_.trouble().empty()) {
        stopped_ = true;
        return false;
    }
    std::size_t need = kSmallestBlock;
    block_type_ = 0;
    if (have.size() >= need) {
        block_type_ = load32(have, 0, order_);
        if (block_type_ == kSectionHeader) need = kSmallestSection;
    }
    if (have.size() >= need) {
        if (block_type_ == kSectionHeader) enter_section(have);  // its length is in its own byte order
        need = std::clamp<std::size_t>(load32(have, 4, order_), kSmallestBlock, kLargestBlock);
        have = input_.at_least(need);
    }
    if (have.size() >= need) return true;
    stop_at_end(block_name(block_type_));
    return false;
}

PcapngReader::Step PcapngReader::step(CapturedPacket& packet) {
    const Bytes have = input_.buffered();
    if (have.size() < kSmallestBlock) return Step::more;
    block_type_ = load32(have, 0, order_);
    if (block_type_ == kSectionHeader) {
        if (have.size() < kSmallestSection) return Step::more;
        const std::string problem = enter_section(have);
        if (!problem.empty()) return fault(problem);
    }
    const std::uint32_t length = load32(have, 4, order_);
    const std::size_t least = block_type_ == kSectionHeader ? kSmallestSection : kSmallestBlock;
    if (length < least || length > kLargestBlock || length % 4 != 0)
        return fault(fmt::format("has the impossible length {}", length));
    if (have.size() < length) return Step::more;
    if (load32(have, length - 4, order_) != length) return fault("has two different lengths");
    const Step done = dispatch(block_type_, have.subspan(8, length - 12), packet);
    if (done == Step::packet) ++packets_;
    if (done != Step::stopped) input_.consume(length);
    return done;
}

PcapngReader::Step PcapngReader::dispatch(std::uint32_t type, Bytes body, CapturedPacket& packet) {
    switch (type) {
        case kSectionHeader:
            close_section();
            return Step::block;
        case kInterface:
            return describe_interface(body);
        case kStatistics:
            return statistics(body);
        case kEnhancedPacket:
            return enhanced_packet(body, packet);
        case kSimplePacket:
            return simple_packet(body, packet);
        case kObsoletePacket:
            return obsolete_packet(body, packet);
        default:
            return Step::block;
    }
}

// Takes byte order and version from the front of a section header; says what is wrong with them.
std::string PcapngReader::enter_section(Bytes block) {
    const bool little = load32(block, 8, std::endian::little) == kByteOrderMagic;
    if (!little && load32(block, 8, std::endian::big) != kByteOrderMagic)
        return "is pcapng without a byte-order magic";
    order_ = little ? std::endian::little : std::endian::big;
    const std::uint16_t major = load16(block, 12, order_);
    if (major == 1) return {};
    return fmt::format("is pcapng of version {}.{}, which is not 1.x", major, load16(block, 14, order_));
}

PcapngReader::Step PcapngReader::describe_interface(Bytes body) {
    if (body.size() < 8) return fault("is too short for an interface description");
    if (interfaces_.size() == kMostInterfaces) return fault("describes one interface too many");
    Interface interface;
    interface.link_type = load16(body, 0, order_);
    interface.snap_length = load32(body, 4, order_);
    const bool whole = each_option(body.subspan(8), [&](std::uint16_t code, Bytes value) {
        if (code == kOptionTimeResolution && !value.empty()) interface.scale.set_resolution(load8(value, 0));
        if (code == kOptionTimeOffset && value.size() >= 8)
            interface.scale.set_offset(load64(value, 0, order_));
    });
    if (!whole) return fault("has an option beyond its end");
    interfaces_.push_back(interface);
    return Step::block;
}

PcapngReader::Step PcapngReader::statistics(Bytes body) {
    if (body.size() < 12) return fault("is too short for interface statistics");
    Interface* interface = packet_interface(load32(body, 0, order_));
    if (interface == nullptr) return Step::stopped;
    std::uint64_t lost = 0;
    const bool whole = each_option(body.subspan(12), [&](std::uint16_t code, Bytes value) {
        const bool drops = code == kOptionInterfaceDrops || code == kOptionSystemDrops;
        if (drops && value.size() >= 8) lost = added(lost, load64(value, 0, order_));
    });
    if (!whole) return fault("has an option beyond its end");
    interface->lost_by_statistics = std::max(interface->lost_by_statistics, lost);
    return Step::block;
}

PcapngReader::Step PcapngReader::enhanced_packet(Bytes body, CapturedPacket& packet) {
    constexpr std::size_t kFixed = 20;
    if (body.size() < kFixed) return fault("is too short for a packet");
    Interface* interface = packet_interface(load32(body, 0, order_));
    if (interface == nullptr) return Step::stopped;
    const std::uint64_t high = load32(body, 4, order_);
    packet.time.nanoseconds = interface->scale.nanoseconds((high << 32U) | load32(body, 8, order_));
    packet.link_type = interface->link_type;
    packet.wire_length = load32(body, 16, order_);
    packet.timed = true;
    const Step done = store(body, kFixed, load32(body, 12, order_), packet);
    if (done != Step::packet) return done;
    const std::size_t options_at = std::min(body.size(), kFixed + padded(packet.bytes.size()));
    each_option(body.subspan(options_at), [&](std::uint16_t code, Bytes value) {
        if (code == kOptionDropCount && value.size() >= 8)
            interface->lost_between_packets =
                added(interface->lost_between_packets, load64(value, 0, order_));
    });
    return done;
}

PcapngReader::Step PcapngReader::simple_packet(Bytes body, CapturedPacket& packet) {
    if (body.size() < 4) return fault("is too short for a packet");
    const Interface* interface = packet_interface(0);
    if (interface == nullptr) return Step::stopped;
    packet.wire_length = load32(body, 0, order_);
    packet.time = last_time_;
    packet.timed = false;
    packet.link_type = interface->link_type;
    std::uint32_t captured = packet.wire_length;
    if (interface->snap_length != 0) captured = std::min(captured, interface->snap_length);
    return store(body, 4, captured, packet);
}

PcapngReader::Step PcapngReader::obsolete_packet(Bytes body, CapturedPacket& packet) {
    constexpr std::uint16_t kUnknown = 0xffff;
    if (body.size() < 20) return fault("is too short for a packet");
    Interface* interface = packet_interface(load16(body, 0, order_));
    if (interface == nullptr) return Step::stopped;
    const std::uint16_t drops = load16(body, 2, order_);
    if (drops != kUnknown) interface->lost_between_packets = added(interface->lost_between_packets, drops);
    const std::uint64_t high = load32(body, 4, order_);
    packet.time.nanoseconds = interface->scale.nanoseconds((high << 32U) | load32(body, 8, order_));
    packet.timed = true;
    packet.link_type = interface->link_type;
    packet.wire_length = load32(body, 16, order_);
    return store(body, 20, load32(body, 12, order_), packet);
}

PcapngReader::Step PcapngReader::store(Bytes body, std::size_t data_at, std::uint32_t captured,
                                       CapturedPacket& packet) {
    if (captured > kMostCaptured)
        return fault(fmt::format("claims {} captured bytes, more than {}", captured, kMostCaptured));
    if (captured > body.size() - data_at) return fault("claims more captured bytes than it holds");
    packet.bytes = body.subspan(data_at, captured);
    last_time_ = packet.time;
    return Step::packet;
}

PcapngReader::Interface* PcapngReader::packet_interface(std::uint32_t id) {
    if (id < interfaces_.size()) return &interfaces_[id];
    fault(fmt::format("names interface {}, which the file does not describe", id));
    return nullptr;
}

// False where an option's length runs past the block.
template <typename Visit>
bool PcapngReader::each_option(Bytes options, const Visit& visit) const {
    while (options.size() >= 4) {
        const std::uint16_t code = load16(options, 0, order_);
        const std::size_t length = load16(options, 2, order_);
        if (code == 0) return true;
        if (length > options.size() - 4) return false;
        visit(code, options.subspan(4, length));
        options = options.subspan(std::min(options.size(), 4 + padded(length)));
    }
    return true;
}

std::string PcapngReader::block_name(std::uint32_t type) const {
    return is_packet(type) ? packet_name() : fmt::format("the block after packet {}", packets_);
}

PcapngReader::Step PcapngReader::fault(std::string_view reason) {
    stop_at_fault(block_name(block_type_), reason);
    return Step::stopped;
}

}  // namespace portolan::passive
