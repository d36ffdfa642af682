// A real rsyslogd on loopback, from the packages that scripts/lab-packages unpacks: started, killed and
// started again by its pid, in a folder of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <sys/types.h>

namespace portolan::e2e {

class SyslogCollector {
public:
    // False where rsyslogd is not unpacked; `why` says where it was looked for.
    static bool available(std::string& why);

    SyslogCollector();
    SyslogCollector(const SyslogCollector&) = delete;
    SyslogCollector& operator=(const SyslogCollector&) = delete;
    ~SyslogCollector();

    // Waits until it listens. False: it ended at once.
    bool start();
    void stop(int signal);
    // Empty where the log did not reach so many lines in a minute.
    std::string wait_for_lines(std::size_t count) const;
    // What it has written so far: each event a line, its structured data as JSON.
    [[nodiscard]] std::string log() const;

    // What the query of docs/siem.md says of that log.
    [[nodiscard]] std::string missing_numbers() const;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] const std::string& folder() const { return folder_; }

private:
    bool write_configuration() const;
    [[nodiscard]] std::string log_path() const { return folder_ + "/portolan.log"; }

    std::string folder_;
    std::uint16_t port_ = 0;
    bool configured_ = false;
    pid_t process_ = -1;
};

}  // namespace portolan::e2e
