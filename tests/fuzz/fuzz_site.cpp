// The site loader and the compiler: a site that loads compiles, and its policy answers, at every time.
#include "policy/admit.hpp"
#include "policy/exceptions.hpp"
#include "policy/site_loader.hpp"
#include "policy/test_world.hpp"
#include "profiles/profile_loader.hpp"
#include "tests/fuzz/require.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan;
    static const std::vector<profiles::Profile> library = {
        profiles::parse_profile(policy::windowed_profile(), "demo.yaml").value()};
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    Result<policy::Site> site = policy::parse_site(text, "nowhere/site.yaml", library);
    if (!site) {
        fuzz::require(!site.error().message.empty());
        return 0;
    }
    const Result<policy::Policy> compiled = policy::Policy::compile(library, std::move(*site));
    fuzz::require(compiled.has_value() && compiled->id().size() == 64);
    policy::Attempt attempt{
        *Address::parse("10.1.0.10"), *Address::parse("203.0.113.22"), Protocol::tcp, 22, "", {}, {}};
    // Over the weekend on which Europe's clocks are put back.
    Timestamp now = parse_timestamp("2026-10-24").value();
    for (int step = 0; step < 4; ++step) {
        attempt.at = now;
        const policy::Decision decision = policy::admit(*compiled, attempt);
        fuzz::require(!decision.id.empty());
        fuzz::require(!decision.valid_from || *decision.valid_from <= now);
        const std::optional<Timestamp> next = policy::next_change(*compiled, now);
        fuzz::require(!decision.valid_until || (next && now < *next && *next <= *decision.valid_until));
        if (!next) break;
        now = *next;
    }
    return 0;
}
