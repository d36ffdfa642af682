#include "tests/kernel/netns.hpp"

#include "appliance/base/result.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace portolan::kernel {
namespace {

int open_own() {
    return open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
}

void enter(int fd) {
    if (setns(fd, CLONE_NEWNET) != 0) panic(std::string("setns: ") + std::strerror(errno));
}

}  // namespace

Netns::Netns() {
    const int before = open_own();
    if (unshare(CLONE_NEWNET) != 0) panic(std::string("unshare: ") + std::strerror(errno));
    fd_ = open_own();
    ip_batch("link set lo up\n");
    enter(before);
    close(before);
}

Netns::~Netns() {
    close(fd_);
}

Inside::Inside(const Netns& netns) : before_(open_own()) {
    enter(netns.fd());
}

Inside::~Inside() {
    enter(before_);
    close(before_);
}

void ip_batch(const std::string& lines) {
    FILE* ip = popen("ip -batch -", "we");  // NOLINT(cert-env33-c)
    if (ip == nullptr) panic("ip cannot be started");
    const bool written = std::fwrite(lines.data(), 1, lines.size(), ip) == lines.size();
    if (pclose(ip) != 0 || !written) panic("ip -batch failed");
}

void set_sysctl(std::string_view name, std::string_view value) {
    const std::string path = "/proc/sys/net/" + std::string(name);
    const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    const bool done = fd >= 0 && write(fd, value.data(), value.size()) == static_cast<ssize_t>(value.size());
    if (fd >= 0) close(fd);
    if (!done) panic("cannot set " + path);
}

std::string cannot_run() {
    if (geteuid() != 0) return "needs root: it makes network namespaces";
    const int before = open_own();
    if (unshare(CLONE_NEWNET) != 0) {
        const std::string reason = std::strerror(errno);
        close(before);
        return "this machine gives no network namespaces: " + reason;
    }
    enter(before);
    close(before);
    return {};
}

}  // namespace portolan::kernel
