// The promise of observe: the box forwards what a plain router would, byte for byte, and nothing else.
#include "appliance/enforce/enforcer.hpp"
#include "tests/kernel/box.hpp"
#include "tests/kernel/place.hpp"
#include "tests/kernel/scenarios.hpp"
#include "tests/kernel/wild_packets.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::kernel {
namespace {

constexpr int kPackets = 6000;
constexpr int kMostShown = 5;

std::string hex(const Octets& bytes) {
    std::string out;
    for (const char each : bytes)
        out += fmt::format("{:02x}", static_cast<unsigned char>(each));
    return out;
}

std::string list(const std::vector<Octets>& packets) {
    std::string out;
    for (const Octets& each : packets)
        out += "\n    " + hex(each);
    return out.empty() ? " nothing" : out;
}

// Reports of multicast listeners, which every new interface sends when it likes (RFC 3810).
bool is_listener_report(const Octets& packet) {
    return packet.size() > 48 &&
           packet.substr(24, 16) == Octets("\xff\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\x16", 16);
}

// The box's own packets get an identification by chance.
std::vector<Octets> comparable(std::vector<Octets> packets, const std::vector<Address>& own) {
    std::erase_if(packets, is_listener_report);
    for (Octets& packet : packets) {
        if (packet.size() < 20 || (static_cast<unsigned char>(packet[0]) >> 4U) != 4) continue;
        std::array<std::byte, 4> from{};
        std::memcpy(from.data(), packet.data() + 12, 4);
        if (std::find(own.begin(), own.end(), Address::from_v4(from)) == own.end()) continue;
        packet.replace(4, 2, 2, '\0');
        mend_header(packet);
    }
    return packets;
}

std::vector<Address> addresses_of(const Place& place) {
    std::vector<Address> out = place.own();
    for (const char* text : {"10.20.1.20",
                             "10.20.8.11",
                             "10.20.9.12",
                             "10.20.3.5",
                             "10.20.2.77",
                             "192.0.2.4",
                             "192.0.2.5",
                             "203.0.113.40",
                             "213.92.56.75",
                             "203.0.113.99",
                             "10.99.0.7",
                             "2001:db8:20:1::20",
                             "2001:db8:20:8::12",
                             "2001:db8:20:8::13",
                             "2001:db8:99::1",
                             "2001:db8:99::2",
                             "0.0.0.0",
                             "255.255.255.255",
                             "224.0.0.5",
                             "127.0.0.1",
                             "fe80::1",
                             "ff02::1",
                             "::1"})
        out.push_back(*Address::parse(text));
    return out;
}

// ICMP errors of the box itself are limited in rate, and two boxes would not stay in step.
void unlimited(const Box& box) {
    const Inside inside(box.netns());
    set_sysctl("ipv4/icmp_ratelimit", "0");
    set_sysctl("ipv6/icmp/ratelimit", "0");
    set_sysctl("ipv4/icmp_msgs_per_sec", "1000000");
    set_sysctl("ipv4/icmp_msgs_burst", "1000000");
}

TEST(Observe, IsPlainForwarding) {
    if (const std::string reason = cannot_run(); !reason.empty()) GTEST_SKIP() << reason;
    const Place place = load_place("tests/data/sample/site.yaml");
    Box plain(place.ports);
    Box watched(place.ports);
    unlimited(plain);
    unlimited(watched);
    {
        const Inside inside(watched.netns());
        enforce::Enforcer enforcer("");
        const Result<void> staged =
            enforcer.stage(with_modes(place.ruleset, [](std::size_t) { return false; }));
        ASSERT_TRUE(staged) << staged.error().text();
    }
    const std::vector<Address> own = place.own();
    WildPackets packets(kSeed, addresses_of(place));
    int differences = 0;
    std::size_t through = 0;
    for (int i = 0; i < kPackets && differences < kMostShown; ++i) {
        const WildPackets::Wild wild = packets.next();
        std::string ingress = place.ingress_of(wild.from);
        if (ingress.empty()) ingress = place.ports.front().interface;
        const Seen expected = plain.pass(ingress, wild.packet);
        const Seen seen = watched.pass(ingress, wild.packet);
        through += expected.forwarded.size();
        if (comparable(seen.forwarded, own) == comparable(expected.forwarded, own) &&
            seen.local == expected.local)
            continue;
        ++differences;
        ADD_FAILURE() << "packet " << i << " at " << ingress << "\n    " << hex(wild.packet)
                      << "\n  a plain router forwards" << list(expected.forwarded) << "\n  and keeps"
                      << list(expected.local) << "\n  we forward" << list(seen.forwarded) << "\n  and keep"
                      << list(seen.local);
    }
    fmt::print("{} packets in, {} out of the plain router, {} differences\n", kPackets, through, differences);
    EXPECT_GT(through, kPackets / 3U);
}

}  // namespace
}  // namespace portolan::kernel
