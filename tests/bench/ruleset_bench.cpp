// What a packet costs with our ruleset, beside an empty ruleset and plain connection tracking, in turns in
// one run (root). A box in a namespace forwards UDP of 1,000 flows that live on; CPU time of this thread,
// which does the kernel's work for each packet it sends. Best of the turns.
//
//     ruleset_bench [TURNS]
#include "appliance/enforce/enforcer.hpp"
#include "tests/kernel/place.hpp"

#include <algorithm>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace portolan;  // NOLINT(google-build-using-namespace)
using namespace portolan::kernel;

constexpr int kFlows = 1000;
constexpr int kRounds = 40;

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::vector<Octets> packets() {
    const Ends ends{*Address::parse("10.20.1.20"), *Address::parse("10.20.8.11")};
    std::vector<Octets> out;
    for (std::uint16_t flow = 0; flow < kFlows; ++flow)
        out.push_back(ip_packet(
            ends, kUdp, udp_bytes(ends, static_cast<std::uint16_t>(20'000 + flow), 161, Octets(64, 'x'))));
    return out;
}

// Nanoseconds a packet.
double measure(Box& box, const std::vector<Octets>& flows) {
    const double begin = cpu_seconds();
    for (int round = 0; round < kRounds; ++round) {
        for (const Octets& packet : flows)
            box.send("eno3", packet);
        static_cast<void>(box.settle());
    }
    return (cpu_seconds() - begin) * 1e9 / (kRounds * kFlows);
}

struct Rival {
    std::string name;
    std::unique_ptr<Box> box;
    double best = 1e9;
};

void load(const Box& box, const std::string& text) {
    const Inside inside(box.netns());
    enforce::Nft nft;
    const Result<void> loaded = nft.run(text);
    if (!loaded) panic(loaded.error().text());
}

}  // namespace

int main(int count, char** arguments) {
    if (const std::string reason = cannot_run(); !reason.empty()) {
        fmt::print(stderr, "{}\n", reason);
        return 2;
    }
    const int turns = count > 1 ? std::stoi(arguments[1]) : 7;
    const Place place = load_place("tests/lab/site/site.yaml");
    const std::string forward =
        "add table inet t\nadd chain inet t f { type filter hook forward priority 0; }\n";
    std::vector<Rival> rivals(4);
    for (Rival& rival : rivals)
        rival.box = std::make_unique<Box>(place.ports);
    rivals[0].name = "no ruleset";
    rivals[1].name = "an empty ruleset";
    load(*rivals[1].box, forward);
    rivals[2].name = "connection tracking";
    load(*rivals[2].box, forward + "add rule inet t f ct state established,related accept\n");
    rivals[3].name = "our ruleset (the lab's site)";
    {
        const Inside inside(rivals[3].box->netns());
        enforce::Enforcer enforcer("");
        if (!enforcer.stage(place.ruleset)) return 2;
    }
    const std::vector<Octets> flows = packets();
    for (int turn = 0; turn < turns; ++turn)
        for (Rival& rival : rivals)
            rival.best = std::min(rival.best, measure(*rival.box, flows));
    for (const Rival& rival : rivals)
        fmt::print("{:30} {:6.0f} ns a packet, {:.2f} x an empty ruleset\n", rival.name, rival.best,
                   rival.best / rivals[1].best);
    return 0;
}
