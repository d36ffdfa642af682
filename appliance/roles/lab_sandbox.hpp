// The lab's sandbox: a PID and a mount namespace of their own, in which the customer's network is made of
// network namespaces (tests/lab/network) and the appliance runs as its gateway. The kernel ends all of it
// with the sandbox's first process, and that one with ours: nothing is left behind, whatever happens to us.
#pragma once

#include "appliance/base/result.hpp"

#include <functional>
#include <string>

namespace portolan::roles {

class LabSandbox {
public:
    LabSandbox(std::string program, std::string folder)
        : program_(std::move(program)), folder_(std::move(folder)) {}

    // Runs `appliance` inside, in the network namespace `box`, with servers and traffic around it, until it
    // returns or a signal comes. What `appliance` opened before stays as it is: the page's socket is the
    // host's.
    Result<void> run(const std::function<Result<void>()>& appliance);

private:
    [[noreturn]] void inside(const std::function<Result<void>()>& appliance);
    std::string program_;
    std::string folder_;
};

}  // namespace portolan::roles
