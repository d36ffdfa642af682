#include "tests/e2e/syslog_collector.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace portolan::e2e {
namespace {

namespace fs = std::filesystem;

constexpr int kPatienceSeconds = 60;

fs::path packages_root() {
    const char* given = std::getenv("PORTOLAN_LAB_ROOT");
    return given != nullptr ? fs::path(given) : fs::path(PORTOLAN_SOURCE_DIR) / "build/lab/root";
}

// Debian keeps libraries in a folder named after the machine's kind: "x86_64-linux-gnu".
fs::path library_folder() {
    const fs::path above = packages_root() / "usr/lib";
    if (!fs::exists(above)) return {};
    for (const fs::directory_entry& entry : fs::directory_iterator(above))
        if (fs::exists(entry.path() / "rsyslog")) return entry.path();
    return {};
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return out;
}

std::uint16_t free_port() {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    bind(listener, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    close(listener);
    return ntohs(address.sin_port);
}

bool listens(std::uint16_t port) {
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool connected = connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(client);
    return connected;
}

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// The first block of docs/siem.md that is fenced with the language.
std::string documented_block(const std::string& language) {
    const std::string page = text_of(std::string(PORTOLAN_SOURCE_DIR) + "/docs/siem.md");
    const std::string fence = "\n```" + language + "\n";
    const std::size_t from = page.find(fence);
    if (from == std::string::npos) return {};
    return page.substr(from + fence.size(), page.find("```", from + fence.size()) - from - fence.size());
}

// False where `what` is not in the text.
bool replace(std::string& text, const std::string& what, const std::string& with) {
    const std::size_t at = text.find(what);
    if (at == std::string::npos) return false;
    text.replace(at, what.size(), with);
    return true;
}

template <typename Condition>
bool wait_until(const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(kPatienceSeconds);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

[[noreturn]] void become_rsyslogd(const std::string& folder) {
    const std::string program = packages_root() / "usr/sbin/rsyslogd";
    const std::string libraries = library_folder();
    const std::string modules = libraries + "/rsyslog";
    const std::string configuration = folder + "/rsyslog.conf";
    // It changes its folder before it writes its pid: a relative path would end it.
    const std::string pid_file = folder + "/rsyslogd.pid";
    setenv("LD_LIBRARY_PATH", libraries.c_str(), 1);
    const int out = open((folder + "/rsyslogd.out").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execl(program.c_str(), program.c_str(), "-n", "-f", configuration.c_str(), "-i", pid_file.c_str(), "-M",
          modules.c_str(), nullptr);
    _exit(127);
}

}  // namespace

bool SyslogCollector::available(std::string& why) {
    const fs::path program = packages_root() / "usr/sbin/rsyslogd";
    why = "no " + program.string() + ": run scripts/lab-packages";
    return fs::exists(program) && !library_folder().empty();
}

SyslogCollector::SyslogCollector() : port_(free_port()) {
    std::string name = (fs::temp_directory_path() / "syslog-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) folder_ = name;
    configured_ = write_configuration();
}

SyslogCollector::~SyslogCollector() {
    stop(SIGKILL);
    if (!folder_.empty()) fs::remove_all(folder_);
}

// The configuration that docs/siem.md gives to people, but for port and paths.
bool SyslogCollector::write_configuration() const {
    std::string text = documented_block("rsyslog");
    const bool placed =
        replace(text, "/var/log/portolan.log", log_path()) &&
        replace(text, "port=\"601\"", "address=\"127.0.0.1\" port=\"" + std::to_string(port_) + "\"") &&
        replace(text, "global(", "global(workDirectory=\"" + folder_ + "\" ");
    std::ofstream(folder_ + "/rsyslog.conf") << text;
    return placed;
}

std::string SyslogCollector::missing_numbers() const {
    std::string command = documented_block("sh");
    if (!replace(command, "/var/log/portolan.log", log_path())) return "no query in docs/siem.md";
    // NOLINTNEXTLINE(cert-env33-c): a command of our own documentation, on a path of ours
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string out;
    std::array<char, 4096> buffer{};
    while (pipe != nullptr && std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr)
        out += buffer.data();
    return out;
}

bool SyslogCollector::start() {
    if (!configured_) return false;
    fs::remove(folder_ + "/rsyslogd.pid");  // left by a killed one
    process_ = fork();
    if (process_ == 0) become_rsyslogd(folder_);
    return wait_until([this] { return listens(port_) || waitpid(process_, nullptr, WNOHANG) == process_; }) &&
           listens(port_);
}

void SyslogCollector::stop(int signal) {
    if (process_ <= 0) return;
    kill(process_, signal);
    waitpid(process_, nullptr, 0);
    process_ = -1;
}

std::string SyslogCollector::wait_for_lines(std::size_t count) const {
    std::string text;
    const bool reached = wait_until([this, count, &text] {
        text = log();
        return static_cast<std::size_t>(std::ranges::count(text, '\n')) >= count;
    });
    return reached ? text : std::string();
}

std::string SyslogCollector::log() const {
    return text_of(log_path());
}

}  // namespace portolan::e2e
