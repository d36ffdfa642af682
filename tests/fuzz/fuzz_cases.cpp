// The table of decided cases, each answered by the policy that it describes.
#include "policy/cases.hpp"
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
    const Result<std::vector<policy::Case>> cases =
        policy::parse_cases({reinterpret_cast<const char*>(data), size}, "cases.tsv");
    if (!cases) return 0;
    for (const policy::Case& asked : *cases) {
        const Result<policy::CaseAnswer> answer = policy::answer_case(asked, library);
        if (!answer) continue;
        fuzz::require(!answer->requirement.empty());
    }
    return 0;
}
