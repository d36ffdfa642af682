// Profiles as JSON (shapes: docs/profiles.md, "As JSON") and as tables for the terminal.
#pragma once

#include "profiles/profile.hpp"

#include <string>
#include <vector>

namespace portolan::profiles {

std::string profile_list_json(const std::vector<Profile>& library);
std::string profile_list_text(const std::vector<Profile>& library);
std::string profile_show_json(const Profile& profile);
std::string profile_show_text(const Profile& profile);

// "dca-agent -> vendor-cloud tcp/443 dca4.mpsmonitor.com": what a requirement documents, in one line; of what probes
// and people decide "down_kbps: at least 384; evidence: speed test of the line".
std::string documents_text(const Requirement& requirement);
// "dwa is on, custom_ports is set": the options and parameters it waits for.
std::string condition_text(const Requirement& requirement);

}  // namespace portolan::profiles
