// What a policy costs from site file to nftables text, for sites of 10 to 2,000 assets (big_site.hpp): CPU
// time of each step, elements after expansion, peak memory. Each size in a process of its own.
//
//     policy_bench [ASSETS...]
#include "appliance/base/file.hpp"
#include "policy/kernel_part.hpp"
#include "policy/ruleset/render.hpp"
#include "policy/site_loader.hpp"
#include "profiles/library.hpp"
#include "tests/bench/big_site.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace portolan;  // NOLINT(google-build-using-namespace)

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

class Steps {
public:
    template <typename Step>
    auto time(Step step) {
        const double begin = cpu_seconds();
        auto out = step();
        fmt::print(" {:8.3f}", cpu_seconds() - begin);
        total_ += cpu_seconds() - begin;
        return out;
    }
    [[nodiscard]] double total() const { return total_; }

private:
    double total_ = 0;
};

template <typename T>
T or_panic(Result<T> result) {
    if (!result) panic(result.error().text());
    return std::move(*result);
}

std::string write_site(unsigned assets) {
    std::string folder = "/tmp/policy_bench.XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) panic("no temporary folder");
    const bench::BigSite site = bench::big_site(assets);
    if (!write_file(folder + "/site.yaml", site.yaml) || !write_file(folder + "/assets.csv", site.csv))
        panic("cannot write " + folder);
    return folder;
}

void run(unsigned assets, const std::string& folder) {
    fmt::print("{:6}", assets);
    Steps steps;
    std::vector<profiles::Profile> library =
        steps.time([] { return or_panic(profiles::load_library(or_panic(profiles::library_folder()))); });
    policy::Site site =
        steps.time([&] { return or_panic(policy::load_site(folder + "/site.yaml", library)); });
    const policy::Policy policy =
        steps.time([&] { return or_panic(policy::Policy::compile(std::move(library), std::move(site))); });
    const ruleset::Ruleset kernel = steps.time([&] { return or_panic(policy::kernel_part(policy)); });
    static_cast<void>(steps.time([&] { return ruleset::boxes_of(kernel); }));
    // Cuts boxes once more, then writes the text.
    const ruleset::Rendering rendering = steps.time([&] { return or_panic(ruleset::render(kernel)); });
    fmt::print(" {:8.3f} {:8} {:8}", steps.total(), rendering.exact_elements, rendering.interval_elements);
    std::fflush(stdout);
}

void run_alone(unsigned assets) {
    std::fflush(stdout);
    const std::string folder = write_site(assets);
    const pid_t child = fork();
    if (child == 0) {
        run(assets, folder);
        _exit(0);
    }
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    std::filesystem::remove_all(folder);
    if (status != 0) panic("the run did not end well");
    fmt::print(" {:6} MB\n", usage.ru_maxrss / 1024);
}

}  // namespace

int main(int count, char** arguments) {
    std::vector<unsigned> sizes;
    for (int i = 1; i < count; ++i)
        sizes.push_back(static_cast<unsigned>(std::strtoul(arguments[i], nullptr, 10)));
    if (sizes.empty()) sizes = {10, 50, 200, 500, 1000, 2000};
    fmt::print(
        "CPU seconds; `boxes` is done again inside `render`\n"
        "assets  library     site  compile   kernel    boxes   render    total     hash intervals   peak\n");
    for (const unsigned assets : sizes)
        run_alone(assets);
    return 0;
}
