// The roles' processes of a running lab, found in /proc by the process namespace that they live in.
#pragma once

#include <map>
#include <string>
#include <sys/types.h>

namespace portolan::roles_test {

// By role. `inside`: any process of the lab's process namespace, as this namespace counts.
std::map<std::string, pid_t> role_processes(pid_t inside);

// The value of a line of /proc/PID/status, without its tabs; empty where there is none.
std::string status_line(pid_t pid, const std::string& key);

}  // namespace portolan::roles_test
