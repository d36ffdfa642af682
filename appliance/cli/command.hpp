// What every subcommand of `portolan` shares: exit codes, output, loading of the library and a site.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/base/timestamp.hpp"
#include "policy/policy.hpp"
#include "profiles/profile.hpp"

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace portolan::cli {

inline constexpr int kFine = 0;
inline constexpr int kFindings = 1;  // of assess, or differences of diff
inline constexpr int kBadInput = 2;

// The action that the command line chose; its value is the exit code, its error goes to stderr with exit
// code 2.
using Action = std::function<Result<int>()>;

// Each registers its subcommand and sets `chosen` when it is called.
void add_profile_command(CLI::App& app, Action& chosen);
void add_profile_draft(CLI::App& profile, Action& chosen);
void add_mud_commands(CLI::App& profile, Action& chosen);
void add_requirements_command(CLI::App& app, Action& chosen);
void add_site_command(CLI::App& app, Action& chosen);
void add_site_import(CLI::App& site, Action& chosen);
void add_site_suggest(CLI::App& site, Action& chosen);
void add_site_template(CLI::App& site, Action& chosen);
void add_explain_command(CLI::App& app, Action& chosen);
void add_assess_command(CLI::App& app, Action& chosen);
void add_attest_command(CLI::App& app, Action& chosen);
void add_readiness_command(CLI::App& app, Action& chosen);
void add_policy_command(CLI::App& app, Action& chosen);
void add_up_command(CLI::App& app, Action& chosen);
void add_live_commands(CLI::App& app, Action& chosen);    // status, flows, findings
void add_policy_verbs(CLI::App& policy, Action& chosen);  // apply, status, disarm
void add_policy_check(CLI::App& policy, Action& chosen);
void add_policy_diff(CLI::App& policy, Action& chosen);
void add_policy_search(CLI::App& policy, Action& chosen);
void add_policy_why(CLI::App& policy, Action& chosen);

// Where the running appliance listens for this command line.
std::string& api_socket();

// Folders of a person's own profiles: `--profiles DIR`.
std::vector<std::string>& profile_folders();

Result<std::vector<profiles::Profile>> shipped_profiles();  // and those of profile_folders()
Result<policy::Policy> load_policy(const std::string& site_path);

// The instant that `--at` names; now where it is empty.
inline constexpr const char* kAtHelp =
    "when: 2026-12-01 or 2026-12-01T08:30:00Z; exceptions and hours begin and end (default: now)";
Result<Timestamp> asked_time(const std::string& at);

// To standard output; an error where it can't be written (full disk, closed pipe).
Result<void> print(const std::string& text);

}  // namespace portolan::cli
