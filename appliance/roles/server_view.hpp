// The server's state as the API shows it (webui::LiveView).
#pragma once

#include "appliance/roles/server_state.hpp"
#include "webui/live_view.hpp"

#include <functional>
#include <memory>

namespace portolan::roles {

// The verbs, which only the role can carry out.
struct ServerVerbs {
    std::function<void(webui::ApplyRequest, std::function<void(Result<webui::Applied>)>)> apply;
    std::function<void(std::string, std::string, std::string, std::function<void(Result<void>)>)> disarm;
    std::function<void(const webui::AuditRow&)> record;
    std::function<void(const std::string&, std::function<void(Result<evidence::Readiness>)>)> readiness;
};

class ServerView final : public webui::LiveView {
public:
    // `reader` is of the calling thread.
    ServerView(ServerState& state, store::Reader& reader, ServerVerbs verbs)
        : state_(state), reader_(reader), verbs_(std::move(verbs)) {}

    const report::Assessment& assessment() const override { return state_.assessment; }
    std::span<const webui::LiveFlow> flows() const override { return state_.flows; }
    webui::RequirementActivity requirement_activity(std::string_view id) const override;
    std::vector<webui::DecisionRow> decisions(std::string_view requirement) const override;
    Result<std::vector<webui::HistoryRow>> history(std::string_view requirement,
                                                   std::size_t most) const override;
    Result<webui::FindingPage> findings(const webui::FindingFilter& filter) const override;
    std::vector<webui::FindingCount> open_findings() const override;
    webui::Status status() const override;
    webui::Activity activity() const override;
    webui::LoadedPolicy loaded_policy() const override;
    Result<webui::AuditPage> audit(const webui::AuditFilter& filter) const override;
    std::string fingerprint() const override { return state_.fingerprint; }

    void apply(webui::ApplyRequest request, std::function<void(Result<webui::Applied>)> done) override {
        verbs_.apply(std::move(request), std::move(done));
    }
    void disarm(std::string reason, std::string who, std::string from,
                std::function<void(Result<void>)> done) override {
        verbs_.disarm(std::move(reason), std::move(who), std::move(from), std::move(done));
    }
    void record(const webui::AuditRow& entry) override { verbs_.record(entry); }
    void readiness(std::string product, std::function<void(Result<evidence::Readiness>)> done) override {
        verbs_.readiness(product, std::move(done));
    }

private:
    // `with_elements`: of the kernel's maps, as text.
    [[nodiscard]] std::vector<webui::DecisionRow> rows_of(std::string_view requirement,
                                                          bool with_elements) const;
    ServerState& state_;
    store::Reader& reader_;
    ServerVerbs verbs_;
};

webui::FindingRow finding_row(const evidence::Finding& finding);
std::string severity_name(evidence::Severity severity);

}  // namespace portolan::roles
