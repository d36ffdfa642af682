// The server's side of enforcement: stages the policy in force, applies another, disarms, takes counters and
// learned names. One request is on its way at a time.
#pragma once

#include "appliance/roles/live_judge.hpp"
#include "appliance/roles/peers.hpp"
#include "appliance/roles/readiness_desk.hpp"
#include "webui/live_view.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace portolan::roles {

class Enforcement {
public:
    using PutInForce = std::function<void(PolicyInForce)>;

    Enforcement(EventLoop& loop, ServerState& state, store::Batch& batch, LiveJudge& judge,
                const std::string& socket, std::string state_folder, Modes modes, PutInForce put_in_force);

    // The kernel first, then the files: what an error leaves is what was. A product that goes from observe to
    // enforce waits until its readiness has no open line, or somebody accepts the risk.
    void apply(webui::ApplyRequest request, std::function<void(Result<webui::Applied>)> done);
    // Of the policy in force over the kept flows.
    void readiness(const std::string& product, std::function<void(Result<evidence::Readiness>)> done);
    void disarm(const std::string& reason, const std::string& who, const std::string& from,
                std::function<void(Result<void>)> done);
    // The enforcer has said what the kernel holds; before, no action of a flow is known.
    [[nodiscard]] bool heard() const { return heard_; }
    // Every second: stages the policy in force anew when an exception of its, or the hours of a requirement,
    // began or ended.
    void follow_exceptions(Timestamp now);
    // Counters to the store's batch.
    void sample_counters();

private:
    using WhenStaged = std::function<void(const wire::Staged&)>;
    void stage_in_force();
    void ask(wire::Kind kind, std::uint64_t serial, const std::string& message, WhenStaged then);
    Result<void> received(const wire::Packet& packet);
    void take_staged(const wire::Staged& staged);
    void take_counters(wire::Counters counters);
    [[nodiscard]] bool ran_backwards(const wire::Counters& counters) const;
    void take_learned(const wire::Learned& learned);
    void take_names(const wire::Names& names);
    // An apply on its way.
    struct Draft {
        SiteFiles files;
        PolicyInForce policy;
        webui::ApplyRequest request;
        std::function<void(Result<webui::Applied>)> done;
        std::vector<std::string> switched;  // products that go from observe to enforce
        std::string risk;                   // "3 open lines accepted: REASON"; empty = none was
    };
    [[nodiscard]] Result<Draft> make_draft(webui::ApplyRequest request) const;
    void refuse(const webui::ApplyRequest& request, const std::string& what, Error error,
                const std::function<void(Result<webui::Applied>)>& done);
    void hold(Draft draft);
    void stage_draft(Draft draft);
    void finish_apply(const wire::Staged& staged, const Draft& draft);
    [[nodiscard]] std::vector<std::string> changed_products(const PolicyInForce& next) const;
    void audit(const std::string& who, const std::string& from, const std::string& verb,
               const std::string& what, const std::string& outcome);

    ServerState& state_;
    store::Batch& batch_;
    LiveJudge& judge_;
    std::string state_folder_;
    Modes modes_;
    PutInForce put_in_force_;
    bool armed_;  // false: somebody disarmed, and nobody applied since
    bool heard_ = false;
    std::uint64_t serial_ = 0;
    std::int64_t exceptions_again_ = 0;  // ms, monotonic: not before, after a stage that failed
    std::optional<std::pair<std::uint64_t, WhenStaged>> waiting_;
    std::int64_t asked_ = 0;    // ms, monotonic: when waiting_ began
    std::uint64_t generation_;  // of the counters; another at each start
    std::string boot_;
    Caller enforcer_;
    ReadinessDesk readiness_;
};

}  // namespace portolan::roles
