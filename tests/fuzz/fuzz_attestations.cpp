// The loader of attestations: what it takes is bounded, names what there is and ends after it begins.
#include "policy/attestation_loader.hpp"
#include "policy/test_world.hpp"
#include "tests/fuzz/require.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

const portolan::policy::Policy& attested_policy() {
    static const portolan::policy::Policy policy = portolan::policy::test_policy(
        portolan::policy::kTestSite,
        std::string(portolan::policy::kTestProfile) +
            "  - {id: DEMO-020, kind: control, level: required, lines: \"20\", quote: q, effect: attest, "
            "from: "
            "agent,\n     validity_months: 12, expects: {up_kbps: {min: 384}, methods: [publickey]}}\n");
    return policy;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto read = policy::parse_attestations(
        text, "letters.yaml", attested_policy(),
        [](const std::string&) -> Result<std::string> { return std::string(64, 'a'); });
    if (!read) {
        fuzz::require(!read.error().message.empty());
        return 0;
    }
    fuzz::require(read->size() <= policy::kMostAttestations);
    for (const evidence::Attestation& said : *read) {
        fuzz::require(!said.by.empty() && !said.statement.empty() && said.evidence_sha256.size() == 64);
        fuzz::require(said.requirements == std::vector<std::string>{"DEMO-020"});
        fuzz::require(said.valid_from < said.valid_until);
    }
    return 0;
}
