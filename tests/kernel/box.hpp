// The appliance's place in a network, without the network: a namespace that forwards between its interfaces,
// and one around it that holds the other ends of the cables and no address at all. Packets with whatever
// addresses go in where a test says; what does not stay in the box comes out at the cable `far`, or at the
// management's.
//
//     Box box({{"eno1", *Address::parse("192.0.2.1")}});
//     Inside inside(box.netns());  // and load a ruleset
//     const Seen seen = box.pass("eno1", packet);
#pragma once

#include "tests/kernel/netns.hpp"
#include "tests/kernel/packets.hpp"

#include <map>
#include <string>
#include <vector>

namespace portolan::kernel {

struct BoxPort {
    std::string interface;
    std::vector<Address> addresses;  // the box's own
    std::string network = {};        // routed back here instead of to `far`; a prefix
};

struct Seen {
    std::vector<Octets> forwarded;  // packets that came out
    std::vector<Octets> local;      // transport headers of those that the box's own sockets got
};

class Box {
public:
    explicit Box(const std::vector<BoxPort>& ports);
    ~Box();
    Box(const Box&) = delete;
    Box& operator=(const Box&) = delete;

    // Sends, and waits until the box has dealt with it: a frame that is sent after it has gone in and out.
    // The calling thread stays on one CPU, whose backlog keeps the order.
    Seen pass(const std::string& interface, const Octets& packet);
    // The same for a packet of the box's own.
    Seen pass_own(const Octets& packet, const Address& to);
    // Without waiting.
    void send(const std::string& interface, const Octets& packet);
    Seen settle();

    [[nodiscard]] const Netns& netns() const { return box_; }

private:
    void cable(const std::string& interface);
    void open_sockets();
    void send_fence(int socket, int index, unsigned serial);
    void await_fence(int socket, unsigned serial, std::vector<Octets>* packets);
    std::vector<Octets> local();

    Netns box_;
    Netns around_;
    std::map<std::string, int> indexes_;  // of the far ends of the cables
    int far_index_ = 0;                   // of the box's end of `far`
    int inner_ = -1;                      // packet socket of the box: fences
    int outer_ = -1;                      // packet socket around it
    int own4_ = -1;                       // raw sockets that the box sends with
    int own6_ = -1;
    std::vector<int> local_;  // raw sockets that get what the box keeps
    unsigned fence_ = 0;
};

}  // namespace portolan::kernel
