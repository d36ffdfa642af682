#include "probes/passive/live_source.hpp"

#include <cerrno>
#include <cstring>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <utility>

#include <fmt/format.h>
#include <pcap/pcap.h>

namespace portolan::passive {
namespace {

constexpr std::string_view kRemedy = "see `ip link` for the interface's name and state";

// libpcap's link types are LINKTYPE numbers but for those that differ between systems.
std::uint32_t link_type_of(int dlt) {
    constexpr std::uint32_t kLinkTypeRaw = 101;
    return dlt == DLT_RAW ? kLinkTypeRaw : static_cast<std::uint32_t>(dlt);
}

Failure refused(const std::string& interface, int status, pcap_t* handle) {
    const std::string detail = pcap_geterr(handle);
    std::string text = fmt::format("can't capture: {}", pcap_statustostr(status));
    if (!detail.empty()) text += fmt::format(" ({})", detail);
    if (status == PCAP_ERROR_NO_SUCH_DEVICE || status == PCAP_ERROR_IFACE_NOT_UP)
        return fail(ErrorCode::not_found, text, interface, std::string(kRemedy));
    return fail(ErrorCode::io, text, interface, "capturing needs CAP_NET_RAW");
}

struct Closer {
    void operator()(pcap_t* handle) const { pcap_close(handle); }
};
using Handle = std::unique_ptr<pcap_t, Closer>;

// An empty filter program still says how much of a frame to copy: without it the kernel would copy all of it
// into the ring and libpcap cut it there.
Result<void> cut_in_kernel(pcap_t* handle, const std::string& interface) {
    bpf_program program{};
    if (pcap_compile(handle, &program, "", 1, PCAP_NETMASK_UNKNOWN) != 0)
        return fail(ErrorCode::io, fmt::format("can't compile a filter: {}", pcap_geterr(handle)), interface);
    const int status = pcap_setfilter(handle, &program);
    pcap_freecode(&program);
    if (status != 0)
        return fail(ErrorCode::io, fmt::format("can't set a filter: {}", pcap_geterr(handle)), interface);
    return {};
}

// PCAP_D_IN alone drops our own frames after the kernel has copied them; the socket option before. Kernels
// older than 4.20 don't know it, and then libpcap's check does.
Result<void> inbound_only(pcap_t* handle, const std::string& interface) {
    if (pcap_setdirection(handle, PCAP_D_IN) != 0)
        return fail(ErrorCode::io, fmt::format("can't tell directions apart: {}", pcap_geterr(handle)),
                    interface);
    const int on = 1;
    (void)setsockopt(pcap_fileno(handle), SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
    return {};
}

}  // namespace

struct LiveSource::State {
    std::string interface;
    Handle handle;
    std::uint32_t link_type = 0;
    std::size_t snapshot = 0;
    SourceCounts counts;
    std::uint32_t kernel_received = 0;  // pcap_stats counts in 32 bits
    std::uint32_t kernel_dropped = 0;
    // Of the read() under way:
    FrameMerge* merge = nullptr;
    std::size_t source = 0;
    FrameMerge::Uptime now{};

    static void take(u_char* user, const pcap_pkthdr* header, const u_char* bytes);
};

void LiveSource::State::take(u_char* user, const pcap_pkthdr* header, const u_char* bytes) {
    constexpr std::int64_t kSecond = 1'000'000'000;
    State& state = *reinterpret_cast<State*>(user);
    CapturedPacket frame;
    // tv_usec holds nanoseconds: the precision that was asked for.
    frame.time.nanoseconds = std::int64_t{header->ts.tv_sec} * kSecond + std::int64_t{header->ts.tv_usec};
    frame.bytes = std::as_bytes(std::span(bytes, std::min<std::size_t>(header->caplen, state.snapshot)));
    frame.wire_length = header->len;
    frame.link_type = state.link_type;
    state.merge->push(state.source, frame, state.now);
}

LiveSource::LiveSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
LiveSource::LiveSource(LiveSource&&) noexcept = default;
LiveSource& LiveSource::operator=(LiveSource&&) noexcept = default;
LiveSource::~LiveSource() = default;

Result<LiveSource> LiveSource::open(const std::string& interface, const LiveSourceOptions& options) {
    char text[PCAP_ERRBUF_SIZE] = {};
    Handle handle(pcap_create(interface.c_str(), text));
    if (!handle) return fail(ErrorCode::io, fmt::format("can't capture: {}", text), interface);
    pcap_set_snaplen(handle.get(), options.snapshot);
    pcap_set_promisc(handle.get(), options.promiscuous ? 1 : 0);
    pcap_set_timeout(handle.get(), static_cast<int>(options.retire.count()));
    pcap_set_buffer_size(handle.get(), static_cast<int>(options.buffer_bytes));
    if (pcap_set_tstamp_precision(handle.get(), PCAP_TSTAMP_PRECISION_NANO) != 0)
        return fail(ErrorCode::unsupported, "has no time stamps in nanoseconds", interface);
    // Positive values are warnings: no promiscuous mode on this kind of interface, for one.
    const int status = pcap_activate(handle.get());
    if (status < 0) return refused(interface, status, handle.get());
    TRY_VOID(cut_in_kernel(handle.get(), interface));
    TRY_VOID(inbound_only(handle.get(), interface));
    // A blocking read never returns on an idle link.
    if (pcap_setnonblock(handle.get(), 1, text) != 0)
        return fail(ErrorCode::io, fmt::format("can't read without waiting: {}", text), interface);
    std::unique_ptr<State> state = std::make_unique<State>();
    state->interface = interface;
    state->link_type = link_type_of(pcap_datalink(handle.get()));
    state->snapshot = static_cast<std::size_t>(pcap_snapshot(handle.get()));
    state->handle = std::move(handle);
    return LiveSource(std::move(state));
}

const std::string& LiveSource::interface() const {
    return state_->interface;
}

int LiveSource::descriptor() const {
    return pcap_get_selectable_fd(state_->handle.get());
}

Result<std::size_t> LiveSource::read(FrameMerge& merge, std::size_t source, FrameMerge::Uptime now) {
    state_->merge = &merge;
    state_->source = source;
    state_->now = now;
    std::size_t total = 0;
    // A call ends at the ring's block; a few of them keep up with a burst and let the others have their turn.
    for (int blocks = 0; blocks < 8; ++blocks) {
        const std::size_t room = merge.room(source, state_->snapshot);
        if (room == 0) break;
        const int count = pcap_dispatch(state_->handle.get(), static_cast<int>(room), State::take,
                                        reinterpret_cast<u_char*>(state_.get()));
        if (count < 0)
            return fail(ErrorCode::io, fmt::format("capture ended: {}", pcap_geterr(state_->handle.get())),
                        state_->interface, std::string(kRemedy));
        if (count == 0) break;
        total += static_cast<std::size_t>(count);
    }
    return total;
}

SourceCounts LiveSource::counts() {
    pcap_stat stats{};
    if (pcap_stats(state_->handle.get(), &stats) != 0) return state_->counts;
    state_->counts.received += stats.ps_recv - std::exchange(state_->kernel_received, stats.ps_recv);
    state_->counts.dropped += stats.ps_drop - std::exchange(state_->kernel_dropped, stats.ps_drop);
    return state_->counts;
}

}  // namespace portolan::passive
