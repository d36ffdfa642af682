// Foreign MUD files (RFC 8520): refused with a reason, or read as a profile that the loader takes.
#include "profiles/draft_text.hpp"
#include "profiles/mud_import.hpp"
#include "profiles/profile_loader.hpp"
#include "tests/fuzz/require.hpp"

#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const Result<profiles::MudImport> imported = profiles::import_mud(text, "fuzz.json", "", "");
    if (!imported) {
        fuzz::require(!imported.error().message.empty());
        return 0;
    }
    const std::string yaml = profiles::draft_yaml(imported->profile, imported->unsaid);
    const Result<profiles::Profile> read = profiles::parse_profile(yaml, "fuzz.yaml");
    fuzz::require(read.has_value());
    fuzz::require(read->requirements.size() == imported->profile.requirements.size());
    return 0;
}
