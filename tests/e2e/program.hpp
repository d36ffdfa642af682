// Runs the real `portolan` as a person would, and keeps what it said.
#pragma once

#include <array>
#include <cstdio>
#include <string>
#include <sys/wait.h>

namespace portolan::e2e {

struct ProgramRun {
    int status = -1;     // exit code; -1 where it was ended by a signal
    std::string output;  // standard output and standard error
};

// `arguments` go through the shell: paths of ours, single-quoted by the caller where needed.
inline ProgramRun run_portolan(const std::string& arguments) {
    const std::string command =
        std::string("'") + PORTOLAN_BINARY_DIR + "/bin/portolan' " + arguments + " 2>&1";
    ProgramRun run;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return run;
    std::array<char, 65536> buffer{};
    for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        run.output.append(buffer.data(), n);
    const int status = ::pclose(pipe);
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return run;
}

}  // namespace portolan::e2e
