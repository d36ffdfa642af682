// The site loader and the compiler: a site that loads compiles, and its policy answers.
#include "policy/admit.hpp"
#include "policy/site_loader.hpp"
#include "policy/test_world.hpp"
#include "profiles/profile_loader.hpp"
#include "tests/fuzz/require.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan;
    static const std::vector<profiles::Profile> library = {
        profiles::parse_profile(policy::kTestProfile, "demo.yaml").value()};
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    Result<policy::Site> site = policy::parse_site(text, "nowhere/site.yaml", library);
    if (!site) {
        fuzz::require(!site.error().message.empty());
        return 0;
    }
    const Result<policy::Policy> compiled = policy::Policy::compile(library, std::move(*site));
    fuzz::require(compiled.has_value() && compiled->id().size() == 64);
    const policy::Attempt attempt{
        *Address::parse("10.1.0.10"), *Address::parse("10.1.8.1"), Protocol::udp, 161, "", {}, {}};
    fuzz::require(!policy::admit(*compiled, attempt).id.empty());
    return 0;
}
