// Where the policy in force comes from: the site's files in the server's own folder, the shipped profiles.
#pragma once

#include "appliance/base/result.hpp"
#include "policy/policy.hpp"
#include "policy/ruleset/render.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace portolan::roles {

// A policy with everything that is derived from it once.
struct PolicyInForce {
    std::shared_ptr<const policy::Policy> policy;
    // Exceptions and hours begin and end, so what the kernel holds is of a time.
    Timestamp made;
    std::shared_ptr<const ruleset::Ruleset> kernel;
    std::shared_ptr<const ruleset::Rendering> rendering;  // as the enforcer makes it; for explanations
};

// `observe`: whatever the site says, every product observes and no ungoverned traffic is dropped. That is
// another policy, with an id of its own.
enum class Modes { of_the_site, observe };

Result<PolicyInForce> put_in_force_at(std::shared_ptr<const policy::Policy> policy, Timestamp now);
Result<PolicyInForce> load_policy(const std::string& site_file, Modes modes);

// Files of a site: the site file first, then those it names.
struct SiteFiles {
    std::string site;                                        // name of the site file
    std::vector<std::pair<std::string, std::string>> files;  // name, text
};
// As the command line sends them and `portolan up` puts them into place.
Result<SiteFiles> read_site_files(const std::string& site_file);
// Writes them into a folder that is then renamed to `folder`: nobody ever sees half a site.
Result<void> put_site_files(const std::string& folder, const SiteFiles& files);
Result<std::string> site_file_in(const std::string& folder);

}  // namespace portolan::roles
