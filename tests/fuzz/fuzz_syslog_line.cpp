// The writer of syslog lines: whatever stands in an event, the line keeps to RFC 5424 and to its bound, and
// says who it is.
#include "appliance/syslog/harmless_text.hpp"
#include "appliance/syslog/rfc5424.hpp"
#include "tests/e2e/syslog_line.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <string>

namespace {

using namespace portolan;

std::string piece(ByteReader& in) {
    const std::size_t length = std::min<std::size_t>(in.u8() * std::size_t{8}, in.left());
    return std::string(as_text(in.take(length)));
}

evidence::Event read_event(ByteReader& in) {
    evidence::Event event;
    event.seq = in.u64();
    event.severity = static_cast<evidence::Severity>(in.u8() & 7U);
    event.at = Timestamp{static_cast<std::int64_t>(in.u64() % 4'000'000'000'000'000'000U)};
    event.id = piece(in);
    event.code = piece(in);
    event.text = piece(in);
    while (!in.failed() && in.left() > 0) {
        std::string name = piece(in);
        event.fields.emplace_back(std::move(name), piece(in));
    }
    return event;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ByteReader in(fuzz::bytes_of(data, size));
    syslog::LineOptions options;
    options.most = in.u16();
    options.hostname = piece(in);
    options.appliance = piece(in);
    options.sd_id = piece(in);
    options.process_id = piece(in);
    const evidence::Event event = read_event(in);
    const std::string line = syslog::rfc5424_line(event, options);
    fuzz::require(line.size() <= std::max<std::size_t>(options.most, 1024));
    fuzz::require(syslog::harmless(line) == line);
    const Result<e2e::SyslogLine> read = e2e::parse_syslog_line(line);
    fuzz::require(read.has_value());
    fuzz::require(read->value("seq") == std::to_string(event.seq));
    if (read->value("trunc").empty()) fuzz::require(read->message == syslog::harmless(event.text));
    const auto frames = e2e::parse_frames(syslog::octet_counted(line));
    fuzz::require(frames.has_value() && frames->size() == 1 && frames->front() == line);
    return 0;
}
