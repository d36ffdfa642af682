#include "tests/e2e/syslog_collector.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <csignal>
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
    write_configuration();
}

SyslogCollector::~SyslogCollector() {
    stop(SIGKILL);
    if (!folder_.empty()) fs::remove_all(folder_);
}

// docs/siem.md shows the same lines to people; the last template is this test's.
void SyslogCollector::write_configuration() const {
    std::ofstream file(folder_ + "/rsyslog.conf");
    file << "global(workDirectory=\"" << folder_ << "\" maxMessageSize=\"16k\")\n"
         << "module(load=\"imtcp\")\nmodule(load=\"mmpstrucdata\")\n"
         << "input(type=\"imtcp\" address=\"127.0.0.1\" port=\"" << port_
         << "\" ruleset=\"portolan\" supportOctetCountedFraming=\"on\")\n"
         << "template(name=\"fields\" type=\"string\" string=\"%msgid% %$!rfc5424-sd%\\n\")\n"
         << "ruleset(name=\"portolan\") {\n  action(type=\"mmpstrucdata\")\n"
         << "  action(type=\"omfile\" file=\"" << folder_ << "/events.log\" template=\"fields\")\n}\n";
}

bool SyslogCollector::start() {
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
    std::ifstream file(folder_ + "/events.log", std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace portolan::e2e
