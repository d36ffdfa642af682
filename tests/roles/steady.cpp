// Steady traffic with numbers in it, for the check that kills roles. Each runs until it is ended.
// UDP 200 times a second to one denied port, ten times a second UDP or TCP to a port of its own, from 30000;
// LOG: number and time (ns) of each:
//     steady denied TO LOG
// Each IPv4 packet of FROM to a port from 29999 that comes in here, and on SIGTERM a count of those to lower
// ones:
//     steady arrivals INTERFACE FROM
// TCP, sends back what comes:
//     steady answer ADDRESS PORT
// TCP, a number 20 times a second; LOG: number, time (ns), how long its answer took (ms); status 1 when the
// connection ends:
//     steady talk ADDRESS PORT LOG
#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

namespace {

constexpr std::uint16_t kSteadyPort = 29'999;
constexpr std::uint16_t kFirstPort = 30'000;
constexpr unsigned kPorts = 30'000;
constexpr unsigned kDistinctEvery = 20;  // of 200 attempts a second

volatile std::sig_atomic_t ended = 0;

std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

sockaddr_in at(const std::string& address, unsigned port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, address.c_str(), &out.sin_addr);
    return out;
}

const sockaddr* name_of(const sockaddr_in& address) {
    return reinterpret_cast<const sockaddr*>(&address);  // NOLINT: sockets API
}

void attempt(int udp, const std::string& to, unsigned port, bool by_tcp, const std::string& payload) {
    const sockaddr_in where = at(to, port);
    if (!by_tcp) {
        static_cast<void>(sendto(udp, payload.data(), payload.size(), 0, name_of(where), sizeof(where)));
        return;
    }
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    static_cast<void>(connect(fd, name_of(where), sizeof(where)));  // one SYN; closing spares the repetitions
    close(fd);
}

int deny(const std::string& to, const std::string& log) {
    std::ofstream out(log);
    const int udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    for (unsigned n = 0; ended == 0; ++n) {
        const bool distinct = n % kDistinctEvery == 0;
        const unsigned port = distinct ? kFirstPort + (n / kDistinctEvery) % kPorts : kSteadyPort;
        attempt(udp, to, port, distinct && n % (2 * kDistinctEvery) == 0, fmt::format("denied {}", n));
        out << n << ' ' << now() << std::endl;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return 0;
}

struct Arrival {
    std::uint8_t protocol = 0;
    std::uint16_t port = 0;
};

bool read_packet(const std::vector<std::uint8_t>& packet, in_addr from, Arrival& out) {
    constexpr std::size_t kHeader = 20;
    if (packet.size() < kHeader || packet[0] >> 4 != 4) return false;
    const std::size_t ports = (packet[0] & 0xfU) * 4UL;
    out.protocol = packet[9];
    const bool has_ports = out.protocol == IPPROTO_TCP || out.protocol == IPPROTO_UDP;
    if (std::memcmp(&packet[12], &from, sizeof(from)) != 0 || !has_ports || packet.size() < ports + 4)
        return false;
    out.port = static_cast<std::uint16_t>(packet[ports + 2] << 8U | packet[ports + 3]);
    return true;
}

int watch(const std::string& interface, const std::string& from) {
    const int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(ETH_P_IP));
    sockaddr_ll where{};
    where.sll_family = AF_PACKET;
    where.sll_protocol = htons(ETH_P_IP);
    where.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
    const auto* name = reinterpret_cast<const sockaddr*>(&where);  // NOLINT: sockets API
    if (fd < 0 || where.sll_ifindex == 0 || bind(fd, name, sizeof(where)) != 0) return 1;
    const in_addr source = at(from, 0).sin_addr;
    std::uint64_t others = 0;
    std::vector<std::uint8_t> packet;
    while (ended == 0) {
        packet.resize(2048);
        sockaddr_ll sender{};
        socklen_t size = sizeof(sender);
        auto* into = reinterpret_cast<sockaddr*>(&sender);  // NOLINT: sockets API
        const ssize_t count = recvfrom(fd, packet.data(), packet.size(), 0, into, &size);
        if (count <= 0 || sender.sll_pkttype == PACKET_OUTGOING) continue;
        packet.resize(static_cast<std::size_t>(count));
        Arrival arrival;
        if (!read_packet(packet, source, arrival)) continue;
        if (arrival.port < kSteadyPort) {
            ++others;
            continue;
        }
        fmt::print("arrived {} {}/{}\n", now(), arrival.protocol == IPPROTO_TCP ? "tcp" : "udp",
                   arrival.port);
        std::fflush(stdout);
    }
    fmt::print("others {}\n", others);
    return 0;
}

int answer(const std::string& address, unsigned port) {
    const sockaddr_in where = at(address, port);
    const int on = 1;
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(listener, name_of(where), sizeof(where)) != 0 || listen(listener, 4) != 0) return 1;
    while (ended == 0) {
        const int fd = accept(listener, nullptr, nullptr);
        std::array<char, 256> bytes{};
        for (ssize_t count = 0; (count = recv(fd, bytes.data(), bytes.size(), 0)) > 0;)
            static_cast<void>(send(fd, bytes.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL));
        close(fd);
    }
    return 0;
}

int talk(const std::string& address, unsigned port, const std::string& log) {
    std::ofstream out(log);
    const sockaddr_in where = at(address, port);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, name_of(where), sizeof(where)) != 0) return 1;
    for (unsigned n = 0; ended == 0; ++n) {
        const std::string said = fmt::format("{:08}", n);
        std::string heard(said.size(), '\0');
        const std::int64_t begin = now();
        const auto size = static_cast<ssize_t>(said.size());
        if (send(fd, said.data(), said.size(), MSG_NOSIGNAL) != size) return 1;
        if (recv(fd, heard.data(), heard.size(), MSG_WAITALL) != size || heard != said)
            return ended == 0 ? 1 : 0;
        out << n << ' ' << now() << ' ' << (now() - begin) / 1'000'000 << std::endl;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    struct sigaction end {};
    end.sa_handler = [](int) { ended = 1; };  // without SA_RESTART: what waits is woken
    sigaction(SIGTERM, &end, nullptr);
    const std::vector<std::string> words(arguments + 1, arguments + count);
    const auto port = [&] { return static_cast<unsigned>(std::atoi(words[2].c_str())); };
    if (words.size() == 3 && words[0] == "denied") return deny(words[1], words[2]);
    if (words.size() == 3 && words[0] == "arrivals") return watch(words[1], words[2]);
    if (words.size() == 3 && words[0] == "answer") return answer(words[1], port());
    if (words.size() == 4 && words[0] == "talk") return talk(words[1], port(), words[3]);
    fmt::print(stderr,
               "usage: steady denied TO LOG | arrivals INTERFACE FROM | answer ADDRESS PORT | talk ADDRESS "
               "PORT LOG\n");
    return 2;
}
