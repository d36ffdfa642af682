#include "tests/observe/customer.hpp"

#include "appliance/base/file.hpp"
#include "appliance/base/result.hpp"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace portolan::observe {
namespace {

using live::Box;
using live::Machine;

constexpr int kPatience = 120;  // s, of a loaded machine; a bound for a test that fails
constexpr int kRoles = 5;

constexpr const char* kSite = R"(schema: portolan-site/1
site: observed
zones:
  outside: {{interface: outside0, kind: routed, address: 192.0.2.1/24, gateway: 192.0.2.2, untrusted: true}}
  inside: {{interface: inside0, kind: routed, address: 10.9.1.1/24, networks: ["2001:db8:1::/64"]}}
management: {{interface: admin0, address: 10.99.0.1/24, from: [10.99.0.2/32]}}
dns: {{inside: {{way: gate, resolvers: [192.0.2.2, "2001:db8:2::2", 192.0.2.3, 192.0.2.77]}}}}
ungoverned: {}
assets: {{file: assets.csv}}
products:
  dca4: {{enforcement: {}, options: {{mode: strict}}, parameters: {{printer_ranges: [10.9.8.0/24]}}}}
  portolan: {{enforcement: {}, roles: {{appliance: [box], administrator: [admin]}}}}
)";
constexpr const char* kAssets =
    "name,address,mac,roles,owner\n"
    "print-pc,10.9.1.2,,dca4:dca-agent,it\n"
    "print-pc,2001:db8:1::2,,dca4:dca-agent,it\n"
    "box,10.9.1.1,,,it\n"
    "admin,10.99.0.2,,,it\n";

void must(const std::string& output) {
    if (!output.empty()) panic(output);
}

void put(const std::string& path, const std::string& text) {
    if (const Result<void> done = write_file(path, text); !done) panic(done.error().text());
}

}  // namespace

std::string why_not() {
    if (std::string reason = live::why_not(); !reason.empty()) return reason;
    for (const char* program : {"dig", "dnsmasq", "nft", "ping"})
        if (Box::run(fmt::format("command -v {}", program)).empty())
            return fmt::format("{} is not installed", program);
    return {};
}

std::string portolan(const std::string& arguments) {
    return Box::run(fmt::format("{} {}", PORTOLAN_PROGRAM, arguments));
}

Customer::Customer() {
    Box::enter();
    must(Box::run("sysctl -qw net.ipv6.conf.all.forwarding=1"));
    folder_ = Box::run("mktemp -d");
    folder_.pop_back();
    std::filesystem::permissions(folder_, std::filesystem::perms(0755));  // the roles are no root
    inside_ = std::make_unique<Machine>();
    outside_ = std::make_unique<Machine>();
    admin_ = std::make_unique<Machine>();
    Box::cable("inside0", *inside_, "10.9.1.1/24", "10.9.1.2/24", "10.9.1.1");
    Box::cable("outside0", *outside_, "192.0.2.1/24", "192.0.2.2/24", "192.0.2.1");
    Box::cable("admin0", *admin_, "10.99.0.1/24", "10.99.0.2/24", "10.99.0.1");
    // A router without link-local addresses asks for no neighbour.
    must(Box::run("for i in inside0 outside0; do ip addr add fe80::1/64 dev $i nodad; done"));
    must(Box::run(
        "ip addr add 2001:db8:1::1/64 dev inside0 nodad; ip addr add 2001:db8:2::1/64 dev outside0 nodad; "
        "ip route add default via 192.0.2.2"));
    must(
        inside_->run("ip addr add 10.9.1.3/24 dev eth0; ip addr add 2001:db8:1::2/64 dev eth0 nodad; "
                     "ip -6 route add default via 2001:db8:1::1"));
    must(outside_->run(
        "ip addr add 192.0.2.3/24 dev eth0; ip addr add 203.0.113.10/32 dev eth0; "
        "ip addr add 2001:db8:2::2/64 dev eth0 nodad; ip -6 route add default via 2001:db8:2::1"));
    must(admin_->run("ip addr add 10.99.0.3/24 dev eth0"));
}

Customer::~Customer() {
    inside_.reset();
    outside_.reset();
    admin_.reset();
    (void)Box::run(
        "for i in inside0 outside0 admin0; do ip link del $i; done 2>/dev/null; nft flush ruleset");
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string Customer::site(const Site& site) const {
    put(folder_ + "/site.yaml", fmt::format(kSite, site.ungoverned, site.dca4, site.own) + site.more);
    put(folder_ + "/assets.csv", kAssets);
    return folder_ + "/site.yaml";
}

Appliance::Appliance(const Customer& customer, const std::string& site, const std::vector<std::string>& more)
    : folder_(customer.folder()) {
    std::vector<std::string> command = {
        PORTOLAN_PROGRAM,   "up",    "--site",     site,       "--state",
        folder_ + "/state", "--run", run_folder(), "--listen", "127.0.0.1:8443"};
    command.insert(command.end(), more.begin(), more.end());
    const std::string log = folder_ + "/up.log";
    pid_ = fork();
    if (pid_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& each : command)
        arguments.push_back(const_cast<char*>(each.c_str()));  // NOLINT: execv does not write
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(127);
}

Appliance::~Appliance() {
    if (pid_ > 0) interrupt();
}

std::string Appliance::ask(const std::string& command) const {
    return portolan(fmt::format("--socket {}/api.sock {}", run_folder(), command));
}

bool Appliance::is_up() const {
    for (int i = 0; i < 4 * kPatience && waitpid(pid_, nullptr, WNOHANG) == 0; ++i) {
        const std::string status = ask("status");
        int running = 0;
        for (std::size_t at = status.find("running"); at != std::string::npos;
             at = status.find("running", at + 1))
            ++running;
        if (running == kRoles && status.find("rules loaded since") != std::string::npos &&
            status.find("capture outside0") != std::string::npos)
            return true;
        usleep(250'000);
    }
    return false;
}

int Appliance::interrupt() {
    kill(pid_, SIGINT);
    int status = 0;
    for (int i = 0; i < 20 * kPatience; ++i) {
        if (waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = -1;
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        }
        usleep(50'000);
    }
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
    return -1;
}

std::string Appliance::output() const {
    return read_file(folder_ + "/up.log", 1UL << 20U).value_or("no output");
}

}  // namespace portolan::observe
