// The gate between dig and dnsmasq, on a box that redirects port 53 as the policy's rules do: what the client
// sees is what it sees without us.
#include "appliance/resolve/gate.hpp"
#include "tests/live/network.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <set>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::live {
namespace {

using namespace resolve;
using testing::HasSubstr;

constexpr const char* kServer = "192.0.2.2";
constexpr const char* kServerV6 = "2001:db8:2::2";
constexpr const char* kRefusing = "192.0.2.3";  // a machine without a resolver
constexpr const char* kNobody = "192.0.2.77";

// Has its word ready two milliseconds after it was asked.
class SlowLearner final : public Learner {
public:
    void learn(const LearnRequest& request) override {
        if (!deaf) words.emplace_back(uptime_now() + std::chrono::milliseconds(2), request);
        names.insert(request.name);
    }
    void speak(Gate& gate) {
        for (; !words.empty() && words.front().first <= uptime_now(); words.pop_front())
            gate.learned(words.front().second.serial, {true, true, true}, uptime_now());
    }
    std::deque<std::pair<Uptime, LearnRequest>> words;
    std::set<std::string> names;
    bool deaf = false;
};

class GateLive : public testing::Test {
protected:
    void SetUp() override {
        if (const std::string reason = why_not(); !reason.empty()) GTEST_SKIP() << reason;
        for (const char* program : {"dig", "dnsmasq", "nft"})
            if (Box::run(fmt::format("command -v {}", program)).empty())
                GTEST_SKIP() << program << " is not installed";
        Box::enter();
        folder_ = Box::run("mktemp -d");
        folder_.pop_back();
        client_ = std::make_unique<Machine>();
        server_ = std::make_unique<Machine>();
        Box::cable("inside0", *client_, "10.9.1.1/24", "10.9.1.2/24", "10.9.1.1");
        Box::cable("outside0", *server_, "192.0.2.1/24", "192.0.2.2/24", "192.0.2.1");
        (void)Box::run(
            "ip addr add 2001:db8:1::1/64 dev inside0 nodad; "
            "ip addr add 2001:db8:2::1/64 dev outside0 nodad");
        (void)client_->run(
            "ip addr add 2001:db8:1::2/64 dev eth0 nodad; ip -6 route add default via 2001:db8:1::1");
        (void)server_->run(
            "ip addr add 192.0.2.3/24 dev eth0; ip addr add 2001:db8:2::2/64 dev eth0 nodad; ip -6 route "
            "add default via 2001:db8:2::1");
        serve();
    }
    void TearDown() override {
        gate_.reset();
        client_.reset();
        server_.reset();
        (void)Box::run("for i in inside0 outside0; do ip link del $i; done 2>/dev/null; nft flush ruleset");
        if (!folder_.empty()) std::filesystem::remove_all(folder_);
    }
    void serve() {
        std::ofstream names(folder_ + "/names.conf");
        names << "no-resolv\nno-hosts\nlocal=/vendor.example/\nbind-interfaces\nlisten-address=" << kServer
              << "," << kServerV6 << "\nmx-host=vendor.example,mail.vendor.example,10\n";
        for (int i = 0; i < 50; ++i)
            names << fmt::format(
                "host-record=a{0}.vendor.example,198.51.100.{0},2001:db8::{0}\ncname=alias{0}.vendor.example,"
                "a{0}."
                "vendor.example\n",
                i);
        for (int i = 0; i < 20; ++i)
            names << "txt-record=big.vendor.example," << std::string(200, static_cast<char>('a' + i)) << "\n";
        names.close();
        server_->serve({"dnsmasq", "-k", "-u", "root", "-p", "53", "-C", folder_ + "/names.conf",
                        "--pid-file=", "--log-facility=/dev/null", "--local-ttl=60"});
        for (int i = 0; i < 50; ++i)
            if (dig("+tries=1 +time=1 a1.vendor.example").find("NOERROR") != std::string::npos) return;
        panic("dnsmasq does not answer");
    }
    [[nodiscard]] std::string dig(const std::string& arguments, const char* server = kServer) const {
        return client_->run(fmt::format("dig @{} {}", server, arguments));
    }
    // As the policy's own rules redirect.
    void start_gate() {
        std::vector<Listener> listeners;
        std::string rules =
            "add table inet t; add chain inet t gate { type nat hook prerouting priority -100; };";
        std::uint16_t port = 5300;
        for (const char* resolver : {kServer, kServerV6, kRefusing, kNobody}) {
            const Address address = *Address::parse(resolver);
            const Endpoint here{*Address::parse(address.is_v4() ? "0.0.0.0" : "::"), ++port};
            Listener listener;
            listener.udp = *listen_udp(here);
            listener.tcp = *listen_tcp(here);
            listener.resolver = {address, 53};
            listeners.push_back(std::move(listener));
            for (const char* protocol : {"udp", "tcp"})
                rules += fmt::format(
                    "add rule inet t gate iifname \"inside0\" {} daddr {} {} dport 53 redirect to :{};",
                    address.is_v4() ? "ip" : "ip6", resolver, protocol, port);
        }
        const std::string trouble = Box::run(fmt::format("nft '{}'", rules));
        if (!trouble.empty()) panic(trouble);
        gate_ = std::make_unique<Gate>(*Gate::create(std::move(listeners), learner_, {}));
    }
    // Runs a command on the client while the gate works; its output.
    std::string through_gate(const std::string& command) {
        const std::string file = folder_ + "/output";
        const pid_t child = fork();
        if (child == 0) {
            std::ofstream(file) << client_->run(command);
            _exit(0);
        }
        while (waitpid(child, nullptr, WNOHANG) != child) {
            pollfd ready{gate_->descriptor(), POLLIN, 0};
            poll(&ready, 1, 1);
            gate_->step(uptime_now());
            learner_.speak(*gate_);
        }
        std::ostringstream out;
        out << std::ifstream(file).rdbuf();
        return out.str();
    }
    std::string queries(int count) {
        static constexpr const char* kKinds[] = {
            "a{0}.vendor.example A",
            "a{0}.vendor.example AAAA",
            "a{0}.vendor.example A +tcp",
            "alias{0}.vendor.example A +bufsize=1232 +dnssec",
            "big.vendor.example TXT +bufsize=512 +ignore",
            "big.vendor.example TXT",
            "nothing{0}.vendor.example A",
            "vendor.example MX +noedns",
            "other{0}.example A",
            "alias{0}.vendor.example ANY +tcp",
            "version.bind CH TXT",
            "a{0}.vendor.example HTTPS",
        };
        const std::string file = folder_ + "/queries";
        std::ofstream out(file);
        for (int i = 0; i < count; ++i)
            out << fmt::format(fmt::runtime(kKinds[static_cast<std::size_t>(i) % std::size(kKinds)]), i % 50)
                << "\n";
        return file;
    }
    // One text a query: what may differ from one time to the next is left out.
    static std::string batch(const std::string& file, const char* server) {
        return fmt::format(
            "dig @{} +tries=1 +time=2 +noall +comments +question +answer +authority +additional -f {} | "
            "sed \"s/, id: [0-9]*//; s/COOKIE: .*/COOKIE/\"",
            server, file);
    }

    std::string folder_;
    std::unique_ptr<Machine> client_;
    std::unique_ptr<Machine> server_;
    SlowLearner learner_;
    std::unique_ptr<Gate> gate_;
};

TEST_F(GateLive, FiveHundredQueriesAreAnsweredAsWithoutUs) {
    const std::string file = queries(500);
    const std::string direct = client_->run(batch(file, kServer));
    start_gate();
    const std::string gated = through_gate(batch(file, kServer));
    const std::string gated_v6 = through_gate(batch(file, kServerV6));
    EXPECT_EQ(gated, direct);
    EXPECT_EQ(gated_v6, direct) << "the same resolver, asked at its other address";
    for (const char* part :
         {"NOERROR", "NXDOMAIN", "REFUSED", "flags: qr aa tc", "CNAME", "AAAA", "TXT", "EDNS"})
        EXPECT_THAT(direct, HasSubstr(part)) << "the queries show little";
    const GateCounts counts = gate_->counts();
    EXPECT_GE(counts.queries, 1'000U);
    EXPECT_EQ(counts.answers, counts.queries);
    EXPECT_EQ(counts.missed + counts.withheld + counts.unanswered + counts.ignored, 0U);
    EXPECT_TRUE(learner_.names.contains("alias3.vendor.example"));
    EXPECT_TRUE(learner_.names.contains("a1.vendor.example"));
    EXPECT_FALSE(learner_.names.contains("big.vendor.example"));
}

TEST_F(GateLive, ADeadResolverStaysDead) {
    start_gate();
    for (const char* server : {kRefusing, kNobody})
        for (const char* way : {"+notcp", "+tcp"}) {
            SCOPED_TRACE(std::string(server) + way);
            const std::string out =
                through_gate(fmt::format("dig @{} +tries=1 +time=1 {} a1.vendor.example", server, way));
            EXPECT_THAT(out, HasSubstr("no servers could be reached"));
            EXPECT_EQ(out.find("status:"), std::string::npos) << out;
        }
}

TEST_F(GateLive, WithoutTheWordAnEnforcedClientGetsServfail) {
    start_gate();
    EXPECT_THAT(through_gate("dig @192.0.2.2 a1.vendor.example"), HasSubstr("NOERROR"));
    learner_.deaf = true;
    const std::string out = through_gate("dig @192.0.2.2 +tries=1 a2.vendor.example");
    EXPECT_THAT(out, HasSubstr("SERVFAIL"));
    EXPECT_EQ(out.find("198.51.100.2"), std::string::npos);
    EXPECT_THAT(through_gate("dig @192.0.2.2 +tcp +tries=1 a3.vendor.example"), HasSubstr("SERVFAIL"));
    EXPECT_THAT(through_gate("dig @192.0.2.2 big.vendor.example TXT"), HasSubstr("NOERROR"));
    EXPECT_EQ(gate_->counts().withheld, 2U);
    ASSERT_EQ(gate_->take_misses().size(), 2U);
}

}  // namespace
}  // namespace portolan::live
