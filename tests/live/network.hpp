// Machines for tests of living traffic: network namespaces held by child processes, joined by cables. The
// test itself becomes the box between them. Nothing outside is touched, and nothing stays: a namespace ends
// with its process, and the processes end with the test.
#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace portolan::live {

// Empty where tests with namespaces can run here, else why not.
std::string why_not();

class Machine {
public:
    Machine();  // a namespace of its own, loopback up, IPv6 without neighbours' chatter
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;
    ~Machine();

    [[nodiscard]] pid_t pid() const { return pid_; }
    // Runs a shell command in it; its output, errors included.
    [[nodiscard]] std::string run(const std::string& command) const;
    // Starts a server in it, without a shell; ended with the machine.
    void serve(const std::vector<std::string>& command);

private:
    pid_t pid_ = -1;
    std::vector<pid_t> servers_;
};

// The test's own namespace: left for a new one at the first call.
class Box {
public:
    static std::string run(const std::string& command);
    // A cable from the box to a machine: `name` here, "eth0" there. Removed with remove_cable().
    static void cable(const std::string& name, const Machine& machine, std::string_view own,
                      std::string_view address, std::string_view route);
    static void enter();
};

}  // namespace portolan::live
