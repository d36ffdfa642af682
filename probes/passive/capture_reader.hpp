// Capture files as batches of packets: classic pcap (draft-ietf-opsawg-pcap) and pcapng
// (draft-ietf-opsawg-pcapng) behind one interface.
//
//     const std::unique_ptr<CaptureReader> reader = TRY(open_capture("dmz.pcapng"));
//     while (const std::size_t count = reader->read(batch)) ...
//     if (!reader->trouble().empty()) ...          // the file ended early; all whole packets came before
#pragma once

#include "appliance/base/bytes.hpp"
#include "appliance/base/result.hpp"
#include "appliance/base/timestamp.hpp"
#include "probes/passive/input_buffer.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace portolan::passive {

// libpcap's MAXIMUM_SNAPLEN: no writer of ours or theirs stores more; larger is a hostile or broken length.
constexpr std::uint32_t kMostCaptured = 262'144;

struct CapturedPacket {
    Timestamp time;
    Bytes bytes;                    // from the link header on; valid until the next read()
    std::uint32_t wire_length = 0;  // before the snapshot length cut it
    std::uint32_t link_type = 0;    // LINKTYPE_ number
    bool timed = true;  // pcapng simple packets carry no time: theirs is that of the packet before
};

class CaptureReader {
public:
    explicit CaptureReader(InputBuffer input) : input_(std::move(input)) {}
    virtual ~CaptureReader() = default;
    CaptureReader(const CaptureReader&) = delete;
    CaptureReader& operator=(const CaptureReader&) = delete;

    // Fills the front of `out` and returns how many; 0 only at the end.
    virtual std::size_t read(std::span<CapturedPacket> out) = 0;
    // Packets that the capturing side says it lost.
    [[nodiscard]] virtual std::uint64_t lost() const { return 0; }
    // Why reading stopped before a clean end: "ends inside packet 3 at byte 999; the 2 packets before it were
    // read".
    [[nodiscard]] const std::string& trouble() const { return trouble_; }
    [[nodiscard]] std::uint64_t packets() const { return packets_; }

protected:
    // The first of these decides: later ones would only be its consequence.
    void stop_at_end(std::string_view what);                             // the input ran out inside `what`
    void stop_at_fault(std::string_view what, std::string_view reason);  // ... at the current offset
    [[nodiscard]] std::string packet_name() const;                       // "packet 3": the one being read

    InputBuffer input_;
    std::string trouble_;
    std::uint64_t packets_ = 0;
    bool stopped_ = false;
};

// Fails where the file can't be opened or is no capture of a supported version; the remedy says what to do.
Result<std::unique_ptr<CaptureReader>> open_capture(const std::string& path);
// The same for bytes in memory; `name` stands in errors.
Result<std::unique_ptr<CaptureReader>> open_capture(InputBuffer input, const std::string& name);

}  // namespace portolan::passive
