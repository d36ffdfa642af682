#include "appliance/roles/enforcement.hpp"

#include "appliance/base/file.hpp"
#include "appliance/base/wall_clock.hpp"
#include "policy/assertion_check.hpp"
#include "policy/enforce_switch.hpp"
#include "policy/exceptions.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

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
          [&loop, this] { loop.post([this] { stage_in_force(); }); }),
      readiness_(loop, state_folder_ + "/portolan.db") {}

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

Result<Enforcement::Draft> Enforcement::make_draft(webui::ApplyRequest request) const {
    Draft out;
    out.files.site = request.site;
    for (const webui::NamedFile& file : request.files)
        out.files.files.emplace_back(file.name, file.text);
    const std::string folder = state_folder_ + "/site.draft";
    TRY_VOID(put_site_files(folder, out.files));
    out.policy = TRY(load_policy(folder + "/" + request.site, modes_));
    TRY_VOID(
        policy::hold_assertions(*out.policy.policy, out.policy.policy->site().assertions, out.policy.made));
    out.switched = policy::switched_to_enforce(*state_.in_force.policy, *out.policy.policy);
    out.request = std::move(request);
    return out;
}

void Enforcement::refuse(const webui::ApplyRequest& request, const std::string& what, Error error,
                         const std::function<void(Result<webui::Applied>)>& done) {
    const std::string folder = state_folder_ + "/site.draft/";
    if (error.where.starts_with(folder)) error.where = error.where.substr(folder.size());
    audit(request.who, request.from, "apply", what, error.text());
    done(tl::unexpected(std::move(error)));
}

void Enforcement::apply(webui::ApplyRequest request, std::function<void(Result<webui::Applied>)> done) {
    Result<Draft> draft = make_draft(request);
    if (!draft) return refuse(request, request.site, std::move(draft.error()), done);
    draft->done = std::move(done);
    if (draft->switched.empty()) {
        stage_draft(std::move(*draft));
    } else {
        hold(std::move(*draft));
    }
}

// Until it is known that no line is open. Who accepts the risk need not wait for a store that is down.
void Enforcement::hold(Draft draft) {
    const auto held = std::make_shared<Draft>(std::move(draft));
    readiness_.ask(
        held->policy.policy, held->switched,
        [this, held, before = state_.in_force.policy](Result<std::vector<evidence::Readiness>> found) {
            const std::string& reason = held->request.accept_risk;
            if (!found && !reason.empty()) {
                held->risk = "readiness unknown (" + found.error().message + "), accepted: " + reason;
                return stage_draft(std::move(*held));
            }
            const Result<std::uint64_t> open =
                found ? policy::hold_open_lines(*found, reason) : tl::unexpected(found.error());
            const std::string id = held->policy.policy->short_id();
            if (!open) return refuse(held->request, id, open.error(), held->done);
            if (before != state_.in_force.policy)
                return refuse(
                    held->request, id,
                    {ErrorCode::limit, "another policy came into force meanwhile", "", "apply again"},
                    held->done);
            if (*open > 0)
                held->risk =
                    fmt::format("{} open {} accepted: {}", *open, *open == 1 ? "line" : "lines", reason);
            stage_draft(std::move(*held));
        });
}

void Enforcement::stage_draft(Draft draft) {
    const wire::Stage stage{++serial_, *draft.policy.kernel};
    ask(Kind::stage, stage.serial, wire::encode(stage),
        [this, draft = std::move(draft)](const wire::Staged& staged) { finish_apply(staged, draft); });
}

void Enforcement::finish_apply(const wire::Staged& staged, const Draft& draft) {
    const std::string id = draft.policy.policy->short_id();
    const webui::ApplyRequest& request = draft.request;
    if (!staged.done) {
        audit(request.who, request.from, "apply", id, staged.error);
        judge_.event(EventCode::policy_apply_failed,
                     {{"pol", id}, {"user", request.who}, {"reason", staged.error}}, now());
        draft.done(fail(ErrorCode::io, staged.error));
        return;
    }
    armed_ = true;
    std::error_code ignored;
    std::filesystem::remove(state_folder_ + "/" + kDisarmed, ignored);
    const webui::Applied out{id, changed_products(draft.policy)};
    const std::string before = state_.in_force.policy->short_id();
    if (const Result<void> kept = put_site_files(state_folder_ + "/site", draft.files); !kept)
        say("server", kept.error().text());
    put_in_force_(draft.policy);
    const std::string what =
        draft.switched.empty() ? "" : fmt::format("{}: observe -> enforce", fmt::join(draft.switched, ", "));
    audit(request.who, request.from, "apply",
          fmt::format("{}{}{}{}{}", id, what.empty() ? "" : "; ", what, draft.risk.empty() ? "" : "; ",
                      draft.risk),
          "ok");
    syslog::Fields fields = {{"pol", id}, {"user", request.who}, {"old", before}};
    if (!what.empty()) fields.emplace_back("what", what);
    if (!draft.risk.empty()) fields.emplace_back("reason", draft.risk);
    judge_.event(EventCode::policy_applied, fields, now());
    draft.done(out);
}

void Enforcement::readiness(const std::string& product,
                            std::function<void(Result<evidence::Readiness>)> done) {
    readiness_.ask(state_.in_force.policy, {product},
                   [done = std::move(done)](Result<std::vector<evidence::Readiness>> found) {
                       if (!found) return done(tl::unexpected(std::move(found.error())));
                       done(std::move(found->front()));
                   });
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
