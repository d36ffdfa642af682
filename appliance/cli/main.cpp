// portolan: the command line. One subcommand a file beside this one.
#include "appliance/cli/command.hpp"
#include "appliance/report/foreign_text.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
    CLI::App app("Portolan: what each vendor's document says must flow, and what really flows.", "portolan");
    app.set_version_flag("--version", std::string("portolan ") + PORTOLAN_VERSION);
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 fine, 1 findings of assess or open lines of readiness, 2 bad usage or input. "
        "Documentation: README.md and "
        "docs/.");

    // Before or after the subcommand, which hands up what it does not know itself.
    app.fallthrough();
    app.add_option(
           "--profiles", portolan::cli::profile_folders(),
           "folder of your own profiles, used beside the shipped ones; may be given several times. Not "
           "for `up` and `policy apply`: the appliance judges by its own library")
        ->allow_extra_args(false)
        ->option_text("DIR");

    portolan::cli::Action chosen;
    portolan::cli::add_profile_command(app, chosen);
    portolan::cli::add_requirements_command(app, chosen);
    portolan::cli::add_site_command(app, chosen);
    portolan::cli::add_explain_command(app, chosen);
    portolan::cli::add_policy_command(app, chosen);
    portolan::cli::add_assess_command(app, chosen);
    portolan::cli::add_attest_command(app, chosen);
    portolan::cli::add_readiness_command(app, chosen);
    portolan::cli::add_live_commands(app, chosen);
    portolan::cli::add_up_command(app, chosen);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? portolan::cli::kFine : portolan::cli::kBadInput;
    }
    const portolan::Result<int> result = chosen();
    if (result) return *result;
    std::fprintf(stderr, "portolan: %s\n", portolan::report::shown(result.error().text()).c_str());
    return portolan::cli::kBadInput;
}
