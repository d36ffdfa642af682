#include "appliance/roles/policy_source.hpp"

#include "appliance/base/file.hpp"
#include "appliance/base/wall_clock.hpp"
#include "policy/kernel_part.hpp"
#include "policy/site_loader.hpp"
#include "profiles/library.hpp"

#include <algorithm>
#include <filesystem>

namespace portolan::roles {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostFile = 16UL * 1024 * 1024;
const std::string kNameFile = "site.name";  // which of the files is the site

bool is_plain_name(const std::string& name) {
    return !name.empty() && name.size() <= 255 && name.front() != '.' && name.find('/') == std::string::npos;
}

void put_in_observe(policy::Site& site) {
    using policy::Ungoverned;
    for (policy::ProductSite& product : site.products)
        product.enforce = false;
    if (site.ungoverned_default == Ungoverned::drop) site.ungoverned_default = Ungoverned::observe;
    for (auto& [pair, way] : site.ungoverned)
        if (way == Ungoverned::drop) way = Ungoverned::observe;
}

}  // namespace

Result<PolicyInForce> load_policy(const std::string& site_file, Modes modes) {
    std::vector<profiles::Profile> library = TRY(profiles::load_library(TRY(profiles::library_folder())));
    policy::Site site = TRY(policy::load_site(site_file, library));
    if (modes == Modes::observe) put_in_observe(site);
    return put_in_force_at(
        std::make_shared<policy::Policy>(TRY(policy::Policy::compile(std::move(library), std::move(site)))),
        now());
}

Result<PolicyInForce> put_in_force_at(std::shared_ptr<const policy::Policy> policy, Timestamp now) {
    PolicyInForce out;
    out.policy = std::move(policy);
    out.made = now;
    out.kernel = std::make_shared<ruleset::Ruleset>(TRY(policy::kernel_part(*out.policy, now)));
    out.rendering = std::make_shared<ruleset::Rendering>(TRY(ruleset::render(*out.kernel)));
    return out;
}

Result<SiteFiles> read_site_files(const std::string& site_file) {
    const std::vector<profiles::Profile> library =
        TRY(profiles::load_library(TRY(profiles::library_folder())));
    const policy::Site site = TRY(policy::load_site(site_file, library));
    const fs::path path(site_file);
    SiteFiles out{path.filename().string(), {}};
    out.files.emplace_back(out.site, TRY(read_file(site_file, kMostFile)));
    for (const std::string& name : site.files) {
        if (!is_plain_name(name))
            return fail(ErrorCode::unsupported, "'" + name + "' is in a folder of its own", site_file,
                        "put the files of a site beside it");
        out.files.emplace_back(name, TRY(read_file((path.parent_path() / name).string(), kMostFile)));
    }
    return out;
}

Result<void> put_site_files(const std::string& folder, const SiteFiles& files) {
    std::error_code error;
    const fs::path target(folder);
    const fs::path fresh(folder + ".new");
    const fs::path old(folder + ".old");
    fs::remove_all(fresh, error);
    fs::create_directories(fresh, error);
    for (const auto& [name, text] : files.files) {
        if (!is_plain_name(name))
            return fail(ErrorCode::bad_input, "'" + name.substr(0, 64) + "' is no file name");
        TRY_VOID(write_file((fresh / name).string(), text));
    }
    TRY_VOID(write_file((fresh / kNameFile).string(), files.site));
    fs::remove_all(old, error);
    fs::rename(target, old, error);  // there is none at the first time
    fs::rename(fresh, target, error);
    if (error)
        return fail(ErrorCode::io, "the site's folder cannot be put in place: " + error.message(), folder);
    fs::remove_all(old, error);
    return {};
}

Result<std::string> site_file_in(const std::string& folder) {
    // A crash between the two renames leaves the old one beside.
    const fs::path target = fs::exists(folder) ? fs::path(folder) : fs::path(folder + ".old");
    const std::string name = TRY(read_file((target / kNameFile).string(), 256));
    if (!is_plain_name(name))
        return fail(ErrorCode::bad_input, "no file name", (target / kNameFile).string());
    return (target / name).string();
}

}  // namespace portolan::roles
