// portolan-capture: the role `capture`. Wiring only: taps and recorder (probes/passive) to the server.
//     portolan-capture SERVER_SOCKET INTERFACE...
#include "appliance/privilege/confine.hpp"
#include "appliance/roles/peers.hpp"
#include "probes/passive/live_capture.hpp"

#include <cstdio>
#include <random>

#include <fmt/format.h>

namespace portolan::roles {
namespace {

using wire::Kind;

const std::string kRole = "capture";
constexpr std::size_t kMostUpdates = 200;  // a message: some 40 KiB
constexpr std::int64_t kStatsPeriod = 1000;

std::string random_run() {
    std::random_device device;
    return fmt::format("{:08x}{:08x}", device(), device());
}

class CaptureRole {
public:
    explicit CaptureRole(passive::LiveCapture capture, const std::string& server)
        : capture_(std::move(capture)),
          run_(random_run()),
          caller_(
              loop_, kRole, server, [this](const wire::Packet& packet) { return received(packet); }, [] {}) {}

    Result<void> run() {
        for (const int fd : capture_.descriptors())
            loop_.watch(fd, [this] { pump(); });
        loop_.every(50, [this] { pump(); });
        loop_.every(kStatsPeriod, [this] { send_stats(); });
        loop_.run();
        return std::move(trouble_);
    }

private:
    // What to look for comes from the server; until it is there, frames wait in the kernel's ring.
    Result<void> received(const wire::Packet& packet) {
        if (packet.kind != Kind::capture_setup)
            return fail(ErrorCode::bad_input, "the server sent a message that it may not send");
        wire::CaptureSetup setup = TRY(wire::read_as<wire::CaptureSetup>(packet));
        if (recorder_) flush();
        passive::LiveOptions options;
        options.recorder.http_patterns = std::move(setup.http_patterns);
        for (const auto& [further, first] : setup.same_client)
            options.recorder.same_client.emplace(further, first);
        run_ = random_run();
        recorder_ = std::make_unique<passive::LiveRecorder>(std::move(options));
        return {};
    }

    void pump() {
        if (!recorder_) return;
        const passive::FrameMerge::Uptime now = passive::uptime_now();
        Result<void> pumped = capture_.pump(*recorder_, now);
        send(recorder_->poll(now));
        if (pumped) return;
        flush();
        trouble_ = std::move(pumped);
        loop_.stop();
    }

    void flush() {
        for (std::vector<passive::FlowUpdate> rest = recorder_->finish(); !rest.empty();
             rest = recorder_->finish())
            send(std::move(rest));
    }

    void send(std::vector<passive::FlowUpdate> updates) {
        for (std::size_t at = 0; at < updates.size(); at += kMostUpdates) {
            wire::Flows message{run_, {}};
            for (std::size_t i = at; i < std::min(at + kMostUpdates, updates.size()); ++i)
                message.updates.push_back({updates[i].flow_id, std::move(updates[i].flow), updates[i].final});
            if (!caller_.send(Kind::flows, message)) unsent_ += message.updates.size();
        }
    }

    void send_stats() {
        if (!recorder_) return;
        const passive::LiveCounts counts = recorder_->take_counts();
        wire::CaptureStats out;
        out.run = run_;
        out.packets = counts.packets;
        out.bytes = counts.bytes;
        for (const passive::LiveCapture::Counts& each : capture_.counts())
            out.interfaces.push_back({each.interface, each.total.received, each.total.dropped, true});
        for (const auto& [what, count] : counts.not_covered)
            out.not_covered.emplace_back(what, count);
        if (unsent_ > 0) out.not_covered.emplace_back("flow updates while the server was away", unsent_);
        if (caller_.send(Kind::capture_stats, out)) unsent_ = 0;
    }

    EventLoop loop_;
    passive::LiveCapture capture_;
    std::string run_;
    std::unique_ptr<passive::LiveRecorder> recorder_;
    Caller caller_;
    std::uint64_t unsent_ = 0;
    Result<void> trouble_;
};

Result<void> run(const std::string& server, const std::vector<std::string>& interfaces) {
    const privilege::Rights& rights = *privilege::rights_of(kRole);
    TRY_VOID(privilege::check(rights));
    TRY_VOID(privilege::confine(rights));
    passive::LiveCapture capture = TRY(passive::LiveCapture::open(interfaces, {}));
    TRY_VOID(privilege::give_up(rights));
    return CaptureRole(std::move(capture), server).run();
}

}  // namespace
}  // namespace portolan::roles

int main(int count, char** arguments) {
    if (count < 3) {
        std::fputs(
            "usage: portolan-capture SERVER_SOCKET INTERFACE...    (started by `portolan up` or its unit)\n",
            stderr);
        return 2;
    }
    const portolan::Result<void> done =
        portolan::roles::run(arguments[1], {arguments + 2, arguments + count});
    if (!done) portolan::roles::end_role("capture", done.error());
    return 0;
}
