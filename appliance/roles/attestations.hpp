// What persons attest, on the running appliance: kept in the store, given to the judge, told of before it
// ends. Nothing is ever removed here: the store forgets 36 months after an end.
#pragma once

#include "appliance/roles/live_judge.hpp"
#include "appliance/roles/server_state.hpp"
#include "appliance/store/store.hpp"
#include "webui/attestation_book.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace portolan::roles {

class Attestations final : public webui::AttestationBook {
public:
    static constexpr std::size_t kMostKept = 5'000;  // ended ones too: each judgement looks at all of them

    // `changed` is called when verdicts may move. Rows go to the store before a call returns, events into
    // `batch` by the judge.
    Attestations(ServerState& state, store::Store& store, store::Batch& batch, LiveJudge& judge,
                 std::function<void()> changed)
        : state_(state), store_(store), batch_(batch), judge_(judge), changed_(std::move(changed)) {}

    // Before the first judgement: what is attested is not unseen for a moment after each start.
    Result<void> restore(store::Reader& reader);

    const std::vector<evidence::KeptAttestation>& list() const override { return kept_; }
    Result<std::vector<evidence::KeptAttestation>> add(const webui::AttestRequest& request) override;
    Result<evidence::KeptAttestation> revoke(const webui::RevokeRequest& request) override;

    // Tells once of an end that is 30 days off, and once of one that is 7 days off; nothing where another
    // attestation goes on from there. What was told stands in the row: a restart tells nothing twice.
    void remind(Timestamp now);

private:
    Result<std::vector<evidence::KeptAttestation>> checked(const webui::AttestRequest& request) const;
    Result<void> keep(const std::vector<evidence::KeptAttestation>& rows, const char* verb,
                      const std::string& who, const std::string& from, Timestamp now);
    void refused(const char* verb, const std::string& what, const std::string& who, const std::string& from,
                 const Error& error, Timestamp now);
    [[nodiscard]] bool goes_on(const evidence::KeptAttestation& ending) const;
    void give_to_judge();

    ServerState& state_;
    store::Store& store_;
    store::Batch& batch_;
    LiveJudge& judge_;
    std::function<void()> changed_;
    std::vector<evidence::KeptAttestation> kept_;  // newest first, by id
};

}  // namespace portolan::roles
