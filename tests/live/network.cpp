#include "tests/live/network.hpp"

#include "appliance/base/result.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace portolan::live {
namespace {

std::string output_of(const std::string& command) {
    // NOLINTNEXTLINE(cert-env33-c): the commands are the tests' own
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen((command + " 2>&1").c_str(), "r"),
                                                               pclose);
    std::string out;
    std::array<char, 4096> buffer{};
    while (const std::size_t size = pipe ? std::fread(buffer.data(), 1, buffer.size(), pipe.get()) : 0)
        out.append(buffer.data(), size);
    return out;
}

// A child that dies with the test, whatever ends that.
void die_with_parent() {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == 1) _exit(1);
}

void end(pid_t pid) {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
}

constexpr const char* kQuiet =
    "ip link set lo up; sysctl -qw net.ipv6.conf.default.accept_dad=0 "
    "net.ipv6.conf.default.router_solicitations=0 "
    "net.ipv6.conf.default.addr_gen_mode=1";

}  // namespace

std::string why_not() {
    if (geteuid() != 0) return "network namespaces need root";
    for (const char* program : {"ip", "nsenter", "sysctl"})
        if (output_of(fmt::format("command -v {}", program)).empty())
            return fmt::format("{} is not installed", program);
    return {};
}

Machine::Machine() {
    std::array<int, 2> ready{};
    if (pipe(ready.data()) != 0) panic("pipe");
    pid_ = fork();
    if (pid_ == 0) {
        die_with_parent();
        const bool done = unshare(CLONE_NEWNET) == 0 && write(ready[1], "x", 1) == 1;
        for (close(ready[0]); done;)
            pause();
        _exit(1);
    }
    close(ready[1]);
    char byte = 0;
    if (read(ready[0], &byte, 1) != 1) panic("a test's machine has no namespace");
    close(ready[0]);
    (void)run(kQuiet);
}

Machine::~Machine() {
    for (const pid_t server : servers_)
        end(server);
    end(pid_);
}

std::string Machine::run(const std::string& command) const {
    return output_of(fmt::format("nsenter -t {} -n sh -c '{}'", pid_, command));
}

void Machine::serve(const std::vector<std::string>& command) {
    const pid_t server = fork();
    if (server == 0) {
        die_with_parent();
        const int space = open(fmt::format("/proc/{}/ns/net", pid_).c_str(), O_RDONLY | O_CLOEXEC);
        const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
        if (setns(space, CLONE_NEWNET) != 0) _exit(1);
        for (const int fd : {0, 1, 2})
            dup2(nothing, fd);
        std::vector<char*> arguments;
        for (const std::string& each : command)
            arguments.push_back(const_cast<char*>(each.c_str()));
        arguments.push_back(nullptr);
        execvp(arguments[0], arguments.data());
        _exit(127);
    }
    servers_.push_back(server);
}

void Box::enter() {
    static const bool done = [] {
        if (unshare(CLONE_NEWNET) != 0) panic("unshare");
        (void)output_of(kQuiet);
        (void)output_of("sysctl -qw net.ipv4.ip_forward=1");
        return true;
    }();
    (void)done;
}

std::string Box::run(const std::string& command) {
    return output_of(command);
}

void Box::cable(const std::string& name, const Machine& machine, std::string_view own,
                std::string_view address, std::string_view route) {
    const std::string trouble = run(fmt::format(
        "ip link add {0} type veth peer name eth0 netns {1} && ip addr add {2} dev {0} && ip link set {0} up",
        name, machine.pid(), own));
    const std::string there = machine.run(fmt::format(
        "ip addr add {} dev eth0 && ip link set eth0 up && ip route add default via {}", address, route));
    if (!(trouble + there).empty()) panic(trouble + there);
}

}  // namespace portolan::live
