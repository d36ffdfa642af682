// What the checks ask of the roles of a running lab. PID is any process of the lab's process namespace.
//     lab_roles pids PID            role and process id, a line each
//     lab_roles kill PID ROLE       SIGKILL; prints the milliseconds until the role's program runs again
//     lab_roles rights PID          what differs from the table of rights, a line each; status 1 if anything
//     does
#include "appliance/privilege/rights.hpp"
#include "tests/roles/role_processes.hpp"

#include <chrono>
#include <csignal>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>

namespace portolan::roles_test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kPatience(30);

int kill_role(pid_t inside, const std::string& role) {
    const pid_t before = role_processes(inside)[role];
    if (before == 0 || kill(before, SIGKILL) != 0) {
        fmt::print(stderr, "no role {} to kill\n", role);
        return 1;
    }
    const Clock::time_point killed = Clock::now();
    while (Clock::now() - killed < kPatience) {
        const pid_t now = role_processes(inside)[role];
        if (now != 0 && now != before) {
            fmt::print("{}\n",
                       std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - killed).count());
            return 0;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    fmt::print(stderr, "{} was not started again\n", role);
    return 1;
}

std::string mask_of(const std::vector<int>& capabilities) {
    std::uint64_t out = 0;
    for (const int each : capabilities)
        out |= 1ULL << static_cast<unsigned>(each);
    return fmt::format("{:016x}", out);
}

std::string four_times(std::uint32_t id) {
    return fmt::format("{0} {0} {0} {0}", id);
}

struct Wanted {
    std::string key;
    std::string value;
};

std::vector<Wanted> wanted_of(const privilege::Rights& rights, const privilege::Account& account) {
    const std::string most = mask_of(rights.capabilities);
    // Capture opens its taps and gives its right up; the bounding set can give it nothing back without exec.
    const bool gives_up = rights.later_families != rights.families;
    const std::string now = gives_up ? mask_of({}) : most;
    return {{"Uid", four_times(account.uid)},
            {"Gid", four_times(account.gid)},
            {"Groups", ""},
            {"CapInh", now},
            {"CapPrm", now},
            {"CapEff", now},
            {"CapAmb", now},
            {"CapBnd", most},
            {"NoNewPrivs", "1"},
            {"Seccomp", "2"},
            {"Seccomp_filters", gives_up ? "2" : "1"}};
}

int compare_rights(pid_t inside) {
    const std::map<std::string, pid_t> running = role_processes(inside);
    int differences = 0;
    for (const privilege::Rights& rights : privilege::all_rights()) {
        const auto process = running.find(std::string(rights.role));
        const Result<privilege::Account> account = privilege::account_of(rights);
        if (process == running.end() || !account) {
            fmt::print("{} does not run\n", rights.role);
            ++differences;
            continue;
        }
        for (const Wanted& wanted : wanted_of(rights, *account)) {
            const std::string is = status_line(process->second, wanted.key);
            fmt::print("{:<9}{:<16}{}\n", rights.role, wanted.key, is);
            if (is == wanted.value) continue;
            fmt::print("DIFFERS: {} has {} {}, the table says {}\n", rights.role, wanted.key, is,
                       wanted.value);
            ++differences;
        }
    }
    for (const auto& [role, pid] : running) {
        if (privilege::rights_of(role) != nullptr) continue;
        fmt::print("DIFFERS: {} runs and is in no table\n", role);
        ++differences;
    }
    return differences == 0 ? 0 : 1;
}

int list(pid_t inside) {
    for (const auto& [role, pid] : role_processes(inside))
        fmt::print("{} {}\n", role, pid);
    return 0;
}

}  // namespace
}  // namespace portolan::roles_test

int main(int count, char** arguments) {
    using namespace portolan::roles_test;
    const std::vector<std::string> words(arguments + 1, arguments + count);
    const pid_t inside = words.size() < 2 ? 0 : std::atoi(words[1].c_str());
    if (inside > 0 && words.size() == 2 && words[0] == "pids") return list(inside);
    if (inside > 0 && words.size() == 3 && words[0] == "kill") return kill_role(inside, words[2]);
    if (inside > 0 && words.size() == 2 && words[0] == "rights") return compare_rights(inside);
    fmt::print(stderr, "usage: lab_roles pids PID | kill PID ROLE | rights PID\n");
    return 2;
}
