#include "tests/kernel/box.hpp"

#include "appliance/base/result.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

namespace portolan::kernel {
namespace {

constexpr std::uint16_t kFence = 0x88b5;  // IEEE 802: local experimental
constexpr int kPatience = 20'000;         // ms; a fence that does not come back is a broken test
constexpr int kRoom = 32 * 1024 * 1024;
const Octets kBoxMac("\x02\x00\x00\x00\x00\x01", 6);
const Octets kFarMac("\x02\x00\x00\x00\x00\x02", 6);
constexpr std::string_view kNextHop4 = "169.254.7.1";
constexpr std::string_view kNextHop6 = "2001:db8:ffff:ffff::7";

int checked(int value, const char* what) {
    if (value < 0) panic(std::string(what) + ": " + std::strerror(errno));
    return value;
}

void stay_on_one_cpu() {
    cpu_set_t own;
    checked(sched_getaffinity(0, sizeof own, &own), "sched_getaffinity");
    int last = CPU_SETSIZE - 1;
    while (!CPU_ISSET(last, &own))
        --last;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(last, &one);
    checked(sched_setaffinity(0, sizeof one, &one), "sched_setaffinity");
}

int packet_socket(std::uint16_t type) {
    const int fd = checked(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(type)), "packet socket");
    const int one = 1;
    checked(setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one), "PACKET_IGNORE_OUTGOING");
    checked(setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kRoom, sizeof kRoom), "SO_RCVBUFFORCE");
    return fd;
}

int raw_socket(int family, int protocol) {
    const int fd = checked(socket(family, SOCK_RAW | SOCK_CLOEXEC, protocol), "raw socket");
    checked(setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kRoom, sizeof kRoom), "SO_RCVBUFFORCE");
    return fd;
}

void send_frame(int fd, int index, const Octets& frame) {
    sockaddr_ll to{};
    to.sll_family = AF_PACKET;
    to.sll_ifindex = index;
    const ssize_t sent =
        sendto(fd, frame.data(), frame.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    checked(static_cast<int>(sent), "send");
}

Octets receive(int fd, int flags) {
    std::array<char, 65536> buffer;
    const ssize_t size = recv(fd, buffer.data(), buffer.size(), flags);
    return size < 0 ? Octets() : Octets(buffer.data(), static_cast<std::size_t>(size));
}

Octets fence_frame(unsigned serial) {
    return kBoxMac + kFarMac + lab::be16(kFence) + lab::be32(serial) + Octets(42, '\0');
}

void still(const std::string& interface) {
    for (const char* setting : {"rp_filter", "send_redirects"})
        set_sysctl(fmt::format("ipv4/conf/{}/{}", interface, setting), "0");
}

}  // namespace

Box::Box(const std::vector<BoxPort>& ports) {
    stay_on_one_cpu();
    const Inside inside(box_);
    for (const char* all : {"all", "default"})
        still(all);
    set_sysctl("ipv4/ip_forward", "1");
    set_sysctl("ipv6/conf/all/forwarding", "1");
    cable("far");
    std::string lines;
    for (const BoxPort& port : ports) {
        cable(port.interface);
        for (const Address& address : port.addresses)
            lines += fmt::format("address add {}/{} dev {}{}\n", address.text(), address.is_v4() ? 32 : 128,
                                 port.interface, address.is_v4() ? "" : " nodad");
    }
    lines += fmt::format("route add default via {} dev far onlink\n", kNextHop4);
    lines += fmt::format("route add default via {} dev far onlink\n", kNextHop6);
    for (const BoxPort& port : ports)
        if (!port.network.empty())
            lines +=
                fmt::format("route add {} via {} dev {} onlink\n", port.network, kNextHop4, port.interface);
    ip_batch(lines);
    open_sockets();
}

Box::~Box() {
    for (const int fd : local_)
        close(fd);
    for (const int fd : {inner_, outer_, own4_, own6_})
        if (fd >= 0) close(fd);
}

void Box::cable(const std::string& interface) {
    const std::string around = fmt::format("/proc/{}/fd/{}", getpid(), around_.fd());
    std::string lines = fmt::format(
        "link add {0} address 02:00:00:00:00:01 type veth peer name {0} address 02:00:00:00:00:02 netns {1}\n"
        "link set {0} addrgenmode none\n"
        "link set {0} up\n",
        interface, around);
    for (const std::string_view hop : {kNextHop4, kNextHop6})
        lines += fmt::format("neigh add {} lladdr 02:00:00:00:00:02 dev {} nud permanent\n", hop, interface);
    ip_batch(lines);
    still(interface);
    const Inside outside(around_);
    ip_batch(fmt::format("link set {0} addrgenmode none arp off\nlink set {0} up\n", interface));
    indexes_[interface] = static_cast<int>(if_nametoindex(interface.c_str()));
}

void Box::open_sockets() {
    constexpr std::uint8_t kKept[] = {kTcp, kUdp, kIcmp, 47, 50, 89};
    far_index_ = static_cast<int>(if_nametoindex("far"));
    inner_ = packet_socket(kFence);
    own4_ = raw_socket(AF_INET, IPPROTO_RAW);
    own6_ = raw_socket(AF_INET6, IPPROTO_RAW);
    const int one = 1;
    checked(setsockopt(own6_, IPPROTO_IPV6, IPV6_HDRINCL, &one, sizeof one), "IPV6_HDRINCL");
    for (const std::uint8_t protocol : kKept) {
        local_.push_back(raw_socket(AF_INET, protocol));
        local_.push_back(raw_socket(AF_INET6, protocol == kIcmp ? kIcmp6 : protocol));
    }
    const Inside outside(around_);
    outer_ = packet_socket(ETH_P_ALL);
}

void Box::send(const std::string& interface, const Octets& packet) {
    const bool v6 = (static_cast<unsigned char>(packet[0]) >> 4U) == 6;
    send_frame(outer_, indexes_.at(interface),
               kBoxMac + kFarMac + lab::be16(v6 ? ETH_P_IPV6 : ETH_P_IP) + packet);
}

Seen Box::pass(const std::string& interface, const Octets& packet) {
    send(interface, packet);
    return settle();
}

Seen Box::pass_own(const Octets& packet, const Address& to) {
    sockaddr_storage storage{};
    socklen_t size = sizeof(sockaddr_in);
    if (to.is_v4()) {
        auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
        v4->sin_family = AF_INET;
        v4->sin_addr.s_addr = htonl(to.v4());
    } else {
        auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
        v6->sin6_family = AF_INET6;
        std::memcpy(&v6->sin6_addr, to.bytes().data(), 16);
        size = sizeof(sockaddr_in6);
    }
    // A packet that the output chain drops is an error of this call, and just what is asked.
    static_cast<void>(sendto(to.is_v4() ? own4_ : own6_, packet.data(), packet.size(), 0,
                             reinterpret_cast<const sockaddr*>(&storage), size));
    return settle();
}

void Box::await_fence(int socket, unsigned serial, std::vector<Octets>* packets) {
    const Octets wanted = fence_frame(serial);
    for (;;) {
        pollfd ready{socket, POLLIN, 0};
        if (poll(&ready, 1, kPatience) <= 0) panic("a fence did not come through: the test is broken");
        const Octets frame = receive(socket, 0);
        if (frame.size() < 14) continue;
        if (frame == wanted) return;
        const Octets type = frame.substr(12, 2);
        const bool is_ip = type == lab::be16(ETH_P_IP) || type == lab::be16(ETH_P_IPV6);
        if (packets != nullptr && is_ip) packets->push_back(frame.substr(14));
    }
}

// In, when the box has dealt with all before it; then out, behind all that it sent.
Seen Box::settle() {
    Seen out;
    const unsigned serial = ++fence_;
    send_frame(outer_, indexes_.at("far"), fence_frame(serial));
    await_fence(inner_, serial, nullptr);
    send_frame(inner_, far_index_, fence_frame(serial));
    await_fence(outer_, serial, &out.forwarded);
    out.local = local();
    return out;
}

// IPv4 raw sockets hand over the IP header too, IPv6 ones do not.
std::vector<Octets> Box::local() {
    std::vector<Octets> out;
    for (std::size_t i = 0; i < local_.size(); ++i) {
        for (;;) {
            Octets packet = receive(local_[i], MSG_DONTWAIT);
            if (packet.empty()) break;
            if (i % 2 == 0) packet.erase(0, (static_cast<unsigned char>(packet[0]) & 0x0fU) * 4U);
            out.push_back(std::move(packet));
        }
    }
    return out;
}

}  // namespace portolan::kernel
