#include "appliance/resolve/gate.hpp"

#include "appliance/resolve/readiness.hpp"
#include "appliance/resolve/tcp_relay.hpp"
#include "appliance/resolve/token.hpp"
#include "appliance/resolve/udp_relay.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <string>
#include <sys/resource.h>
#include <utility>

namespace portolan::resolve {
namespace {

Result<void> allow_descriptors(const GateLimits& limits) {
    constexpr rlim_t kOthers = 128;  // of the role: channels, log, listeners
    const rlim_t wanted = limits.queries + 2 * limits.connections + kOthers;
    rlimit now{};
    if (getrlimit(RLIMIT_NOFILE, &now) != 0) return fail(ErrorCode::io, "can't read the limit of open files");
    if (now.rlim_cur >= wanted) return {};
    now.rlim_cur = std::min(wanted, now.rlim_max);
    if (now.rlim_max >= wanted && setrlimit(RLIMIT_NOFILE, &now) == 0) return {};
    return fail(ErrorCode::limit, "at most " + std::to_string(now.rlim_max) + " files may be open", {},
                "allow " + std::to_string(wanted) + " (LimitNOFILE= of the unit)");
}

}  // namespace

Uptime uptime_now() {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

struct Gate::Parts {
    Parts(std::vector<Listener> given, Readiness ready, Learner& learner, const GateLimits& limits)
        : listeners(std::move(given)),
          readiness(std::move(ready)),
          learning(learner),
          ledger(limits),
          udp(listeners, readiness, learning, ledger),
          tcp(listeners, readiness, learning, ledger) {}

    void serve(const Ready& ready, Uptime now);

    std::vector<Listener> listeners;
    Readiness readiness;
    Learning learning;
    Ledger ledger;
    UdpRelay udp;
    TcpRelay tcp;
};

void Gate::Parts::serve(const Ready& ready, Uptime now) {
    const std::uint64_t number = number_of(ready.token);
    switch (kind_of(ready.token)) {
        case SocketKind::udp_listener:
            return udp.on_queries(number, now);
        case SocketKind::tcp_listener:
            return tcp.on_connections(number, now);
        case SocketKind::udp_query:
            return udp.on_answers(number, now);
        case SocketKind::tcp_client:
            return tcp.on_client(number, ready, now);
        case SocketKind::tcp_resolver:
            return tcp.on_resolver(number, ready, now);
    }
}

Gate::Gate(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Gate::Gate(Gate&&) noexcept = default;
Gate& Gate::operator=(Gate&&) noexcept = default;
Gate::~Gate() = default;

Result<Gate> Gate::create(std::vector<Listener> listeners, Learner& learner, const GateLimits& limits) {
    TRY_VOID(allow_descriptors(limits));
    Readiness readiness = TRY(Readiness::create());
    for (std::size_t i = 0; i < listeners.size(); ++i) {
        const Listener& listener = listeners[i];
        if (listener.udp.valid()) TRY_VOID(prepare_listener(listener.udp.get(), true));
        if (listener.tcp.valid()) TRY_VOID(prepare_listener(listener.tcp.get(), false));
        const bool added =
            (!listener.udp.valid() ||
             readiness.add(listener.udp.get(), token_of(SocketKind::udp_listener, i), true, false)) &&
            (!listener.tcp.valid() ||
             readiness.add(listener.tcp.get(), token_of(SocketKind::tcp_listener, i), true, false));
        if (!added) return fail(ErrorCode::io, "can't watch a listening socket");
    }
    return Gate(std::make_unique<Parts>(std::move(listeners), std::move(readiness), learner, limits));
}

int Gate::descriptor() const {
    return parts_->readiness.descriptor();
}

std::chrono::milliseconds Gate::wait(Uptime now) const {
    Uptime least(-1);
    for (const Uptime due : {parts_->learning.next_due(), parts_->udp.next_due(), parts_->tcp.next_due()})
        if (due >= Uptime(0)) least = least < Uptime(0) ? due : std::min(least, due);
    if (least < Uptime(0)) return std::chrono::milliseconds(-1);
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(least - now), std::chrono::milliseconds(0));
}

void Gate::step(Uptime now) {
    std::array<Ready, 64> ready;
    const std::size_t count = parts_->readiness.take(ready);
    for (std::size_t i = 0; i < count; ++i)
        parts_->serve(ready[i], now);
    parts_->learning.expire(now);
    parts_->udp.expire(now);
    parts_->tcp.expire(now);
    parts_->tcp.settle_touched(now);
}

void Gate::learned(std::uint64_t serial, const LearnOutcome& outcome, Uptime now) {
    parts_->learning.learned(serial, outcome, now);
    parts_->tcp.settle_touched(now);
}

GateCounts Gate::counts() const {
    GateCounts out = parts_->ledger.counts;
    out.missed = parts_->learning.missed();
    out.withheld = parts_->learning.withheld();
    return out;
}

std::size_t Gate::busy() const {
    return parts_->ledger.queries() + parts_->ledger.connections();
}

std::vector<Miss> Gate::take_misses() {
    return parts_->learning.take_misses();
}

}  // namespace portolan::resolve
