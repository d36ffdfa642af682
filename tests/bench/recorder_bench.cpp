// Packets a CPU second of the whole recorder on one capture file, thread time only, best of five runs:
//
//     recorder_bench big.pcap
#include "probes/passive/recorder.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>

#include <fmt/format.h>

namespace {

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        fmt::print(stderr, "usage: recorder_bench CAPTURE [RUNS]\n");
        return 2;
    }
    const int runs = count > 2 ? std::stoi(arguments[2]) : 5;
    double best = 1e9;
    std::uint64_t packets = 0;
    std::size_t flows = 0;
    for (int run = 0; run < runs; ++run) {
        const double begin = cpu_seconds();
        const auto recording = portolan::passive::record_files({arguments[1]}, {});
        if (!recording) {
            fmt::print(stderr, "{}\n", recording.error().text());
            return 2;
        }
        best = std::min(best, cpu_seconds() - begin);
        packets = recording->packets;
        flows = recording->flows.size();
    }
    fmt::print("{} packets, {} flows, {:.3f} CPU s, {:.1f} ns a packet, {:.2f} Mpps a CPU second\n", packets,
               flows, best, best * 1e9 / static_cast<double>(packets),
               static_cast<double>(packets) / best * 1e-6);
    return 0;
}
