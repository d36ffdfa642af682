// The gate between a client and a resolver of the test, on loopback; time is as the test says.
#include "appliance/resolve/gate.hpp"

#include "appliance/resolve/crafted_dns.hpp"
#include "appliance/resolve/udp_relay.hpp"

#include <arpa/inet.h>
#include <array>
#include <functional>
#include <map>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::resolve {
namespace {

using namespace crafted;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

class Notebook final : public Learner {
public:
    void learn(const LearnRequest& request) override {
        requests.push_back(request);
        if (at_once) gate->learned(request.serial, *at_once, now);
    }
    std::vector<LearnRequest> requests;
    std::optional<LearnOutcome> at_once = LearnOutcome{};
    Gate* gate = nullptr;
    Uptime now{};
};

constexpr LearnOutcome kDone{true, true, true};
constexpr LearnOutcome kRefused{true, false, true};

// Each test runs over both families.
class GateTest : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override { start({}); }
    void start(const GateLimits& limits) {
        const Address here = *Address::parse(GetParam());
        resolver_udp_ = *listen_udp({here, 0});
        resolver_tcp_ = *listen_tcp({here, port(resolver_udp_)});
        Listener listener;
        listener.udp = *listen_udp({here, 0});
        listener.tcp = *listen_tcp({here, port(listener.udp)});
        listener.resolver = {here, port(resolver_udp_)};
        gate_port_ = port(listener.udp);
        std::vector<Listener> listeners;
        listeners.push_back(std::move(listener));
        gate_ = std::make_unique<Gate>(*Gate::create(std::move(listeners), learner_, limits));
        learner_.gate = gate_.get();
        client_ = *connect_udp({here, gate_port_});
    }
    static std::uint16_t port(const Descriptor& fd) {
        Peer own;
        getsockname(fd.get(), reinterpret_cast<sockaddr*>(&own.name), &own.size);
        return ntohs(reinterpret_cast<const sockaddr_in&>(own.name).sin_port);  // at the same place in both
    }
    Descriptor connect_client() { return *connect_tcp({*Address::parse(GetParam()), gate_port_}); }

    // Lets the gate work until nothing more comes. Loopback delivers before send() returns.
    void step() {
        learner_.now = now_;
        pollfd ready{gate_->descriptor(), POLLIN, 0};
        gate_->step(now_);
        while (poll(&ready, 1, 0) > 0)
            gate_->step(now_);
    }
    static void put(const Descriptor& fd, std::string_view bytes) {
        ASSERT_EQ(send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(bytes.size()));
    }
    // Empty: nothing there. "(end)", "(reset)": the connection is over.
    static std::string got(const Descriptor& fd, bool stream = false) {
        std::array<char, 70'000> buffer;
        const ssize_t size = recv(fd.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size < 0) return errno == EAGAIN ? "" : "(reset)";
        if (size == 0 && stream) return "(end)";
        return {buffer.data(), static_cast<std::size_t>(size)};
    }
    static std::string framed(std::string_view message) {
        return u16(static_cast<unsigned>(message.size())) + std::string(message);
    }
    // What the resolver gets; answers go to where it came from.
    std::string asked() {
        std::array<std::byte, 70'000> buffer;
        const std::optional<Datagram> datagram = receive(resolver_udp_.get(), buffer);
        if (!datagram) return {};
        way_ = *datagram;
        return std::string(as_text(std::span(buffer).first(datagram->size)));
    }
    void respond(std::string_view message) {
        ASSERT_TRUE(reply(resolver_udp_.get(), way_, as_bytes(message)));
    }
    // A whole exchange over UDP; returns what the client gets.
    std::string exchange(const std::string& message, const std::string& response) {
        put(client_, message);
        step();
        const std::string seen = asked();
        EXPECT_EQ(with_id(seen, message), message);
        respond(with_id(response, seen));
        step();
        return got(client_);
    }
    Descriptor accept_resolver() {
        Peer peer;
        std::optional<Descriptor> fd = accept_tcp(resolver_tcp_.get(), peer);
        return fd ? std::move(*fd) : Descriptor();
    }

    Notebook learner_;
    Descriptor resolver_udp_;
    Descriptor resolver_tcp_;
    Descriptor client_;
    std::unique_ptr<Gate> gate_;
    std::uint16_t gate_port_ = 0;
    Datagram way_;
    Uptime now_ = std::chrono::hours(24);
};

const std::string kA = record("vendor.example", 1, hex("c0000201"));

struct Exchange {
    const char* name;
    std::string query;
    std::string answer;
};

std::vector<Exchange> exchanges() {
    const std::string edns = hex("00 0029 1000 0000 8000 000c 000a 0008 0102030405060708");  // DO, cookie
    std::vector<Exchange> out = {
        {"A", query(7, "vendor.example", 1), answer(7, "vendor.example", 1, {kA})},
        {"EDNS", query(7, "vendor.example", 1, edns, 1), answer(7, "vendor.example", 1, {kA})},
        {"TXT", query(7, "vendor.example", 16),
         answer(7, "vendor.example", 16, {record("vendor.example", 16, "\3abc")})},
        {"HTTPS", query(7, "vendor.example", 65), answer(7, "vendor.example", 65, {})},
        {"NXDOMAIN", query(7, "nowhere.example", 1), with_code(answer(7, "nowhere.example", 1, {}), 3)},
        {"chaos", u16(7) + hex("0000 0001 0000 0000 0000") + question("version.bind", 16, 3),
         u16(7) + hex("8000 0001 0000 0000 0000") + question("version.bind", 16, 3)},
        {"notify", u16(7) + hex("2000 0001 0000 0000 0000") + question("vendor.example", 6),
         u16(7) + hex("a000 0001 0000 0000 0000") + question("vendor.example", 6)},
        {"unreadable question", u16(7) + hex("0100 0001 0000 0000 0000 ff"),
         hex("0007 8181 0000 0000 0000 0000")},
        {"two questions", u16(7) + hex("0100 0002 0000 0000 0000") + question("a", 1) + question("b", 1),
         hex("0007 8181 0000 0000 0000 0000")},
        {"truncated", query(7, "vendor.example", 1),
         hex("0007 8380 0001 0000 0000 0000") + question("vendor.example", 1)},
        {"random case", query(7, "vEnDoR.exAMple", 1), answer(7, "vEnDoR.exAMple", 1, {kA})},
    };
    return out;
}

TEST_P(GateTest, EverythingPassesUnchangedOverUdp) {
    for (const Exchange& each : exchanges()) {
        SCOPED_TRACE(each.name);
        EXPECT_EQ(exchange(each.query, each.answer), each.answer);
    }
    EXPECT_EQ(gate_->busy(), 0U);
    EXPECT_EQ(gate_->counts().ignored, 0U);
}

TEST_P(GateTest, EverythingPassesUnchangedOverTcp) {
    const Descriptor client = connect_client();
    Descriptor resolver;
    for (const Exchange& each : exchanges()) {
        SCOPED_TRACE(each.name);
        put(client, framed(each.query));
        step();
        if (!resolver.valid()) resolver = accept_resolver();
        step();
        const std::string seen = got(resolver, true);
        ASSERT_GT(seen.size(), 4U);
        EXPECT_EQ(with_id(seen.substr(2), each.query), each.query);
        put(resolver, framed(with_id(each.answer, seen.substr(2))));
        step();
        EXPECT_EQ(got(client, true), framed(each.answer));
    }
    EXPECT_EQ(gate_->busy(), 1U) << "the connection";
}

TEST_P(GateTest, ForgedAnswersAreIgnored) {
    const std::string message = query(7, "vendor.example", 1);
    put(client_, message);
    step();
    const std::string seen = asked();
    const std::string right = with_id(answer(7, "vendor.example", 1, {kA}), seen);
    std::string wrong_id = right;
    wrong_id[1] = static_cast<char>(wrong_id[1] ^ 1);
    const Descriptor stranger = *connect_udp(
        {way_.from.address(), ntohs(reinterpret_cast<const sockaddr_in&>(way_.from.name).sin_port)});
    put(stranger, right);
    respond(wrong_id);
    respond(with_id(answer(7, "bank.example", 1, {kA}), seen));
    respond(with_id(message, seen));
    respond("short");
    step();
    EXPECT_EQ(got(client_), "");
    EXPECT_EQ(gate_->counts().ignored, 4U) << "the stranger's does not even arrive";
    respond(right);
    step();
    EXPECT_EQ(got(client_), answer(7, "vendor.example", 1, {kA}));
}

TEST_P(GateTest, IdsAndPortsDiffer) {
    std::map<std::string, int> ids;
    std::map<std::uint16_t, int> ports;
    for (int i = 0; i < 50; ++i) {
        put(client_, query(7, "vendor.example", 1));
        step();
        ++ids[asked().substr(0, 2)];
        ++ports[reinterpret_cast<const sockaddr_in&>(way_.from.name).sin_port];
    }
    EXPECT_GT(ids.size(), 45U);
    EXPECT_GT(ports.size(), 45U);
}

TEST_P(GateTest, TheAnswerWaitsForTheWordOfTheLearner) {
    learner_.at_once.reset();
    const std::string alias = record("vendor.example", 5, name("cdn.example"));
    const std::string response =
        answer(7, "vendor.example", 1, {alias, record("cdn.example", 1, hex("c0000201"), 20)});
    EXPECT_EQ(exchange(query(7, "Vendor.example", 1), response), "");
    ASSERT_EQ(learner_.requests.size(), 1U);
    const LearnRequest& request = learner_.requests[0];
    EXPECT_EQ(request.name, "vendor.example");
    EXPECT_EQ(request.client.text(), GetParam());
    EXPECT_THAT(request.addresses, ElementsAre(*Address::parse("192.0.2.1")));
    EXPECT_EQ(request.ttl, 20U);
    now_ += milliseconds(249);
    step();
    EXPECT_EQ(got(client_), "");
    gate_->learned(request.serial, kDone, now_);
    EXPECT_EQ(got(client_), response);
    EXPECT_THAT(gate_->take_misses(), IsEmpty());
}

struct Word {
    const char* name;
    std::optional<LearnOutcome> before;  // of an earlier answer
    std::optional<LearnOutcome> word;    // none: silence
    bool withheld;
    bool missed;
};

TEST_P(GateTest, WhatTheLearnerSaysDecides) {
    const Word cases[] = {
        {"done", {}, kDone, false, false},
        {"refused, enforced", {}, kRefused, true, true},
        {"refused, observed", {}, LearnOutcome{true, false, false}, false, true},
        {"not documented", {}, LearnOutcome{false, false, true}, false, false},
        {"silent, enforced", kDone, {}, true, true},
        {"silent, observed", LearnOutcome{true, true, false}, {}, false, true},
        {"silent from the start", {}, {}, false, true},
    };
    const std::string message = query(7, "vendor.example", 1);
    const std::string response = answer(7, "vendor.example", 1, {kA});
    for (const Word& each : cases) {
        SCOPED_TRACE(each.name);
        start({});
        learner_.at_once = each.before;
        if (each.before) {
            EXPECT_EQ(exchange(message, response), response);
        }
        learner_.at_once = each.word;
        std::string out = exchange(message, response);
        if (!each.word) {
            EXPECT_EQ(out, "");
            now_ += milliseconds(250);
            step();
            out = got(client_);
        }
        EXPECT_EQ(out, each.withheld ? servfail(as_bytes(message)) : response);
        const std::vector<Miss> misses = gate_->take_misses();
        ASSERT_EQ(misses.size(), each.missed ? 1U : 0U);
        EXPECT_EQ(gate_->counts().missed, each.missed ? 1U : 0U);
        EXPECT_EQ(gate_->counts().withheld, each.withheld ? 1U : 0U);
        if (!misses.empty()) {
            EXPECT_EQ(misses[0].withheld, each.withheld);
            EXPECT_EQ(misses[0].refused, each.word.has_value());
            EXPECT_EQ(misses[0].name, "vendor.example");
        }
    }
}

TEST_P(GateTest, ADeadLearnerSlowsDownOnlyTheEnforced) {
    learner_.at_once.reset();
    const std::string message = query(7, "vendor.example", 1);
    const std::string response = answer(7, "vendor.example", 1, {kA});
    EXPECT_EQ(exchange(message, response), "");
    now_ += milliseconds(250);
    step();
    EXPECT_EQ(got(client_), response);
    EXPECT_EQ(exchange(message, response), response) << "silent: nobody waits any more";
    gate_->learned(learner_.requests.back().serial, kDone, now_);
    EXPECT_EQ(exchange(message, response), "") << "alive, and the client is enforced";
}

TEST_P(GateTest, ADeadResolverIsAsSilentAsWithoutUs) {
    put(client_, query(7, "vendor.example", 1));
    step();
    now_ += UdpRelay::kLife;
    step();
    EXPECT_EQ(got(client_), "");
    EXPECT_EQ(gate_->counts().unanswered, 1U);
    EXPECT_EQ(gate_->busy(), 0U);
    resolver_udp_ = Descriptor();
    put(client_, query(8, "vendor.example", 1));
    step();
    EXPECT_EQ(got(client_), "");
    EXPECT_EQ(gate_->busy(), 0U) << "a refused port is noticed at once";
    resolver_tcp_ = Descriptor();
    const Descriptor client = connect_client();
    put(client, framed(query(7, "vendor.example", 1)));
    step();
    step();
    EXPECT_EQ(got(client, true), "(reset)");
}

TEST_P(GateTest, QueriesAreBounded) {
    for (unsigned i = 0; i < 70; ++i)
        put(client_, query(i, "vendor.example", 1));
    step();
    EXPECT_EQ(gate_->busy(), 64U);
    EXPECT_EQ(gate_->counts().over_limit, 6U);
    GateLimits limits;
    limits.queries = 5;
    start(limits);
    for (unsigned i = 0; i < 7; ++i)
        put(client_, query(i, "vendor.example", 1));
    step();
    EXPECT_EQ(gate_->busy(), 5U);
    put(client_, answer(9, "vendor.example", 1, {}));
    put(client_, "short");
    step();
    EXPECT_EQ(gate_->counts().malformed, 2U);
}

TEST_P(GateTest, ConnectionsAreBoundedAndIdleOnesEnd) {
    std::vector<Descriptor> clients;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(connect_client());
        step();
    }
    EXPECT_EQ(gate_->busy(), 8U);
    EXPECT_EQ(gate_->counts().over_limit, 2U);
    EXPECT_EQ(got(clients[9], true), "(end)");
    now_ += milliseconds(9'999);
    step();
    EXPECT_EQ(got(clients[0], true), "");
    now_ += milliseconds(1);
    step();
    EXPECT_EQ(got(clients[0], true), "(end)");
    EXPECT_EQ(gate_->busy(), 0U);
}

TEST_P(GateTest, PipelinedQueriesMayBeAnsweredInAnyOrder) {
    const Descriptor client = connect_client();
    const std::string both = framed(query(1, "a.example", 16)) + framed(query(2, "b.example", 16));
    for (const char byte : both) {  // each byte in a packet of its own
        put(client, std::string_view(&byte, 1));
        step();
    }
    const Descriptor resolver = accept_resolver();
    step();
    const std::string seen = got(resolver, true);
    const std::size_t second = both.size() / 2 + 2;
    ASSERT_EQ(seen.size(), both.size());
    put(resolver, framed(with_id(answer(2, "b.example", 16, {}), seen.substr(second))));
    step();
    EXPECT_EQ(got(client, true), framed(answer(2, "b.example", 16, {})));
    shutdown(client.get(), SHUT_WR);
    step();
    put(resolver, framed(with_id(answer(1, "a.example", 16, {}), seen.substr(2))));
    step();
    EXPECT_EQ(got(client, true), framed(answer(1, "a.example", 16, {})))
        << "a half-closed client still reads";
    step();
    EXPECT_EQ(got(client, true), "(end)");
    EXPECT_EQ(gate_->busy(), 0U);
}

TEST_P(GateTest, AZoneTransferComesInManyMessages) {
    const Descriptor client = connect_client();
    put(client, framed(query(3, "zone.example", kTypeAxfr)));
    step();
    const Descriptor resolver = accept_resolver();
    step();
    const std::string seen = got(resolver, true).substr(2);
    const std::string further =
        hex("0003 8400 0000 0001 0000 0000") + record("a.zone.example", 16, std::string(30'000, 'x'));
    std::string expected = framed(answer(3, "zone.example", kTypeAxfr, {}));
    put(resolver, framed(with_id(answer(3, "zone.example", kTypeAxfr, {}), seen)));
    std::string all;
    for (int i = 0; i < 40; ++i) {
        put(resolver, framed(with_id(further, seen)));
        expected += framed(further);
        step();
        if (i % 10 == 9) all += got(client, true);  // a client that reads slowly
    }
    for (int i = 0; i < 100 && all.size() < expected.size(); ++i) {
        step();
        all += got(client, true);
    }
    EXPECT_EQ(all.size(), expected.size());
    EXPECT_TRUE(all == expected);
    EXPECT_THAT(learner_.requests, IsEmpty());
}

TEST_P(GateTest, AnEndedResolverEndsTheClientAfterWhatIsOwed) {
    learner_.at_once.reset();
    const Descriptor client = connect_client();
    put(client, framed(query(3, "vendor.example", 1)));
    step();
    Descriptor resolver = accept_resolver();
    step();
    const std::string seen = got(resolver, true).substr(2);
    put(resolver, framed(with_id(answer(3, "vendor.example", 1, {kA}), seen)));
    resolver = Descriptor();
    step();
    EXPECT_EQ(got(client, true), "");
    gate_->learned(learner_.requests.at(0).serial, kDone, now_);
    EXPECT_EQ(got(client, true), framed(answer(3, "vendor.example", 1, {kA})));
    EXPECT_EQ(got(client, true), "(end)");
    EXPECT_EQ(gate_->busy(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Family, GateTest, testing::Values("127.0.0.1", "::1"),
                         [](const auto& param) { return param.param[0] == '1' ? "v4" : "v6"; });

}  // namespace
}  // namespace portolan::resolve
