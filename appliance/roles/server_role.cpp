#include "appliance/roles/server_role.hpp"

#include "appliance/base/file.hpp"
#include "appliance/base/wall_clock.hpp"
#include "appliance/privilege/confine.hpp"
#include "appliance/roles/attestations.hpp"
#include "appliance/roles/enforcement.hpp"
#include "appliance/roles/first_user.hpp"
#include "appliance/roles/http_gateway.hpp"
#include "appliance/roles/live_judge.hpp"
#include "appliance/roles/peers.hpp"
#include "appliance/roles/server_view.hpp"
#include "appliance/roles/store_users.hpp"
#include "appliance/roles/syslog_out.hpp"
#include "appliance/store/store.hpp"
#include "webui/password_pool.hpp"

#include <sys/timex.h>
#include <unistd.h>

#include <climits>

namespace portolan::roles {
namespace {

using syslog::EventCode;
using wire::Kind;

const std::string kRole = "server";
constexpr std::int64_t kHoldFor = 10'000;  // ms; an enforcer that ended is back by then
constexpr std::size_t kMostHeld = 4096;    // messages
constexpr std::int64_t kSecond = 1'000'000'000;

std::string host_name() {
    char name[HOST_NAME_MAX + 1] = {};
    return gethostname(name, sizeof(name) - 1) == 0 ? name : "portolan";
}

class ServerRole {
public:
    ServerRole(const ServerOptions& options, store::Store store, store::Reader reader)
        : options_(options),
          store_(std::move(store)),
          reader_(std::move(reader)),
          users_(store_, reader_),
          judge_(state_, batch_),
          attestations_(state_, store_, batch_, judge_, [this] { judge_now(); }),
          view_(state_, reader_, verbs()),
          hasher_({}, [this](std::function<void()> work) { loop_.post(std::move(work)); }),
          api_({view_, users_, hasher_, state_.stream, attestations_}),
          listener_(
              loop_, kRole, {"web", "capture", "up"},
              [this](const std::string& role, const wire::Packet& packet) { return received(role, packet); },
              [this](const std::string& role, bool connected) { changed(role, connected); }),
          gateway_(listener_, state_, api_),
          enforcement_(loop_, state_, batch_, judge_, options.run_folder + "/enforce/socket",
                       options.state_folder, modes(),
                       [this](PolicyInForce policy) { put_in_force(std::move(policy)); }),
          syslog_(loop_, options.state_folder + "/portolan.db", host_name(), host_name(),
                  {[this](store::EventCursor cursor) { batch_.cursors.push_back(std::move(cursor)); },
                   [this](const std::string& target, bool up, const std::string& reason) {
                       judge_.event(up ? EventCode::collector_up : EventCode::collector_down,
                                    {{"target", target}, {"reason", reason}}, now());
                   }}) {}

    Result<void> start() {
        state_.started = now();
        if (const Result<std::string> text = read_file(options_.state_folder + "/fingerprint", 256))
            state_.fingerprint = text->substr(0, text->find('\n'));
        PolicyInForce policy = TRY(load_policy(TRY(site_file_in(options_.state_folder + "/site")), modes()));
        TRY_VOID(make_first_user(users_, options_.state_folder + "/first-password"));
        TRY_VOID(attestations_.restore(reader_));
        put_in_force(std::move(policy));
        TRY_VOID(restore());
        judge_.event(EventCode::started, {{"version", PORTOLAN_VERSION}, {"pol", short_policy()}}, now());
        set_timers();
        return listener_.listen(options_.run_folder + "/server/socket");
    }

    Result<void> run() {
        loop_.run();
        judge_.store_flows();
        judge_.event(EventCode::stopped, {{"version", PORTOLAN_VERSION}, {"reason", "asked to"}}, now());
        write();
        return store_.close(now());
    }

private:
    [[nodiscard]] Modes modes() const { return options_.observe ? Modes::observe : Modes::of_the_site; }
    [[nodiscard]] std::string short_policy() const { return state_.in_force.policy->short_id(); }

    void set_timers() {
        loop_.every(100, [this] {
            judge_held_flows();
            judge_.take_flows(now(), monotonic_milliseconds());
            judge_.tell_findings(now());
            write();
        });
        loop_.every(webui::EventStream::kTickMilliseconds, [this] { gateway_.tick(view_, now()); });
        loop_.every(250, [this] { judge_when_due(); });
        loop_.every(5'000, [this] { judge_.store_flows(); });
        loop_.every(10'000, [this] { enforcement_.sample_counters(); });
        loop_.every(1'000, [this] { look_around(); });
        loop_.every(1'000, [this] { enforcement_.follow_exceptions(now()); });
        loop_.every(10'000, [this] { attestations_.remind(now()); });
        loop_.every(30'000, [this] { judge_.forget_old(now(), monotonic_milliseconds()); });
        loop_.every(60'000, [this] {
            judge_.event(
                EventCode::heartbeat,
                {{"version", PORTOLAN_VERSION}, {"pol", short_policy()}, {"since", state_.started.text()}},
                now());
        });
    }

    void judge_now() {
        next_judgement_ = 0;
        judge_when_due();
    }

    // Once a second, or a tenth of the time if judging takes longer.
    void judge_when_due() {
        const std::int64_t begin = monotonic_milliseconds();
        if (begin < next_judgement_) return;
        judge_.judge(now());
        const std::int64_t end = monotonic_milliseconds();
        next_judgement_ = end + std::max<std::int64_t>(1000, 10 * (end - begin));
    }

    void look_around() {
        timex clock{};
        const int clock_state = adjtimex(&clock);  // -1 where a sandbox forbids to ask
        state_.clock_synchronised =
            clock_state >= 0 && clock_state != TIME_ERROR && (clock.status & STA_UNSYNC) == 0;
        state_.syslog = syslog_.states(state_.last_event);
        if (state_.capturing && !state_.capture_down &&
            now().nanoseconds - last_stats_.nanoseconds > 5 * kSecond)
            state_.stream.note_status();
    }

    // What has gathered goes to the store; on a full queue it waits and grows.
    void write() {
        const store::Batch empty;
        const bool nothing = batch_.flows.empty() && batch_.counters.empty() && batch_.verdicts.empty() &&
                             batch_.coverage.empty() && batch_.findings.empty() && batch_.events.empty() &&
                             batch_.cursors.empty() && batch_.audit.empty();
        if (nothing && now().nanoseconds - last_write_.nanoseconds < kSecond) return;  // a heartbeat a second
        last_write_ = batch_.at = now();
        const bool events = !batch_.events.empty();
        store::Batch batch = std::move(batch_);
        batch_ = {};
        store::Batch copy = batch;
        const auto findings = std::make_shared<std::vector<webui::FindingRow>>(judge_.take_unkept());
        const Result<void> queued = store_.write(
            std::move(batch), [this, events, findings](const Result<store::Acknowledgement>& done) {
                if (!done) say(kRole, "store: " + done.error().text());
                if (!findings->empty())
                    loop_.post([this, findings] { judge_.show_findings(std::move(*findings)); });
                if (!done || !events) return;
                loop_.post([this, last = done->last_event] {
                    state_.last_event = std::max(state_.last_event, last);
                    syslog_.notify();
                });
            });
        if (queued) return;
        batch_ = std::move(copy);
        judge_.put_back(std::move(*findings));
    }

    Result<void> restore() {
        state_.findings.restore(TRY(reader_.open_findings()));
        state_.verdicts.restore(TRY(reader_.open_verdicts()));
        // Of the closed ones as many as are held in memory (LiveJudge): what was shown before is shown again.
        store::PageRequest page{500, ""};
        for (int pages = 0; pages < 2; ++pages) {
            const store::Page<evidence::Finding> closed =
                TRY(reader_.findings({evidence::FindingState::closed, "", ""}, page));
            for (const evidence::Finding& finding : closed.items)
                state_.finding_rows[finding.fid] = finding_row(finding);
            if (closed.next.empty()) break;
            page.cursor = closed.next;
        }
        for (const evidence::Finding& finding : TRY(reader_.open_findings()))
            state_.finding_rows[finding.fid] = finding_row(finding);
        state_.last_event = TRY(reader_.last_event());
        judge_.restore_gaps(TRY(reader_.coverage(Timestamp{now().nanoseconds - live::Ledger::kWindow})));
        return restore_flows();
    }

    // So that a restart does not make everything unseen.
    Result<void> restore_flows() {
        store::FlowFilter filter;
        filter.since = Timestamp{now().nanoseconds - live::Ledger::kWindow};
        store::PageRequest page{500, ""};
        for (int pages = 0; pages < 40; ++pages) {
            const store::Page<evidence::JudgedFlow> read = TRY(reader_.flows(filter, page));
            for (const evidence::JudgedFlow& stored : read.items) {
                if (stored.policy != short_policy()) continue;
                evidence::Flow flow;
                flow.initiator = stored.initiator;
                flow.responder = stored.responder;
                flow.protocol = parse_protocol(stored.protocol).value_or(Protocol::other);
                flow.ip_protocol = static_cast<std::uint8_t>(flow.protocol);
                flow.responder_port = stored.port;
                flow.facts = stored.facts;
                flow.names = stored.names;
                flow.packets_out = stored.packets;
                flow.bytes_out = stored.bytes;
                flow.answered = stored.answered;
                flow.first = stored.first;
                flow.last = stored.last;
                state_.ledger.restore(flow, stored.action, stored.flows);
            }
            if (read.next.empty()) break;
            page.cursor = read.next;
        }
        return {};
    }

    void put_in_force(PolicyInForce policy) {
        state_.in_force = std::move(policy);
        state_.ledger.set_policy(state_.in_force.policy, state_.in_force.kernel);
        state_.zone_of_interface.clear();
        for (const policy::Zone& zone : state_.in_force.policy->site().zones)
            state_.zone_of_interface[zone.interface] = zone.id;
        judge_.begin_policy();
        judge_now();
        send_capture_setup();
        if (const Result<std::vector<store::EventCursor>> cursors = reader_.cursors())
            if (const Result<void> set = syslog_.set_targets(state_.in_force.policy->site().syslog, *cursors);
                !set)
                say(kRole, set.error().text());
    }

    void send_capture_setup() {
        wire::CaptureSetup setup;
        setup.http_patterns = state_.in_force.policy->http_patterns();
        for (const auto& [further, first] : state_.in_force.policy->same_machine())
            setup.same_client.emplace_back(further, first);
        listener_.send("capture", Kind::capture_setup, setup);
    }

    // ---- peers

    Result<void> received(const std::string& role, const wire::Packet& packet) {
        if (role == "web" && packet.kind == Kind::http_request) {
            gateway_.request(TRY(wire::read_as<wire::HttpRequest>(packet)), now());
        } else if (role == "web" && packet.kind == Kind::http_gone) {
            gateway_.gone(TRY(wire::read_as<wire::HttpGone>(packet)));
        } else if (role == "capture" && packet.kind == Kind::flows) {
            take_flows(TRY(wire::read_as<wire::Flows>(packet)));
        } else if (role == "capture" && packet.kind == Kind::capture_stats) {
            take_stats(TRY(wire::read_as<wire::CaptureStats>(packet)));
        } else if (role == "up" && packet.kind == Kind::role_states) {
            take_roles(TRY(wire::read_as<wire::RoleStates>(packet)));
        } else {
            return fail(ErrorCode::bad_input, role + " sent a message that it may not send");
        }
        return {};
    }

    void changed(const std::string& role, bool connected) {
        if (role == "web" && !connected) gateway_.web_lost();
        if (role == "capture" && connected) {
            send_capture_setup();
            state_.capturing = true;
            judge_.end_gap("capture", now());
        }
        if (role == "capture" && !connected) {
            state_.capture_down = now();
            judge_.begin_gap("capture", "the recorder ended", now());
        }
    }

    [[nodiscard]] bool flows_wait() const {
        return !enforcement_.heard() && held_.size() < kMostHeld &&
               monotonic_milliseconds() < begun_ + kHoldFor;
    }

    // What the kernel did with a flow is known once the enforcer has said what is loaded. Until then flows
    // wait: a recorder tells a new server at once of all that it has seen.
    void take_flows(wire::Flows flows) {
        if (flows_wait()) return held_.push_back(std::move(flows));
        judge_held_flows();
        judge_flows(std::move(flows));
    }

    void judge_held_flows() {
        if (flows_wait()) return;
        for (wire::Flows& each : std::exchange(held_, {}))
            judge_flows(std::move(each));
    }

    void judge_flows(wire::Flows flows) {
        const std::int64_t at = monotonic_milliseconds();
        for (wire::FlowUpdate& update : flows.updates)
            state_.ledger.update(flows.run, update.id, std::move(update.flow), update.final, at);
    }

    void take_stats(wire::CaptureStats stats) {
        last_stats_ = now();
        state_.capture.packets += stats.packets;  // since the last message
        state_.capture.bytes += stats.bytes;
        std::uint64_t lost = 0;
        for (wire::InterfaceStats& each : stats.interfaces) {
            wire::InterfaceStats& before = last_interfaces_[each.interface];
            if (stats.run != capture_run_ || each.received < before.received)
                before = {each.interface, 0, 0, true};
            wire::InterfaceStats& total = interface(each.interface);
            total.received += each.received - before.received;
            total.dropped += each.dropped - std::min(each.dropped, before.dropped);
            lost += each.dropped - std::min(each.dropped, before.dropped);
            before = each;
        }
        capture_run_ = stats.run;
        for (const auto& [what, count] : stats.not_covered)
            state_.not_covered[what] += count;
        if (lost > 0)
            judge_.event(EventCode::capture_loss,
                         {{"part", "capture"},
                          {"lost", std::to_string(lost)},
                          {"reason", "no room in the kernel's ring"}},
                         now());
    }

    wire::InterfaceStats& interface(const std::string& name) {
        for (wire::InterfaceStats& each : state_.capture.interfaces)
            if (each.interface == name) return each;
        state_.capture.interfaces.push_back({name, 0, 0, true});
        return state_.capture.interfaces.back();
    }

    void take_roles(wire::RoleStates states) {
        for (const wire::RoleState& role : states.roles)
            for (const wire::RoleState& before : state_.roles.roles)
                if (before.role == role.role && before.restarts != role.restarts)
                    judge_.event(EventCode::role_restarted,
                                 {{"part", role.role}, {"count", std::to_string(role.restarts)}}, now());
        state_.roles = std::move(states);
        state_.stream.note_status();
    }

    // ---- verbs of the API

    ServerVerbs verbs() {
        return {[this](webui::ApplyRequest request, auto done) {
                    enforcement_.apply(std::move(request), std::move(done));
                },
                [this](const std::string& reason, const std::string& who, const std::string& from,
                       auto done) { enforcement_.disarm(reason, who, from, std::move(done)); },
                [this](const webui::AuditRow& entry) { record(entry); },
                [this](const std::string& product, auto done) {
                    enforcement_.readiness(product, std::move(done));
                }};
    }

    void record(const webui::AuditRow& entry) {
        batch_.audit.push_back({0, now(), entry.who, entry.from, entry.verb, entry.what, entry.outcome});
        const bool ok = entry.outcome == "ok";
        const syslog::Fields fields = {{"user", entry.who},
                                       {"addr", entry.from},
                                       {"verb", entry.verb},
                                       {"what", entry.what},
                                       {"outcome", entry.outcome}};
        if (entry.verb == "sign-in") {
            judge_.event(ok ? EventCode::login_succeeded : EventCode::login_failed,
                         {{"user", entry.who}, {"addr", entry.from}, {"reason", ok ? "" : entry.outcome}},
                         now());
        } else if (entry.verb == "lock-out") {
            judge_.event(EventCode::login_locked,
                         {{"user", entry.who}, {"addr", entry.from}, {"reason", entry.outcome}}, now());
        } else if (entry.verb.starts_with("user-") || entry.verb == "set-password") {
            judge_.event(EventCode::user_changed, fields, now());
        }
    }

    ServerOptions options_;
    EventLoop loop_;
    ServerState state_;
    store::Batch batch_;
    store::Store store_;
    store::Reader reader_;
    StoreUsers users_;
    LiveJudge judge_;
    Attestations attestations_;
    ServerView view_;
    webui::PasswordPool hasher_;
    webui::Api api_;
    Listener listener_;
    HttpGateway gateway_;
    std::map<std::string, wire::InterfaceStats> last_interfaces_;
    std::string capture_run_;
    Timestamp last_stats_;
    Timestamp last_write_;
    std::int64_t next_judgement_ = 0;
    std::vector<wire::Flows> held_;
    std::int64_t begun_ = monotonic_milliseconds();
    Enforcement enforcement_;
    SyslogOut syslog_;
};

}  // namespace

Result<void> run_server(const ServerOptions& options) {
    const privilege::Rights& rights = *privilege::rights_of(kRole);
    TRY_VOID(privilege::check(rights));
    TRY_VOID(privilege::confine(rights));
    store::StoreOptions store_options;
    store_options.path = options.state_folder + "/portolan.db";
    store_options.spool_event = [](const store::SpoolChange& change, Timestamp at) {
        return change.kind == store::SpoolChange::Kind::nearly_full
                   ? syslog::make_spool_filling_event(change.bytes, change.limit, at)
                   : syslog::make_spool_dropped_event(change.first_event, change.last_event, change.limit,
                                                      at);
    };
    store::Store store = TRY(store::Store::open(store_options, now()));
    store::Reader reader = TRY(store::Reader::open(store_options.path));
    ServerRole role(options, std::move(store), std::move(reader));
    TRY_VOID(role.start());
    return role.run();
}

}  // namespace portolan::roles
