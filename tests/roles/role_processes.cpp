#include "tests/roles/role_processes.hpp"

#include "appliance/base/file.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <vector>

namespace portolan::roles_test {
namespace {

namespace fs = std::filesystem;

std::string process_namespace(const std::string& folder) {
    std::error_code error;
    return fs::read_symlink(folder + "/ns/pid", error).string();
}

std::vector<std::string> command_line(const std::string& folder) {
    std::vector<std::string> out;
    const Result<std::string> text = read_file(folder + "/cmdline", 64UL * 1024);
    for (std::size_t at = 0; text && at < text->size();) {
        const std::size_t end = std::min(text->find('\0', at), text->size());
        out.push_back(text->substr(at, end - at));
        at = end + 1;
    }
    return out;
}

// "portolan-enforce" is its own binary, "portolan role server" one of many.
std::string role_of(const std::vector<std::string>& command) {
    if (command.empty()) return "";
    const std::string binary = fs::path(command[0]).filename().string();
    const std::string own = "portolan-";
    if (binary.starts_with(own)) return binary.substr(own.size());
    return binary == "portolan" && command.size() > 2 && command[1] == "role" ? command[2] : "";
}

}  // namespace

std::map<std::string, pid_t> role_processes(pid_t inside) {
    const std::string wanted = process_namespace("/proc/" + std::to_string(inside));
    std::map<std::string, pid_t> out;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc", error)) {
        const std::string name = entry.path().filename().string();
        if (std::isdigit(static_cast<unsigned char>(name[0])) == 0) continue;
        const std::string role = role_of(command_line(entry.path().string()));
        if (!role.empty() && process_namespace(entry.path().string()) == wanted) out[role] = std::stoi(name);
    }
    return out;
}

std::string status_line(pid_t pid, const std::string& key) {
    const Result<std::string> text = read_file("/proc/" + std::to_string(pid) + "/status", 64UL * 1024);
    if (!text) return "";
    const std::size_t at = ("\n" + *text).find("\n" + key + ":");
    if (at == std::string::npos) return "";
    const std::size_t from = at + key.size() + 1;
    std::string out = text->substr(from, text->find('\n', from) - from);
    std::replace(out.begin(), out.end(), '\t', ' ');
    out.erase(0, std::min(out.find_first_not_of(' '), out.size()));
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
}

}  // namespace portolan::roles_test
