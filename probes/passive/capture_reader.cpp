#include "probes/passive/capture_reader.hpp"

#include "probes/passive/byte_order.hpp"
#include "probes/passive/pcap_reader.hpp"
#include "probes/passive/pcapng_reader.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace portolan::passive {
namespace {

using namespace std::string_view_literals;

struct Magic {
    std::string_view bytes;
    std::string_view what;  // empty: a format that is read
    std::string_view remedy;
};

constexpr std::string_view kRewrite = "rewrite it as pcapng with `editcap OLD NEW`";

constexpr std::array kMagics = {
    Magic{"\xa1\xb2\xc3\xd4"sv, "", ""},
    Magic{"\xd4\xc3\xb2\xa1"sv, "", ""},
    Magic{"\xa1\xb2\x3c\x4d"sv, "", ""},
    Magic{"\x4d\x3c\xb2\xa1"sv, "", ""},
    Magic{"\x0a\x0d\x0d\x0a"sv, "", ""},
    Magic{"\xa1\xb2\xcd\x34"sv, "is a pcap file of the modified Linux 2.2 form", kRewrite},
    Magic{"\x34\xcd\xb2\xa1"sv, "is a pcap file of the modified Linux 2.2 form", kRewrite},
    Magic{"snoop\0\0\0"sv, "is a snoop capture", kRewrite},
    Magic{"GMBU"sv, "is a Network Monitor capture", kRewrite},
    Magic{"RTSS"sv, "is a Network Monitor capture", kRewrite},
    Magic{"\x1f\x8b"sv, "is compressed with gzip", "unpack it first: `gunzip FILE`"},
    Magic{"\x28\xb5\x2f\xfd"sv, "is compressed with zstd", "unpack it first: `unzstd FILE`"},
    Magic{"\xfd"
          "7zXZ\0"sv,
          "is compressed with xz", "unpack it first: `unxz FILE`"},
    Magic{"BZh"sv, "is compressed with bzip2", "unpack it first: `bunzip2 FILE`"},
    Magic{"\x04\x22\x4d\x18"sv, "is compressed with lz4", "unpack it first: `unlz4 FILE`"},
    Magic{"PK\x03\x04"sv, "is a zip archive", "unpack it first: `unzip FILE`"},
};

// A capture of which less than the file header was written.
class HeaderCutReader final : public CaptureReader {
public:
    HeaderCutReader(InputBuffer input, bool empty) : CaptureReader(std::move(input)) {
        stopped_ = true;
        if (empty && input_.trouble().empty()) {
            trouble_ = "is empty (0 bytes): not even the file header was written";
        } else {
            stop_at_end("the file header");
        }
    }
    std::size_t read(std::span<CapturedPacket>) override { return 0; }
};

std::string hex_start(std::string_view start) {
    std::string text;
    for (const char byte : start.substr(0, 4))
        text += fmt::format(" {:02x}", static_cast<unsigned char>(byte));
    return text;
}

Failure not_a_capture(std::string_view start, const std::string& name) {
    for (const Magic& magic : kMagics)
        if (start.starts_with(magic.bytes))
            return fail(ErrorCode::unsupported, std::string(magic.what), name, std::string(magic.remedy));
    return fail(ErrorCode::bad_input, fmt::format("is no capture file: it starts with{}", hex_start(start)),
                name, "give a pcap or pcapng file, as `tcpdump -w` and Wireshark write them");
}

std::string read_before(std::uint64_t packets) {
    if (packets == 0) return "; no packet was read";
    if (packets == 1) return "; the packet before it was read";
    return fmt::format("; the {} packets before it were read", packets);
}

}  // namespace

void CaptureReader::stop_at_end(std::string_view what) {
    stopped_ = true;
    const std::uint64_t end = input_.offset() + input_.buffered().size();
    trouble_ = input_.trouble().empty()
                   ? fmt::format("ends inside {} at byte {}", what, end)
                   : fmt::format("can't be read on inside {} at byte {} ({})", what, end, input_.trouble());
    trouble_ += read_before(packets_);
}

void CaptureReader::stop_at_fault(std::string_view what, std::string_view reason) {
    stopped_ = true;
    trouble_ = fmt::format("{} at byte {} {}{}", what, input_.offset(), reason, read_before(packets_));
}

std::string CaptureReader::packet_name() const {
    return fmt::format("packet {}", packets_ + 1);
}

Result<std::unique_ptr<CaptureReader>> open_capture(const std::string& path) {
    return open_capture(TRY(InputBuffer::open(path)), path);
}

Result<std::unique_ptr<CaptureReader>> open_capture(InputBuffer input, const std::string& name) {
    const Bytes have = input.at_least(PcapngReader::kSmallestSection);
    const std::string_view start = as_text(have.subspan(0, std::min<std::size_t>(have.size(), 8)));
    const bool pcap = PcapReader::recognises(have);
    const bool pcapng = PcapngReader::recognises(have);
    if (pcap && have.size() >= PcapReader::kHeaderSize) return PcapReader::create(std::move(input), name);
    if (pcapng && have.size() >= PcapngReader::kSmallestSection)
        return PcapngReader::create(std::move(input), name);
    const bool cut =
        start.size() < 4 && std::any_of(kMagics.begin(), kMagics.end(), [start](const Magic& magic) {
            return magic.what.empty() && magic.bytes.starts_with(start);
        });
    if (!pcap && !pcapng && !cut) return not_a_capture(start, name);
    const bool empty = have.empty();
    return std::unique_ptr<CaptureReader>(std::make_unique<HeaderCutReader>(std::move(input), empty));
}

}  // namespace portolan::passive
