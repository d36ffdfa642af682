#include "appliance/wire/channel.hpp"

#include <random>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace portolan::wire {
namespace {

std::pair<Channel, Channel> channel_pair() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0) panic("socketpair");
    return {Channel(Descriptor(ends[0])), Channel(Descriptor(ends[1]))};
}

ruleset::Ruleset some_ruleset(std::size_t rules) {
    ruleset::Ruleset out;
    out.policy = std::string(64, 'a');
    out.products = {{"dca4", true, {{"dca-agent", AddressSet({*parse_address_range("10.0.0.0/24")})}}}};
    for (std::size_t i = 0; i < rules; ++i) {
        ruleset::Rule rule;
        rule.id = "DCA4-" + std::to_string(i);
        rule.from = AddressSet({*parse_address_range("10.0.0.7")});
        rule.names = {*parse_name_pattern("*.example.com")};
        rule.services = {{Protocol::tcp, {443, 443}}};
        out.rules.push_back(rule);
    }
    out.management = {"eno5", AddressSet({*parse_address_range("10.99.0.0/24")}), {22}};
    return out;
}

Flows some_flows() {
    Flows out{"run-1", {}};
    evidence::Flow flow;
    flow.initiator = *Address::parse("10.0.0.7");
    flow.responder = *Address::parse("2001:db8::9");
    flow.protocol = Protocol::tcp;
    flow.facts.set(Fact::sni, "a.example");
    flow.names = {"a.example"};
    flow.first = {1'700'000'000'000'000'000};
    out.updates.push_back({7, flow, true});
    return out;
}

TEST(Channel, CarriesMessagesOfAnySizeWhole) {
    auto [a, b] = channel_pair();
    for (const std::size_t rules : {0UL, 3UL, 5000UL}) {  // the last is over 64 KiB: a sealed memory file
        const Stage sent{9, some_ruleset(rules)};
        ASSERT_TRUE(a.send(Kind::stage, sent));
        const Result<std::optional<Packet>> packet = b.receive();
        ASSERT_TRUE(packet && *packet);
        const Result<Stage> got = read_as<Stage>(**packet);
        ASSERT_TRUE(got);
        EXPECT_EQ(encode(*got), encode(sent));
        EXPECT_EQ(got->ruleset.rules.size(), rules);
    }
    EXPECT_FALSE(*b.receive());  // nothing is waiting
}

TEST(Channel, KeepsFlowsAsTheyAre) {
    const std::string bytes = encode(some_flows());
    const std::optional<Flows> got = decode<Flows>(bytes);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->updates[0].flow.responder.text(), "2001:db8::9");
    EXPECT_EQ(*got->updates[0].flow.facts.find(Fact::sni), "a.example");
    EXPECT_EQ(encode(*got), bytes);
}

TEST(Channel, RefusesWhatIsNoMessage) {
    auto [a, b] = channel_pair();
    for (const std::string& packet : {std::string("x"), std::string("\1\0", 2), std::string("\1\xff", 2),
                                      std::string("\0\1", 2), std::string("\2\1", 2)}) {
        ASSERT_EQ(send(a.fd(), packet.data(), packet.size(), 0), static_cast<ssize_t>(packet.size()));
        EXPECT_FALSE(b.receive());
    }
    a.close();
    EXPECT_FALSE(b.receive());  // gone
}

TEST(Codec, EveryCutAndEveryExtraByteIsMalformed) {
    const std::string bytes = encode(Stage{1, some_ruleset(2)});
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_FALSE(decode<Stage>(bytes.substr(0, cut))) << cut;
    EXPECT_FALSE(decode<Stage>(bytes + "x"));
}

TEST(Codec, LyingLengthsAndEnumsAreMalformed) {
    std::string names = encode(Gates{});
    names.assign("\xff\xff\xff\xff", 4);
    EXPECT_FALSE(decode<Gates>(names));
    std::string flag = encode(HttpFrame{1, "x", true});
    flag.back() = 2;
    EXPECT_FALSE(decode<HttpFrame>(flag));
}

}  // namespace
}  // namespace portolan::wire
