// portolan up: the whole appliance in the foreground. portolan role: one process of it (started by `up` and
// the units).
#include "appliance/cli/command.hpp"
#include "appliance/roles/resolve_role.hpp"
#include "appliance/roles/server_role.hpp"
#include "appliance/roles/up.hpp"
#include "appliance/roles/web.hpp"

#include <cstdlib>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

namespace portolan::cli {
namespace {

// The lab is part of the source tree, and of a package beside the program.
std::string lab_program() {
    if (const char* given = std::getenv("PORTOLAN_LAB")) return given;
    const std::filesystem::path source = PORTOLAN_SOURCE_FOLDER "/tests/lab/network";
    return source.string();
}

Result<int> finished(const Result<void>& done) {
    if (!done) return tl::unexpected(done.error());
    return kFine;
}

struct RoleArguments {
    std::string run = "/run/portolan";
    std::string state = "/var/lib/portolan/server";
    bool observe = false;
    roles::WebOptions web;
};

void add_roles(CLI::App& app, Action& chosen) {
    CLI::App* role =
        app.add_subcommand("role", "one process of the appliance (for `up` and the units)")->group("");
    role->require_subcommand(1);
    const auto arguments = std::make_shared<RoleArguments>();
    CLI::App* server = role->add_subcommand("server", "judges, keeps, answers, tells");
    server->add_option("--run", arguments->run, "folder of the sockets");
    server->add_option("--state", arguments->state, "folder of the database");
    server->add_flag("--observe", arguments->observe, "every product, whatever the site says");
    server->callback([arguments, &chosen] {
        chosen = [arguments] {
            return finished(roles::run_server({arguments->run, arguments->state, arguments->observe}));
        };
    });
    CLI::App* resolve = role->add_subcommand("resolve", "DNS of gated clients");
    resolve->add_option("--run", arguments->run, "folder of the sockets");
    resolve->callback([arguments, &chosen] {
        chosen = [arguments] { return finished(roles::run_resolve(arguments->run)); };
    });
    CLI::App* web = role->add_subcommand("web", "the page and the API");
    web->add_option("--run", arguments->run, "folder of the sockets");
    web->add_option("--certificate", arguments->web.certificate, "certificate and key, PEM");
    web->add_option("--page-socket", arguments->web.page_socket, "listening TCP socket, inherited");
    web->add_option("--api-socket", arguments->web.api_socket, "listening unix socket, inherited");
    web->callback([arguments, &chosen] {
        chosen = [arguments] {
            arguments->web.server = arguments->run + "/server/socket";
            return finished(roles::run_web(arguments->web));
        };
    });
}

}  // namespace

void add_up_command(CLI::App& app, Action& chosen) {
    const auto options = std::make_shared<roles::UpOptions>();
    CLI::App* up = app.add_subcommand("up", "the whole appliance in the foreground (root)");
    up->add_option("--site", options->site, "site file; without it the one in the state folder");
    up->add_option("--state", options->state_folder, "folder for what is kept")->capture_default_str();
    up->add_option("--run", options->run_folder, "folder for sockets")->capture_default_str();
    up->add_option("--listen", options->listen, "address:port of the page")->capture_default_str();
    up->add_option("--api", options->api_socket,
                   "local socket of the command line; default RUN/api.sock, in the lab "
                   "@portolan-PORT");
    up->add_flag(
        "--observe", options->observe,
        "every product in observe and no ungoverned traffic dropped, whatever the site says, also of "
        "sites that are applied later");
    up->add_flag("--keep-table", options->keep_table, "leave the rules in the kernel at the end");
    up->add_flag("--lab", options->lab,
                 "with a simulated customer network around it; nothing is left at the end");
    up->callback([options, &chosen] {
        chosen = [options]() -> Result<int> {
            options->lab_program = lab_program();
            if (options->lab && options->site.empty())
                options->site =
                    (std::filesystem::path(options->lab_program).parent_path() / "site/site.yaml").string();
            if (options->lab) options->state_folder = options->lab_folder + "/state";
            return finished(roles::run_up(*options));
        };
    });
    add_roles(app, chosen);
}

}  // namespace portolan::cli
