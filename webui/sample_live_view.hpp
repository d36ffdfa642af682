// A made-up appliance for tests: report::sample_assessment() with findings, decisions, history, audit and
// users, hostile names included. Everything is public and may be changed by the test.
#pragma once

#include "appliance/report/sample_assessment.hpp"
#include "webui/attestation_book.hpp"
#include "webui/finding_filter.hpp"
#include "webui/live_view.hpp"
#include "webui/password_hasher.hpp"
#include "webui/user_book.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::webui {

class SampleLiveView final : public LiveView {
public:
    SampleLiveView();

    const report::Assessment& assessment() const override { return assessed; }
    std::span<const LiveFlow> flows() const override { return live_flows; }
    RequirementActivity requirement_activity(std::string_view id) const override;
    std::vector<DecisionRow> decisions(std::string_view requirement) const override;
    Result<std::vector<HistoryRow>> history(std::string_view requirement, std::size_t most) const override;
    Result<FindingPage> findings(const FindingFilter& filter) const override {
        return page_of(finding_rows, filter);
    }
    std::vector<FindingCount> open_findings() const override;
    Status status() const override;
    Activity activity() const override;
    LoadedPolicy loaded_policy() const override;
    Result<AuditPage> audit(const AuditFilter& filter) const override;
    std::string fingerprint() const override;
    void apply(ApplyRequest request, std::function<void(Result<Applied>)> done) override;
    void disarm(std::string reason, std::string who, std::string from,
                std::function<void(Result<void>)> done) override;
    void record(const AuditRow& entry) override;
    void readiness(std::string product, std::function<void(Result<evidence::Readiness>)> done) override;

    report::Assessment assessed;
    std::vector<LiveFlow> live_flows;
    std::vector<FindingRow> finding_rows;
    std::vector<AuditRow> audit_rows;
    bool loaded = true;
    std::vector<ApplyRequest> applied;
};

class SampleUserBook final : public UserBook {
public:
    // "ana" admin, "olga" operator, "vera" viewer, "gone" disabled; the password of each is "NAME's
    // password".
    SampleUserBook();
    Result<std::optional<Account>> find(std::string_view name) const override;
    Result<std::vector<Account>> list() const override;
    Result<void> add(const Account& account) override;
    Result<void> remove(std::string_view name) override;
    Result<void> set_password(std::string_view name, std::string_view hash) override;

    std::map<std::string, Account, std::less<>> accounts;
};

// Takes a text that names the schema, and keeps one attestation of it; one was there before.
class SampleAttestationBook final : public AttestationBook {
public:
    SampleAttestationBook();
    const std::vector<evidence::KeptAttestation>& list() const override { return rows; }
    Result<std::vector<evidence::KeptAttestation>> add(const AttestRequest& request) override;
    Result<evidence::KeptAttestation> revoke(const RevokeRequest& request) override;

    std::vector<evidence::KeptAttestation> rows;  // newest first
    std::vector<AttestRequest> asked;
    bool away = false;  // plays a store that is too slow
};

// Answers at once, with hashes that anybody can read; `full` plays a pool with too much to do.
class PlainHasher final : public PasswordHasher {
public:
    static std::string hash_of(std::string_view password) { return "plain:" + std::string(password); }
    bool verify(std::string password, std::string hash, std::function<void(bool)> done) override;
    bool hash(std::string password, std::function<void(std::optional<std::string>)> done) override;

    bool full = false;
};

}  // namespace portolan::webui
