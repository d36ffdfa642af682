// A network namespace without a name: it lives as long as this object (or a thread inside it), so nothing is
// left on the machine, however a test ends.
#pragma once

#include <string>
#include <string_view>

namespace portolan::kernel {

class Netns {
public:
    Netns();  // new and empty; loopback is up
    ~Netns();
    Netns(const Netns&) = delete;
    Netns& operator=(const Netns&) = delete;
    [[nodiscard]] int fd() const { return fd_; }

private:
    int fd_ = -1;
};

// The calling thread is in the namespace until the end of the scope. Sockets keep the namespace that they
// were made in.
class Inside {
public:
    explicit Inside(const Netns& netns);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

private:
    int before_ = -1;
};

// Lines for `ip -batch`, in the namespace of the calling thread. Panics when one fails.
void ip_batch(const std::string& lines);
// Writes below /proc/sys/net of the calling thread's namespace.
void set_sysctl(std::string_view name, std::string_view value);

// Why the tests cannot run here, or empty: they need to make namespaces and nftables tables.
std::string cannot_run();

}  // namespace portolan::kernel
