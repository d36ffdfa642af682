#include "appliance/roles/supervisor.hpp"

#include "appliance/base/wall_clock.hpp"
#include "appliance/privilege/confine.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace portolan::roles {
namespace {

constexpr std::int64_t kLongestPatience = 5'000;
constexpr std::int64_t kSettled = 10'000;  // ms; who lived so long did not end at once
constexpr int kEndPatience = 5'000;

// In the child: only what the role is given stays open; then it becomes the role and its program.
[[noreturn]] void become_program(const Program& program) {
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    for (const int fd : program.descriptors)
        fcntl(fd, F_SETFD, 0);
    const privilege::Rights* rights = privilege::rights_of(program.role);
    if (rights == nullptr) _exit(127);
    // Opened while we may: the tree that was built may stand in a folder that is closed to the role, /root
    // say.
    const int binary = open(program.command.front().c_str(), O_RDONLY | O_CLOEXEC);
    if (const Result<void> done = privilege::become(*rights); !done) {
        say(program.role, done.error().text());
        _exit(127);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // after the change of user, which clears it
    std::vector<char*> arguments;
    for (const std::string& each : program.command)
        arguments.push_back(const_cast<char*>(each.c_str()));  // NOLINT: execv does not write
    arguments.push_back(nullptr);
    fexecve(binary, arguments.data(), environ);
    say(program.role, program.command.front() + ": " + std::strerror(errno));
    _exit(127);
}

}  // namespace

Supervisor::Supervisor(EventLoop& loop, std::string server_socket)
    : loop_(loop), server_socket_(std::move(server_socket)) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signals_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    loop_.watch(signals_, [this] {
        signalfd_siginfo info{};
        while (read(signals_, &info, sizeof(info)) > 0) {
        }
        reap();
    });
    loop_.every(20, [this] {
        const std::int64_t at = monotonic_milliseconds();
        for (Child& child : children_)
            if (child.pid == 0 && child.start_at <= at) start(child);
    });
    loop_.every(500, [this] { tell(); });
}

Supervisor::~Supervisor() {
    end_all();
    loop_.unwatch(signals_);
    close(signals_);
}

void Supervisor::keep(Program program) {
    Child child;
    child.program = std::move(program);
    children_.push_back(std::move(child));
    start(children_.back());
}

void Supervisor::start(Child& child) {
    const pid_t pid = fork();
    if (pid < 0) return;  // again with the next tick
    if (pid == 0) become_program(child.program);
    child.pid = pid;
    child.started = monotonic_milliseconds();
    child.since = now();
    changed_ = true;
}

void Supervisor::reap() {
    int status = 0;
    for (;;) {
        const pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid <= 0) return;
        const auto child = std::find_if(children_.begin(), children_.end(),
                                        [&](const Child& each) { return each.pid == pid; });
        if (child == children_.end()) continue;
        const std::int64_t at = monotonic_milliseconds();
        say("up", child->program.role +
                      (WIFSIGNALED(status) ? " was killed by signal " + std::to_string(WTERMSIG(status))
                                           : " ended with status " + std::to_string(WEXITSTATUS(status))) +
                      "; starting it again");
        child->patience =
            at - child->started > kSettled ? 50 : std::min(child->patience * 2, kLongestPatience);
        child->pid = 0;
        ++child->restarts;
        child->start_at = at + child->patience;
        child->since = now();
        changed_ = true;
    }
}

void Supervisor::tell() {
    if (!server_.open()) {
        Result<wire::Channel> channel = wire::connect_to(server_socket_);
        if (!channel) return;
        server_ = std::move(*channel);
        changed_ = true;
    }
    if (!changed_) return;
    wire::RoleStates out;
    for (const Child& child : children_)
        out.roles.push_back({child.program.role, child.pid == 0 ? "down" : "running",
                             static_cast<std::uint32_t>(child.pid), child.restarts, child.since});
    if (server_.send(wire::Kind::role_states, out)) {
        changed_ = false;
    } else {
        server_.close();
    }
}

void Supervisor::end_all() {
    for (auto child = children_.rbegin(); child != children_.rend(); ++child) {
        if (child->pid == 0) continue;
        kill(child->pid, SIGTERM);
        const std::int64_t until = monotonic_milliseconds() + kEndPatience;
        while (waitpid(child->pid, nullptr, WNOHANG) == 0) {
            if (monotonic_milliseconds() > until) kill(child->pid, SIGKILL);
            usleep(10'000);
        }
        child->pid = 0;
    }
    children_.clear();
}

pid_t Supervisor::pid_of(const std::string& role) const {
    for (const Child& child : children_)
        if (child.program.role == role) return child.pid;
    return 0;
}

}  // namespace portolan::roles
