// Taps on real interfaces: frames of the test, and real programs through a box that forwards.
#include "probes/passive/crafted.hpp"
#include "probes/passive/live_capture.hpp"
#include "tests/live/network.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <functional>
#include <linux/if_packet.h>
#include <map>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::live {
namespace {

using namespace passive;
using testing::HasSubstr;
using testing::IsEmpty;

std::string describe(const evidence::Flow& flow) {
    std::string out = fmt::format("{} > {} {}/{} {}+{}{}", flow.initiator.text(), flow.responder.text(),
                                  protocol_name(flow.protocol), flow.responder_port, flow.packets_out,
                                  flow.packets_in, flow.answered ? "" : " unanswered");
    for (const auto& [fact, value] : flow.facts)
        if (fact != evidence::Fact::mac) out += fmt::format(" {}={}", evidence::fact_name(fact), value);
    for (const std::string& name : flow.names)
        out += " name=" + name;
    return out;
}

// Sends frames as they are.
class Sender {
public:
    explicit Sender(const std::string& interface) : fd_(socket(AF_PACKET, SOCK_RAW, 0)) {
        to_.sll_family = AF_PACKET;
        to_.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
    }
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;
    ~Sender() { close(fd_); }
    void send(std::string_view frame) const {
        ASSERT_EQ(
            sendto(fd_, frame.data(), frame.size(), 0, reinterpret_cast<const sockaddr*>(&to_), sizeof to_),
            static_cast<ssize_t>(frame.size()));
    }

private:
    int fd_;
    sockaddr_ll to_{};
};

class CaptureLive : public testing::Test {
protected:
    void SetUp() override {
        if (const std::string reason = why_not(); !reason.empty()) GTEST_SKIP() << reason;
        Box::enter();
        (void)Box::run(
            "ip link add tap0 type veth peer name wire0; ip link set tap0 mtu 9000; ip link set wire0 mtu "
            "9000; ip link set tap0 arp off up; ip link set wire0 arp off up");
    }
    void TearDown() override { (void)Box::run("ip link del tap0"); }

    static LiveCapture open(const std::vector<std::string>& interfaces,
                            const LiveSourceOptions& options = {}) {
        Result<LiveCapture> capture = LiveCapture::open(interfaces, options);
        if (!capture) panic(capture.error().text());
        return std::move(*capture);
    }
    // Reads until `enough` or, as a bound for a test that fails, ten seconds.
    void read(LiveCapture& capture, const std::function<bool()>& enough) {
        const Uptime end = uptime_now() + std::chrono::seconds(10);
        for (Uptime now = uptime_now(); now < end && !enough(); now = uptime_now()) {
            const std::vector<int> fds = capture.descriptors();
            std::vector<pollfd> waits;
            for (const int fd : fds)
                waits.push_back({fd, POLLIN, 0});
            poll(waits.data(), waits.size(), static_cast<int>(capture.wait(now).count()));
            if (const Result<void> done = capture.pump(recorder_, uptime_now()); !done) {
                trouble_ = done.error().text();
                return;
            }
            keep(recorder_.poll(uptime_now()));
        }
    }
    void keep(std::vector<FlowUpdate> updates) {
        for (FlowUpdate& update : updates) {
            if (!flows_.contains(update.flow_id)) first_seen_[update.flow_id] = uptime_now();
            flows_[update.flow_id] = std::move(update);
        }
    }
    std::vector<std::string> finish() {
        for (std::vector<FlowUpdate> last = recorder_.finish(); !last.empty(); last = recorder_.finish())
            keep(std::move(last));
        std::vector<std::string> out;
        for (const auto& [id, update] : flows_)
            out.push_back(describe(update.flow));
        return out;
    }
    [[nodiscard]] bool saw(const std::string& text) const {
        return std::any_of(flows_.begin(), flows_.end(), [&](const auto& entry) {
            return describe(entry.second.flow).find(text) != std::string::npos;
        });
    }

    using Uptime = LiveRecorder::Uptime;
    LiveRecorder recorder_{LiveOptions{}};
    std::map<std::uint64_t, FlowUpdate> flows_;
    std::map<std::uint64_t, Uptime> first_seen_;
    std::string trouble_;
};

TEST_F(CaptureLive, AnAttemptWithoutAnswerComesThrough) {
    LiveCapture capture = open({"tap0"});
    Sender("wire0").send(
        crafted::ethernet(crafted::ip("10.0.0.1", "192.0.2.9", crafted::tcp(40000, 443, kSyn))));
    Sender("tap0").send(
        crafted::ethernet(crafted::ip("10.0.0.2", "192.0.2.9", crafted::tcp(40000, 443, kSyn))));
    read(capture, [this] { return !flows_.empty(); });
    EXPECT_THAT(finish(), testing::ElementsAre("10.0.0.1 > 192.0.2.9 tcp/443 1+0 unanswered"))
        << "what we send ourselves is not seen";
}

TEST_F(CaptureLive, ReplayedFilesGiveTheFlowsOfTheFiles) {
    const std::filesystem::path folder = std::filesystem::path(PORTOLAN_SOURCE_DIR) / "tests/data/captures";
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const bool ethernet = entry.path().extension() == ".pcap" &&
                              entry.path().filename().string().find("any-") == std::string::npos;
        if (!ethernet) continue;
        SCOPED_TRACE(entry.path());
        ++files;
        LiveCapture capture = open({"tap0"});
        const Sender sender("wire0");
        const std::unique_ptr<CaptureReader> reader = std::move(*open_capture(entry.path()));
        std::array<CapturedPacket, 1> frame;
        std::uint64_t sent = recorder_.take_counts().packets;
        for (; reader->read(frame) == 1; ++sent)
            sender.send(as_text(frame[0].bytes));
        read(capture, [&] { return recorder_.take_counts().packets >= sent; });
        std::vector<std::string> live = finish();
        flows_.clear();
        std::vector<std::string> from_file;
        const Result<evidence::Recording> recording = record_files({entry.path()}, {});
        ASSERT_TRUE(recording);
        for (const evidence::Flow& flow : recording->flows)
            from_file.push_back(describe(flow));
        // The recorder has heard names in the files before: those of other files are left out of the
        // comparison.
        const auto nameless = [](std::vector<std::string>& lines) {
            for (std::string& line : lines)
                line = line.substr(0, line.find(" name="));
            std::sort(lines.begin(), lines.end());
        };
        nameless(live);
        nameless(from_file);
        EXPECT_EQ(live, from_file);
    }
    EXPECT_GE(files, 9);
}

TEST_F(CaptureLive, DropsAreCountedWhenNobodyReads) {
    LiveSourceOptions options;
    options.buffer_bytes = 1U << 20U;
    LiveCapture capture = open({"tap0"}, options);
    const std::string frame =
        crafted::ethernet(crafted::ip("10.0.0.1", "192.0.2.9", crafted::udp(1, 2, std::string(1'000, 'x'))));
    const Sender sender("wire0");
    for (int i = 0; i < 20'000; ++i)
        sender.send(frame);
    std::uint64_t read_so_far = ~0ULL;
    read(capture, [&] {
        return std::exchange(read_so_far, recorder_.take_counts().packets) ==
                   recorder_.take_counts().packets &&
               read_so_far > 0;
    });
    const SourceCounts counts = capture.counts().at(0).total;
    EXPECT_GT(counts.dropped, 1'000U);
    EXPECT_EQ(counts.received, 20'000U);
    EXPECT_EQ(recorder_.take_counts().packets, counts.received - counts.dropped);
}

TEST_F(CaptureLive, AFrameLeavesTheKernelCut) {
    LiveCapture capture = open({"tap0"});
    Sender("wire0").send(
        crafted::ethernet(crafted::ip("10.0.0.1", "192.0.2.9", crafted::udp(1, 2, std::string(8'000, 'x')))));
    read(capture, [this] { return !flows_.empty(); });
    EXPECT_EQ(recorder_.take_counts().bytes, 4'400U);
    ASSERT_EQ(flows_.size(), 1U);
    EXPECT_EQ(flows_.begin()->second.flow.bytes_out, 8'028U) << "counted as on the wire";
}

TEST_F(CaptureLive, AnInterfaceThatGoesIsAnError) {
    LiveCapture capture = open({"tap0"});
    Sender("wire0").send(crafted::ethernet(crafted::ip("10.0.0.1", "192.0.2.9", crafted::udp(1, 2))));
    (void)Box::run("ip link del wire0");
    read(capture, [] { return false; });
    EXPECT_THAT(trouble_, HasSubstr("tap0"));
    EXPECT_THAT(trouble_, HasSubstr("capture ended"));
    EXPECT_EQ(finish().size(), 1U) << "what came before is kept";
}

TEST_F(CaptureLive, NoSuchInterfaceIsAnError) {
    const Result<LiveCapture> capture = LiveCapture::open({"tap0", "nothere0"}, {});
    ASSERT_FALSE(capture);
    EXPECT_EQ(capture.error().code, ErrorCode::not_found);
    EXPECT_THAT(capture.error().text(), HasSubstr("nothere0"));
}

// Opened with rights, read without any.
TEST_F(CaptureLive, ReadingNeedsNoRights) {
    LiveCapture capture = open({"tap0"});
    Sender("wire0").send(crafted::ethernet(crafted::ip("10.0.0.1", "192.0.2.9", crafted::udp(1, 2))));
    const pid_t child = fork();
    if (child == 0) {
        constexpr uid_t kNobody = 65'534;
        if (setresgid(kNobody, kNobody, kNobody) != 0 || setresuid(kNobody, kNobody, kNobody) != 0) _exit(2);
        if (LiveCapture::open({"tap0"}, {})) _exit(3);
        read(capture, [this] { return !flows_.empty(); });
        _exit(flows_.size() == 1 && capture.counts()[0].total.received == 1 ? 0 : 4);
    }
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

// client -- box -- server, taps on both cables of the box.
class CaptureForwarded : public CaptureLive {
protected:
    void SetUp() override {
        CaptureLive::SetUp();
        if (IsSkipped()) return;
        for (const char* program : {"curl", "openssl", "dig", "dnsmasq"})
            if (Box::run(fmt::format("command -v {}", program)).empty())
                GTEST_SKIP() << program << " is not installed";
        client_ = std::make_unique<Machine>();
        server_ = std::make_unique<Machine>();
        Box::cable("inside0", *client_, "10.9.1.1/24", "10.9.1.2/24", "10.9.1.1");
        Box::cable("outside0", *server_, "192.0.2.1/24", "192.0.2.2/24", "192.0.2.1");
    }
    void TearDown() override {
        client_.reset();
        server_.reset();
        (void)Box::run("for i in inside0 outside0; do ip link del $i; done 2>/dev/null; nft flush ruleset");
        CaptureLive::TearDown();
    }
    void serve_tls() {
        folder_ = Box::run("mktemp -d");
        folder_.pop_back();
        (void)Box::run(
            fmt::format("openssl req -x509 -newkey rsa:2048 -nodes -keyout {0}/key.pem -out {0}/cert.pem "
                        "-days 2 -subj /CN=www.vendor.example",
                        folder_));
        server_->serve({"openssl", "s_server", "-accept", "443", "-www", "-quiet", "-key",
                        folder_ + "/key.pem", "-cert", folder_ + "/cert.pem"});
        server_->serve({"dnsmasq", "-k", "-C", "/dev/null", "-R", "-h", "--log-facility=/dev/null",
                        "--pid-file=", "-u", "root", "--address=/www.vendor.example/192.0.2.2"});
        (void)client_->run(
            "for i in 1 2 3 4 5 6 7 8 9 10; do dig +tries=1 +time=1 @192.0.2.2 ready.example >/dev/null "
            "&& curl -sk https://192.0.2.2/ >/dev/null && break; sleep 0.3; done");
    }
    ~CaptureForwarded() override {
        if (!folder_.empty()) std::filesystem::remove_all(folder_);
    }

    std::unique_ptr<Machine> client_;
    std::unique_ptr<Machine> server_;
    std::string folder_;
};

TEST_F(CaptureForwarded, RealProgramsThroughTwoTapsAreOneFlowEach) {
    serve_tls();
    LiveCapture capture = open({"inside0", "outside0"});
    const pid_t talk = fork();
    if (talk == 0) {
        for (int i = 0; i < 20; ++i) {
            (void)client_->run("dig +short @192.0.2.2 www.vendor.example");
            (void)client_->run(
                "curl -sk --resolve www.vendor.example:443:192.0.2.2 https://www.vendor.example/");
        }
        _exit(0);
    }
    bool over = false;
    read(capture, [&] {
        over = over || waitpid(talk, nullptr, WNOHANG) == talk;
        return over;
    });
    read(capture, [end = uptime_now() + std::chrono::milliseconds(300)] { return uptime_now() > end; });
    int tls = 0;
    int dns = 0;
    for (const std::string& line : finish()) {
        EXPECT_THAT(line, testing::StartsWith("10.9.1.2 > 192.0.2.2 "));
        EXPECT_THAT(line, testing::Not(HasSubstr("unanswered")));
        dns += line.find("udp/53 1+1 app=dns") != std::string::npos ? 1 : 0;
        tls += line.find("sni=www.vendor.example alpn=h2,http/1.1 tls=1.3 app=tls name=www.vendor.example") !=
                       std::string::npos
                   ? 1
                   : 0;
    }
    EXPECT_EQ(dns, 20);
    EXPECT_EQ(tls, 20);
    EXPECT_EQ(flows_.size(), 40U);
    const std::map<std::string, std::uint64_t> odd = recorder_.take_counts().not_covered;
    EXPECT_FALSE(odd.contains("DNS answer without query")) << "replies came after their requests";
}

TEST_F(CaptureForwarded, WhatTheFirewallDropsIsSeen) {
    if (Box::run("command -v nft").empty()) GTEST_SKIP() << "nft is not installed";
    ASSERT_EQ(
        Box::run(
            "nft 'add table inet t; add chain inet t f { type filter hook prerouting priority -300; policy "
            "drop; }'"),
        "");
    LiveCapture capture = open({"inside0", "outside0"});
    (void)client_->run("ip neigh replace 10.9.1.1 lladdr 02:00:00:00:00:09 dev eth0 nud permanent");
    (void)client_->run("curl -s --max-time 0.2 http://192.0.2.2:8080/");
    read(capture, [this] { return saw("tcp/8080"); });
    EXPECT_TRUE(saw("10.9.1.2 > 192.0.2.2 tcp/8080 1+0 unanswered"));
}

}  // namespace
}  // namespace portolan::live
