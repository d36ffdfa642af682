#include "appliance/roles/lab_sandbox.hpp"

#include "appliance/roles/event_loop.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace portolan::roles {
namespace {

[[noreturn]] void give_up(const std::string& what) {
    say("lab", what + ": " + std::strerror(errno));
    _exit(1);
}

pid_t start(const std::vector<std::string>& command) {
    const pid_t child = fork();
    if (child != 0) return child;
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    setpgid(0, 0);  // Ctrl-C is ours to hand on
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::vector<char*> arguments;
    for (const std::string& each : command)
        arguments.push_back(const_cast<char*>(each.c_str()));  // NOLINT: execv does not write
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(127);
}

bool succeeds(const std::vector<std::string>& command) {
    int status = 0;
    return waitpid(start(command), &status, 0) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// /run is private, and with it /run/netns and every socket; /proc shows the sandbox's processes only.
void make_mounts(const std::string& folder) {
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        give_up("private mounts (in a chroot, bind its root onto itself first)");
    if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=512m") != 0) give_up("/run");
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) give_up("/proc");
    if (mkdir("/run/netns", 0755) != 0 || mkdir(folder.c_str(), 0755) != 0) give_up(folder);
    // `ip netns` wants it to be a mount, and shared among its own.
    if (mount("tmpfs", "/run/netns", "tmpfs", 0, "mode=755") != 0 ||
        mount(nullptr, "/run/netns", nullptr, MS_REC | MS_SHARED, nullptr) != 0)
        give_up("/run/netns");
}

void enter_box() {
    const int fd = open("/run/netns/box", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || setns(fd, CLONE_NEWNET) != 0) give_up("network namespace box");
    close(fd);
}

}  // namespace

void LabSandbox::inside(const std::function<Result<void>()>& appliance) {
    make_mounts(folder_);
    if (!succeeds({program_, "up", folder_})) give_up("the lab's network was not made");
    const pid_t box = fork();
    if (box == 0) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        enter_box();
        const Result<void> done = appliance();
        if (!done) say("up", done.error().text());
        _exit(done ? 0 : 1);
    }
    if (!succeeds({program_, "servers", folder_})) give_up("the lab's servers did not start");
    const pid_t traffic = start({program_, "traffic", folder_});
    sigset_t set;
    sigemptyset(&set);
    for (const int each : {SIGTERM, SIGINT, SIGCHLD})
        sigaddset(&set, each);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    for (int status = 0;;) {
        int signal = 0;
        sigwait(&set, &signal);
        if (signal != SIGCHLD) kill(box, SIGTERM);
        for (pid_t ended = waitpid(-1, &status, WNOHANG); ended > 0; ended = waitpid(-1, &status, WNOHANG)) {
            if (ended == traffic) say("lab", "the traffic makers ended");
            if (ended == box) _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
        }
    }
}

Result<void> LabSandbox::run(const std::function<Result<void>()>& appliance) {
    sigset_t set;
    sigemptyset(&set);
    for (const int each : {SIGTERM, SIGINT, SIGCHLD})
        sigaddset(&set, each);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    if (unshare(CLONE_NEWPID | CLONE_NEWNS) != 0)
        return fail(ErrorCode::io, "no namespaces for the lab: " + std::string(std::strerror(errno)), {},
                    "the lab needs root and a kernel with PID, mount and network namespaces");
    const pid_t child = fork();
    if (child < 0) return fail(ErrorCode::io, std::string("fork: ") + std::strerror(errno));
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        setpgid(0, 0);
        inside(appliance);
    }
    for (int status = 0;;) {
        int signal = 0;
        sigwait(&set, &signal);
        if (signal == SIGCHLD) {
            if (waitpid(child, &status, WNOHANG) != child) continue;
            if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
            return fail(ErrorCode::io, "the lab ended");
        }
        kill(child, SIGTERM);
    }
}

}  // namespace portolan::roles
