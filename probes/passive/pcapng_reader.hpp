// pcapng 1.x (draft-ietf-opsawg-pcapng): several sections in either byte order, several interfaces each,
// enhanced, simple and obsolete packet blocks, loss counts of interface statistics. Other blocks are skipped
// by their length.
#pragma once

#include "probes/passive/capture_reader.hpp"

#include <bit>
#include <vector>

namespace portolan::passive {

// Units of an interface's time stamps (if_tsresol, if_tsoffset) turned into nanoseconds.
class TimeScale {
  public:
    // What lies outside of the years 1823 to 2116 stays at that end: the difference of two times never overflows.
    static constexpr std::int64_t kMostTime = (std::int64_t{1} << 62U) - 1;

    void set_resolution(std::uint8_t if_tsresol);
    void set_offset(std::uint64_t seconds) { offset_ = static_cast<std::int64_t>(seconds); }
    [[nodiscard]] std::int64_t nanoseconds(std::uint64_t units) const;

private:
    std::uint64_t factor_ = 1000;  // nanoseconds a unit; 0 = a unit is no whole number of them
    std::uint8_t resolution_ = 6;
    std::int64_t offset_ = 0;
};

class PcapngReader final : public CaptureReader {
public:
    static constexpr std::size_t kSmallestBlock = 12;
    static constexpr std::size_t kSmallestSection = 28;  // section header block without options

    static bool recognises(Bytes start);
    // `input` holds a whole section header. Fails on versions other than 1.x.
    static Result<std::unique_ptr<CaptureReader>> create(InputBuffer input, const std::string& name);

    std::size_t read(std::span<CapturedPacket> out) override;
    [[nodiscard]] std::uint64_t lost() const override;

private:
    struct Interface {
        std::uint32_t link_type = 0;
        std::uint32_t snap_length = 0;  // 0 = none
        TimeScale scale;
        std::uint64_t lost_by_statistics = 0;  // counts grow over the capture: the last block holds the sum
        std::uint64_t lost_between_packets = 0;
    };
    enum class Step { more, block, packet, stopped };

    explicit PcapngReader(InputBuffer input) : CaptureReader(std::move(input)) {}
    Step step(CapturedPacket& packet);
    Step dispatch(std::uint32_t type, Bytes body, CapturedPacket& packet);
    std::string enter_section(Bytes block);
    Step describe_interface(Bytes body);
    Step statistics(Bytes body);
    Step enhanced_packet(Bytes body, CapturedPacket& packet);
    Step simple_packet(Bytes body, CapturedPacket& packet);
    Step obsolete_packet(Bytes body, CapturedPacket& packet);
    Step store(Bytes body, std::size_t data_at, std::uint32_t captured, CapturedPacket& packet);
    Interface* packet_interface(std::uint32_t id);
    template <typename Visit>
    bool each_option(Bytes options, const Visit& visit) const;
    [[nodiscard]] std::string block_name(std::uint32_t type) const;
    Step fault(std::string_view reason);
    bool refill();
    void close_section();

    std::endian order_ = std::endian::little;
    std::uint32_t block_type_ = 0;  // the block being read, for messages
    std::vector<Interface> interfaces_;
    std::uint64_t lost_before_ = 0;  // in sections that ended
    Timestamp last_time_;
};

}  // namespace portolan::passive
