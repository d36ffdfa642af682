#include "appliance/roles/enforcement.hpp"

#include "appliance/base/file.hpp"
#include "appliance/base/wall_clock.hpp"
#include "policy/assertion_check.hpp"
#include "policy/exceptions.hpp"

#include <algorithm>
#include <filesystem>

namespace portolan::roles {
namespace {

using syslog::EventCode;
using wire::Kind;

constexpr std::int64_t kSecond = 1'000'000'000;
// Marks that a person took the rules away: a restart of this process must not bring them back.
const std::string kDisarmed = "disarmed";
constexpr std::int64_t kPatience = 20'000;  // ms; the largest ruleset loads in a few seconds
constexpr std::int64_t kAgain = 60'000;     // ms; a stage that failed once may succeed later
constexpr std::int64_t kGrace = 3600;       // s; as enforce::LearnedNames

}  // namespace

Enforcement::Enforcement(EventLoop& loop, ServerState& state, store::Batch& batch, LiveJudge& judge,
                         const std::string& socket, std::string state_folder, Modes modes,
                         PutInForce put_in_force)
    : state_(state),
      batch_(batch),
      judge_(judge),
      state_folder_(std::move(state_folder)),
      modes_(modes),
      put_in_force_(std::move(put_in_force)),
      armed_(!std::filesystem::exists(state_folder_ + "/" + kDisarmed)),
      generation_(static_cast<std::uint64_t>(now().nanoseconds / kSecond)),
      enforcer_(
          loop, "server", socket, [this](const wire::Packet& packet) { return received(packet); },
          [&loop, this] { loop.post([this] { stage_in_force(); }); }) {}

void Enforcement::ask(Kind kind, std::uint64_t serial, const std::string& message, WhenStaged then) {
    // An answer that never comes must not lock the next change out: the enforcer then was restarted.
    if (waiting_ && monotonic_milliseconds() - asked_ < kPatience) {
        then({serial, false, "another change is on its way", "", 0});
    } else if (!enforcer_.send_bytes(kind, message)) {
        then({serial, false, "the enforcer is down", "", 0});
    } else {
        waiting_ = {serial, std::move(then)};
        asked_ = monotonic_milliseconds();
    }
}

void Enforcement::stage_in_force() {
    waiting_.reset();  // the enforcer is a new one
    if (!armed_) return say("server", "disarmed: no rules are loaded until `portolan policy apply`");
    if (state_.in_force.kernel == nullptr) return;
    const wire::Stage stage{++serial_, *state_.in_force.kernel};
    const std::string id = state_.in_force.policy->short_id();
    ask(Kind::stage, stage.serial, wire::encode(stage), [this, id](const wire::Staged& staged) {
        if (staged.done) {
            judge_.event(EventCode::policy_applied, {{"pol", id}, {"what", "start"}}, now());
        } else {
            say("server", "policy " + id + " was not applied: " + staged.error);
            judge_.event(EventCode::policy_apply_failed, {{"pol", id}, {"reason", staged.error}}, now());
        }
    });
}

void Enforcement::follow_exceptions(Timestamp now) {
    const PolicyInForce& old = state_.in_force;
    if (!armed_ || waiting_ || old.policy == nullptr || monotonic_milliseconds() < exceptions_again_) return;
    if (!policy::changes_between(*old.policy, old.made, now)) return;
    exceptions_again_ = monotonic_milliseconds() + kAgain;  // whatever goes wrong below
    Result<PolicyInForce> next = put_in_force_at(old.policy, now);
    if (!next) return say("server", "exceptions and hours: " + next.error().text());
    const wire::Stage stage{++serial_, *next->kernel};
    ask(Kind::stage, stage.serial, wire::encode(stage),
        [this, now, next = std::move(*next)](const wire::Staged& staged) {
            const std::string id = next.policy->short_id();
            if (!staged.done) {
                say("server",
                    "an exception, or the hours of a requirement, began or ended, and this was not "
                    "applied: " +
                        staged.error);
                judge_.event(EventCode::policy_apply_failed, {{"pol", id}, {"reason", staged.error}}, now);
                return;
            }
            exceptions_again_ = 0;
            put_in_force_(next);
            judge_.event(EventCode::policy_applied, {{"pol", id}, {"what", "exceptions and hours"}}, now);
        });
}

Result<void> Enforcement::received(const wire::Packet& packet) {
    if (packet.kind == Kind::staged) {
        take_staged(TRY(wire::read_as<wire::Staged>(packet)));
    } else if (packet.kind == Kind::counters) {
        take_counters(TRY(wire::read_as<wire::Counters>(packet)));
    } else if (packet.kind == Kind::names) {
        take_names(TRY(wire::read_as<wire::Names>(packet)));
    } else if (packet.kind == Kind::learned) {
        take_learned(TRY(wire::read_as<wire::Learned>(packet)));
    } else {
        return fail(ErrorCode::bad_input, "enforce sent a message that it may not send");
    }
    return {};
}

void Enforcement::take_staged(const wire::Staged& staged) {
    EnforcerState& enforcer = state_.enforcer;
    if (enforcer.policy != staged.policy) enforcer.since = now();
    enforcer.loaded = !staged.policy.empty();
    enforcer.policy = staged.policy;
    enforcer.elements = staged.elements;
    state_.ledger.set_loaded(enforcer.loaded);
    state_.stream.note_status();
    if (enforcer.loaded) judge_.end_gap("enforce", now());
    if (!waiting_ || waiting_->first != staged.serial) return;
    const WhenStaged then = std::move(waiting_->second);
    waiting_.reset();
    then(staged);
}

void Enforcement::take_counters(wire::Counters counters) {
    if (counters.boot != boot_ || ran_backwards(counters)) ++generation_;
    boot_ = counters.boot;
    state_.enforcer.counters.clear();
    for (wire::CounterRow& row : counters.rows) {
        const std::string key = row.key;
        state_.enforcer.counters[key] = std::move(row);
    }
    state_.enforcer.counted = now();
}

bool Enforcement::ran_backwards(const wire::Counters& counters) const {
    return std::any_of(counters.rows.begin(), counters.rows.end(), [&](const wire::CounterRow& row) {
        const auto before = state_.enforcer.counters.find(row.key);
        return before != state_.enforcer.counters.end() && row.packets < before->second.packets;
    });
}

void Enforcement::take_learned(const wire::Learned& learned) {
    if (!learned.refused.empty()) {
        judge_.event(EventCode::enforcer_refused,
                     {{"what", learned.name + " for " + learned.client.text()}, {"reason", learned.refused}},
                     now());
        return;
    }
    for (const Address& address : learned.addresses)
        state_.ledger.learn(learned.client, learned.name, address,
                            now().nanoseconds + (learned.ttl + kGrace) * kSecond);
}

void Enforcement::take_names(const wire::Names& names) {
    for (const wire::KnownName& row : names.rows)
        state_.ledger.learn(row.client, row.name, row.address, now().nanoseconds + row.left * kSecond);
    heard_ = true;
}

void Enforcement::sample_counters() {
    for (const auto& [key, row] : state_.enforcer.counters) {
        evidence::CounterSample sample;
        sample.decision = key;
        sample.mark = row.mark;
        sample.packets = row.packets;
        sample.bytes = row.bytes;
        sample.at = now();
        sample.generation = generation_;
        batch_.counters.push_back(std::move(sample));
    }
}

void Enforcement::audit(const std::string& who, const std::string& from, const std::string& verb,
                        const std::string& what, const std::string& outcome) {
    batch_.audit.push_back({0, now(), who, from, verb, what, outcome});
    judge_.event(EventCode::policy_requested,
                 {{"user", who}, {"addr", from}, {"verb", verb}, {"what", what}, {"outcome", outcome}},
                 now());
}

void Enforcement::apply(webui::ApplyRequest request, std::function<void(Result<webui::Applied>)> done) {
    SiteFiles files{request.site, {}};
    for (const webui::NamedFile& file : request.files)
        files.files.emplace_back(file.name, file.text);
    const std::string folder = state_folder_ + "/site.draft";
    const auto draft = [&]() -> Result<PolicyInForce> {
        TRY_VOID(put_site_files(folder, files));
        PolicyInForce loaded = TRY(load_policy(folder + "/" + request.site, modes_));
        TRY_VOID(policy::hold_assertions(*loaded.policy, loaded.policy->site().assertions, loaded.made));
        return loaded;
    };
    Result<PolicyInForce> policy = draft();
    if (!policy) {
        Error error = policy.error();
        if (error.where.starts_with(folder + "/")) error.where = error.where.substr(folder.size() + 1);
        audit(request.who, request.from, "apply", request.site, error.text());
        done(tl::unexpected(std::move(error)));
        return;
    }
    const wire::Stage stage{++serial_, *policy->kernel};
    ask(Kind::stage, stage.serial, wire::encode(stage),
        [this, files = std::move(files), policy = std::move(*policy), request = std::move(request),
         done = std::move(done)](const wire::Staged& staged) {
            finish_apply(staged, files, policy, request, done);
        });
}

void Enforcement::finish_apply(const wire::Staged& staged, const SiteFiles& files,
                               const PolicyInForce& policy, const webui::ApplyRequest& request,
                               const std::function<void(Result<webui::Applied>)>& done) {
    const std::string id = policy.policy->short_id();
    if (!staged.done) {
        audit(request.who, request.from, "apply", id, staged.error);
        judge_.event(EventCode::policy_apply_failed,
                     {{"pol", id}, {"user", request.who}, {"reason", staged.error}}, now());
        done(fail(ErrorCode::io, staged.error));
        return;
    }
    armed_ = true;
    std::error_code ignored;
    std::filesystem::remove(state_folder_ + "/" + kDisarmed, ignored);
    const webui::Applied out{id, changed_products(policy)};
    const std::string before = state_.in_force.policy->short_id();
    if (const Result<void> kept = put_site_files(state_folder_ + "/site", files); !kept)
        say("server", kept.error().text());
    put_in_force_(policy);
    audit(request.who, request.from, "apply", id, "ok");
    judge_.event(EventCode::policy_applied, {{"pol", id}, {"user", request.who}, {"old", before}}, now());
    done(out);
}

std::vector<std::string> Enforcement::changed_products(const PolicyInForce& next) const {
    std::vector<std::string> out;
    for (const ruleset::Product& product : next.kernel->products) {
        const auto& before = state_.in_force.kernel->products;
        const auto same = std::find_if(before.begin(), before.end(),
                                       [&](const ruleset::Product& each) { return each.id == product.id; });
        if (same == before.end() || same->enforce != product.enforce) out.push_back(product.id);
    }
    return out;
}

void Enforcement::disarm(const std::string& reason, const std::string& who, const std::string& from,
                         std::function<void(Result<void>)> done) {
    const wire::Disarm disarm{++serial_};
    ask(Kind::disarm, disarm.serial, wire::encode(disarm),
        [this, reason, who, from, done = std::move(done)](const wire::Staged& staged) {
            audit(who, from, "disarm", reason, staged.done ? "ok" : staged.error);
            if (!staged.done) return done(fail(ErrorCode::io, staged.error));
            armed_ = false;
            if (const Result<void> kept = write_file(state_folder_ + "/" + kDisarmed, reason + "\n"); !kept)
                say("server", kept.error().text());
            judge_.begin_gap("enforce", "disarmed by " + who, now());
            judge_.event(EventCode::policy_disarmed,
                         {{"pol", state_.in_force.policy->short_id()}, {"user", who}, {"reason", reason}},
                         now());
            done({});
        });
}

}  // namespace portolan::roles
