#include "appliance/roles/up.hpp"

#include "appliance/base/file.hpp"
#include "appliance/privilege/rights.hpp"
#include "appliance/roles/lab_sandbox.hpp"
#include "appliance/roles/policy_source.hpp"
#include "appliance/roles/supervisor.hpp"
#include "profiles/library.hpp"
#include "webui/certificate.hpp"

#include <arpa/inet.h>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <grp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace portolan::roles {
namespace {

namespace fs = std::filesystem;

Failure system_error(const std::string& what) {
    return fail(ErrorCode::io, what + ": " + std::strerror(errno));
}

// A folder of a role's own: nobody else may write there.
Result<void> make_folder(const std::string& path, mode_t mode, std::string_view role) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) return fail(ErrorCode::io, error.message(), path);
    privilege::Account owner;
    if (!role.empty()) owner = TRY(privilege::account_of(*privilege::rights_of(role)));
    if (chown(path.c_str(), owner.uid, owner.gid) != 0 || chmod(path.c_str(), mode) != 0)
        return system_error(path);
    return {};
}

Result<void> give(const std::string& folder, std::string_view role) {
    const privilege::Account owner = TRY(privilege::account_of(*privilege::rights_of(role)));
    std::error_code error;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, error))
        if (chown(entry.path().c_str(), owner.uid, owner.gid) != 0)
            return system_error(entry.path().string());
    if (chown(folder.c_str(), owner.uid, owner.gid) != 0) return system_error(folder);
    return {};
}

Result<int> listen_tcp(const std::string& where) {
    const std::size_t colon = where.rfind(':');
    const Address address = TRY(Address::parse(where.substr(0, colon)));
    const PortRange port = TRY(parse_port_range(where.substr(colon == std::string::npos ? 0 : colon + 1)));
    const int fd = socket(address.is_v4() ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port.first);
    v4.sin_addr.s_addr = htonl(address.v4());
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port.first);
    const auto bytes = address.bytes();
    std::memcpy(&v6.sin6_addr, bytes.data(), bytes.size());
    const bool four = address.is_v4();
    const auto* name =
        four ? reinterpret_cast<const sockaddr*>(&v4) : reinterpret_cast<const sockaddr*>(&v6);  // NOLINT
    if (fd < 0 || bind(fd, name, four ? sizeof(v4) : sizeof(v6)) != 0 || listen(fd, 128) != 0)
        return fail(ErrorCode::io, "cannot listen: " + std::string(std::strerror(errno)), where,
                    "choose another place by --listen ADDRESS:PORT");
    return fd;
}

// For the command line; group portolan-admin where there is one, else root alone.
Result<int> listen_unix(const std::string& path) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (path.size() >= sizeof(name.sun_path))
        return fail(ErrorCode::bad_input, "too long for a socket", path);
    std::memcpy(name.sun_path, path.c_str(), path.size() + 1);
    const bool abstract = path.starts_with('@');
    if (abstract) name.sun_path[0] = '\0';
    const std::size_t size = abstract ? offsetof(sockaddr_un, sun_path) + path.size() : sizeof(name);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (!abstract) unlink(path.c_str());
    const auto* where = reinterpret_cast<const sockaddr*>(&name);  // NOLINT: sockets API
    if (fd < 0 || bind(fd, where, static_cast<socklen_t>(size)) != 0 || listen(fd, 32) != 0)
        return system_error(path);
    if (abstract) return fd;
    const group* admins = getgrnam("portolan-admin");
    if (chmod(path.c_str(), 0660) != 0 || (admins != nullptr && chown(path.c_str(), 0, admins->gr_gid) != 0))
        return system_error(path);
    return fd;
}

class Up {
public:
    explicit Up(UpOptions options) : options_(std::move(options)) {
        const std::string port = options_.listen.substr(options_.listen.rfind(':') + 1);
        if (options_.api_socket.empty())
            options_.api_socket = options_.lab ? "@portolan-" + port : options_.run_folder + "/api.sock";
    }

    Result<void> prepare() {
        TRY_VOID(make_folder(options_.run_folder, 0755, ""));
        TRY_VOID(make_folder(options_.run_folder + "/server", 0755, "server"));
        TRY_VOID(make_folder(options_.run_folder + "/enforce", 0755, "enforce"));
        TRY_VOID(make_folder(options_.state_folder, 0755, ""));
        TRY_VOID(make_folder(server_folder(), 0700, "server"));
        TRY_VOID(make_folder(web_folder(), 0700, "web"));
        TRY_VOID(put_profiles());
        if (!options_.site.empty())
            TRY_VOID(put_site_files(server_folder() + "/site", TRY(read_site_files(options_.site))));
        policy_ = TRY(load_policy(TRY(site_file_in(server_folder() + "/site")),
                                  options_.observe ? Modes::observe : Modes::of_the_site));
        const webui::Certificate certificate = TRY(webui::load_or_make_certificate(
            web_folder() + "/certificate.pem", "portolan", {"localhost", "127.0.0.1"}));
        fingerprint_ = TRY(webui::fingerprint_of(certificate.certificate_pem));
        TRY_VOID(write_file(server_folder() + "/fingerprint", fingerprint_ + "\n"));
        TRY_VOID(give(server_folder(), "server"));
        TRY_VOID(give(web_folder(), "web"));
        print_what_it_loads();
        return {};
    }

    // Sockets belong to the network namespace of the moment: in the lab the host's.
    Result<void> open_sockets() {
        page_ = TRY(listen_tcp(options_.listen));
        if (options_.lab) api_ = TRY(listen_unix(options_.api_socket));
        return {};
    }

    Result<void> run() {
        if (api_ < 0) api_ = TRY(listen_unix(options_.api_socket));
        EventLoop loop;
        {
            Supervisor supervisor(loop, options_.run_folder + "/server/socket");
            const std::string self = program("portolan");
            supervisor.keep({"enforce", {program("portolan-enforce"), options_.run_folder + "/enforce"}, {}});
            supervisor.keep({"server", server_command(self), {}});
            supervisor.keep({"resolve", {self, "role", "resolve", "--run", options_.run_folder}, {}});
            supervisor.keep({"capture", capture_command(), {}});
            supervisor.keep({"web",
                             {self, "role", "web", "--run", options_.run_folder, "--certificate",
                              web_folder() + "/certificate.pem", "--page-socket", std::to_string(page_),
                              "--api-socket", std::to_string(api_)},
                             {page_, api_}});
            loop.every(100, [this] { show_first_password(); });
            loop.run();
            if (!options_.keep_table) {
                supervisor.end_all();
                disarm();
            }
        }
        if (!options_.api_socket.starts_with('@')) unlink(options_.api_socket.c_str());
        for (const char* role : {"server", "enforce"})
            unlink((options_.run_folder + "/" + role + "/socket").c_str());
        return {};
    }

private:
    [[nodiscard]] std::string program(const char* name) const { return (folder_ / name).string(); }
    // The server reads profiles from a folder of its own: where this program was built may be closed to it.
    Result<void> put_profiles() const {
        const std::string folder = server_folder() + "/profiles";
        const std::string shipped = TRY(profiles::library_folder());
        if (shipped == folder) return {};
        std::error_code error;
        fs::remove_all(folder, error);
        fs::copy(shipped, folder, fs::copy_options::recursive, error);
        if (error) return fail(ErrorCode::io, "the profiles cannot be copied: " + error.message(), folder);
        setenv("PORTOLAN_PROFILES", folder.c_str(), 1);  // the roles inherit it
        return {};
    }
    [[nodiscard]] std::string server_folder() const { return options_.state_folder + "/server"; }
    [[nodiscard]] std::string web_folder() const { return options_.state_folder + "/web"; }

    [[nodiscard]] std::vector<std::string> server_command(const std::string& self) const {
        std::vector<std::string> out = {self,      "role",         "server", "--run", options_.run_folder,
                                        "--state", server_folder()};
        if (options_.observe) out.emplace_back("--observe");
        return out;
    }

    [[nodiscard]] std::vector<std::string> capture_command() const {
        std::vector<std::string> out = {program("portolan-capture"), options_.run_folder + "/server/socket"};
        for (const policy::Zone& zone : policy_.policy->site().zones)
            out.push_back(zone.interface);
        if (const auto& management = policy_.policy->site().management) out.push_back(management->interface);
        return out;
    }

    void print_what_it_loads() const {
        const policy::Policy& policy = *policy_.policy;
        fmt::print("site {}, policy {}: {} rules as {} elements and {} intervals\n", policy.site().name,
                   policy.short_id(), policy_.kernel->rules.size(), policy_.rendering->exact_elements,
                   policy_.rendering->interval_elements);
        if (options_.observe)
            fmt::print("  all in observe, whatever the site says; so the policy is not the site's own\n");
        for (const ruleset::Product& product : policy_.kernel->products)
            fmt::print("  {} {}\n", product.enforce ? "enforce" : "observe", product.id);
        std::fflush(stdout);
    }

    void show_first_password() {
        const std::string path = server_folder() + "/first-password";
        if (shown_ || access(path.c_str(), F_OK) != 0) return;
        const Result<std::string> password = read_file(path, 256);
        if (!password) return;
        unlink(path.c_str());
        shown_ = true;
        fmt::print(
            "\npage        https://{}/\nuser        admin\npassword    {}certificate {}\ncommands    "
            "portolan --socket {} "
            "status | flows | findings\n\n",
            options_.listen, *password, fingerprint_, options_.api_socket);
        std::fflush(stdout);
    }

    // The table goes with us, by the one program that may touch it.
    void disarm() const {
        const std::string enforcer = program("portolan-enforce");
        const std::string folder = options_.run_folder + "/enforce";
        const pid_t child = fork();
        if (child == 0) {
            execl(enforcer.c_str(), enforcer.c_str(), folder.c_str(), "--disarm", nullptr);
            _exit(127);
        }
        waitpid(child, nullptr, 0);
    }

    UpOptions options_;
    // Asked at once: inside the lab's mount namespace the link would lead outside a chroot.
    fs::path folder_ = fs::read_symlink("/proc/self/exe").parent_path();
    PolicyInForce policy_;
    std::string fingerprint_;
    int page_ = -1;
    int api_ = -1;
    bool shown_ = false;
};

}  // namespace

Result<void> run_up(const UpOptions& options) {
    if (geteuid() != 0)
        return fail(ErrorCode::unsupported, "`portolan up` needs root: it gives each role its own rights", {},
                    "run it by sudo");
    Up up(options);
    TRY_VOID(up.open_sockets());
    if (!options.lab) {
        TRY_VOID(up.prepare());
        return up.run();
    }
    LabSandbox lab(options.lab_program, options.lab_folder);
    return lab.run([&]() -> Result<void> {
        TRY_VOID(up.prepare());
        return up.run();
    });
}

}  // namespace portolan::roles
