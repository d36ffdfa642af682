#include "webui/sample_live_view.hpp"

#include <algorithm>

namespace portolan::webui {
namespace {

constexpr const char* kPolicy = "3f2a9c01b7de";
constexpr const char* kThen = "2026-11-22T10:04:11.000000Z";
constexpr const char* kNow = "2026-11-22T11:00:00.000000Z";

std::vector<LiveFlow> flows_of(const report::Assessment& assessment) {
    std::vector<LiveFlow> out;
    for (const report::FlowRow& row : assessment.flows) {
        LiveFlow flow{out.size() + 1, row, "inside", "outside", 3};
        flow.row.action = row.verdict == "undocumented" ? "blocked" : "allowed";
        out.push_back(std::move(flow));
    }
    return out;
}

FindingRow finding(std::string fid, std::string kind, std::string state, std::string updated) {
    FindingRow row;
    row.fid = std::move(fid);
    row.kind = std::move(kind);
    row.event = "PT4002";
    row.product = "dca4";
    row.subject = "print-pc \xE2\x80\xAE 10.20.4.5";
    row.peer = "203.0.113.9";
    row.port = 8443;
    row.protocol = "tcp";
    row.reason = "nearest: DCA4-065, port 443 instead of 8443";
    row.state = std::move(state);
    row.opened = kThen;
    row.updated = std::move(updated);
    if (row.state == "closed") row.closed = row.updated;
    row.count = 7;
    row.severity = "warning";
    return row;
}

}  // namespace

SampleLiveView::SampleLiveView() : assessed(report::sample_assessment()), live_flows(flows_of(assessed)) {
    finding_rows = {finding("01JD9X00000000000000000001", "undocumented-blocked", "open", kThen),
                    finding("01JD9X00000000000000000002", "prohibited-blocked", "open", kNow),
                    finding("01JD9X00000000000000000003", "undocumented-blocked", "closed", kNow)};
    finding_rows[1].requirement = "DCA4-038";
    audit_rows = {{1, kThen, "ana", "192.0.2.7", "sign-in", "ana", "ok"},
                  {2, kNow, "uid 0", "local", "disarm", kPolicy, "ok"}};
}

RequirementActivity SampleLiveView::requirement_activity(std::string_view id) const {
    if (id != "DCA4-065") return {};
    return {TrafficCounter{240, 1'204'551}, kNow};
}

std::vector<DecisionRow> SampleLiveView::decisions(std::string_view requirement) const {
    if (requirement != "DCA4-065") return {};
    return {{"DCA4-065,DCA4-070",
             0x2f00c1a7,
             "accept",
             {240, 1'204'551},
             {"10.20.4.5 . 13.80.42.210 . tcp . 443 : 0x2f00c1a7"},
             1}};
}

Result<std::vector<HistoryRow>> SampleLiveView::history(std::string_view requirement,
                                                        std::size_t most) const {
    std::vector<HistoryRow> rows;
    if (requirement == "DCA4-065")
        rows = {{"verified", "conforming and answered", "print-pc 10.20.4.5", kNow, "", kPolicy},
                {"unseen", "", "print-pc 10.20.4.5", kThen, kNow, kPolicy}};
    rows.resize(std::min(rows.size(), most));
    return rows;
}

std::vector<FindingCount> SampleLiveView::open_findings() const {
    std::vector<FindingCount> out;
    for (const FindingRow& row : finding_rows)
        if (row.state == "open") out.push_back({row.product, row.kind, 1});
    return out;
}

Status SampleLiveView::status() const {
    Status out;
    out.started = kThen;
    out.roles = {{"server", "running", 4711, 0, kThen}, {"capture", "down", 0, 2, kNow}};
    out.enforcement = {loaded, kPolicy, kThen, "inet portolan", 812};
    out.capture = {{"inside", "eno3", 48'120, 3, 48'100}};
    out.coverage = {{"capture:inside", kNow, "", "the recorder is down"},
                    {"clock", kThen, kNow, "no time server"}};
    out.clock_synchronised = true;
    out.syslog = {{"tcp:10.99.0.20:514", "connected", 0, 812}};
    out.events = 812;
    out.streams = 1;
    return out;
}

Activity SampleLiveView::activity() const {
    return {kThen, 60, {4, 5}, {1, 0}, {0, 0}, {2, 9}, {1, 1}, {2, 9}};
}

LoadedPolicy SampleLiveView::loaded_policy() const {
    return {loaded, "inet portolan", "table inet portolan {\n}\n", decisions("DCA4-065")};
}

Result<AuditPage> SampleLiveView::audit(const AuditFilter& filter) const {
    AuditPage page;
    page.total = audit_rows.size();
    for (auto row = audit_rows.rbegin(); row != audit_rows.rend(); ++row) {
        if (filter.before != 0 && row->number >= filter.before) continue;
        page.more = page.items.size() == filter.most;
        if (page.more) break;
        page.items.push_back(*row);
    }
    return page;
}

std::string SampleLiveView::fingerprint() const {
    std::string out = "3A";
    for (int i = 1; i < 32; ++i)
        out += ":9F";
    return out;
}

void SampleLiveView::apply(ApplyRequest request, std::function<void(Result<Applied>)> done) {
    const auto site = std::ranges::find(request.files, request.site, &NamedFile::name);
    if (site->text.find("schema: portolan-site/1") == std::string::npos)
        return done(fail(ErrorCode::bad_input, "the file has no schema", request.site + ":1:1",
                         "begin with schema: portolan-site/1"));
    if (site->text.find("enforcement: enforce") != std::string::npos && request.accept_risk.empty())
        return done(fail(ErrorCode::bad_input,
                         "dca4 may not be enforced yet, 1 line is open: (1) role printer is unbound", {},
                         "close it, or apply with --accept-risk REASON"));
    applied.push_back(std::move(request));
    done(Applied{kPolicy, {"dca4"}});
}

void SampleLiveView::disarm(std::string, std::string, std::string, std::function<void(Result<void>)> done) {
    if (!loaded) return done(fail(ErrorCode::limit, "the enforcer is away", {}, "try again in a moment"));
    loaded = false;
    done({});
}

void SampleLiveView::readiness(std::string product, std::function<void(Result<evidence::Readiness>)> done) {
    if (!loaded) return done(fail(ErrorCode::limit, "too many questions", {}, "try again in a moment"));
    evidence::Readiness out;
    out.site = assessed.site;
    out.policy = kPolicy;
    out.product = std::move(product);
    out.open = 1;
    out.history = 12;
    out.from = out.to = *parse_timestamp(kThen);
    evidence::ReadinessLine line;
    line.kind = "would-block";
    line.open = true;
    line.what = "print-pc \xE2\x80\xAE -> 203.0.113.9 tcp/8443";
    line.why = "nothing documents it";
    line.decision = "default-deny/dca-agent/out";
    line.flows = 7;
    line.first = line.last = out.to;
    line.ways = {{"accept", "let it be blocked, knowingly", "accepted_blocks:\n  - {id: AB-1}"}};
    evidence::ReadinessLine told;
    told.kind = "parameter";
    told.what = "parameter custom_ports is unset";
    told.closed_by = "no required or recommended requirement waits for it";
    out.lines = {line, told};
    done(std::move(out));
}

void SampleLiveView::record(const AuditRow& entry) {
    audit_rows.push_back(entry);
    audit_rows.back().number = audit_rows.size();
}

SampleUserBook::SampleUserBook() {
    for (const auto& [name, role] : {std::pair("ana", Role::admin), std::pair("olga", Role::operator_),
                                     std::pair("vera", Role::viewer), std::pair("gone", Role::admin)})
        accounts[name] = {name, role, PlainHasher::hash_of(std::string(name) + "'s password"), kThen,
                          std::string_view(name) == "gone"};
}

Result<std::optional<Account>> SampleUserBook::find(std::string_view name) const {
    const auto found = accounts.find(name);
    return found == accounts.end() ? std::optional<Account>() : found->second;
}

Result<std::vector<Account>> SampleUserBook::list() const {
    std::vector<Account> out;
    for (const auto& [name, account] : accounts)
        out.push_back(account);
    return out;
}

Result<void> SampleUserBook::add(const Account& account) {
    if (!accounts.emplace(account.name, account).second)
        return fail(ErrorCode::bad_input, "there is a user '" + account.name + "' already");
    return {};
}

Result<void> SampleUserBook::remove(std::string_view name) {
    const auto found = accounts.find(name);
    if (found != accounts.end()) accounts.erase(found);
    return {};
}

Result<void> SampleUserBook::set_password(std::string_view name, std::string_view hash) {
    const auto found = accounts.find(name);
    if (found == accounts.end()) return fail(ErrorCode::not_found, "there is no such user");
    found->second.password_hash = hash;
    return {};
}

SampleAttestationBook::SampleAttestationBook() {
    evidence::KeptAttestation row;
    row.id = "01JD9X00000000000000000011";
    row.said = {{"DCA4-002", "DCA4-010"},
                "",
                "A. Ferrer \xE2\x80\xAE",
                "servers in the EU",
                {{"down_kbps", 400U}, {"ssh_methods", std::vector<std::string>{"publickey"}}},
                "report 17",
                std::string(64, 'a'),
                *parse_timestamp("2026-11-01"),
                *parse_timestamp("2026-12-15")};
    row.added_by = "ana";
    row.added = *parse_timestamp("2026-11-01");
    rows.push_back(row);
}

Result<std::vector<evidence::KeptAttestation>> SampleAttestationBook::add(const AttestRequest& request) {
    if (away) return fail(ErrorCode::limit, "the store's queue is full: the disk is too slow");
    if (request.text.find("schema: portolan-attestations/1") == std::string::npos)
        return fail(ErrorCode::bad_input, "the file has no schema", request.name + ":1:1",
                    "begin with schema: portolan-attestations/1");
    asked.push_back(request);
    evidence::KeptAttestation row = rows.front();
    row.id.back() = static_cast<char>('1' + rows.size());
    row.added_by = request.who;
    if (!request.dry_run) rows.insert(rows.begin(), row);
    return std::vector{row};
}

Result<evidence::KeptAttestation> SampleAttestationBook::revoke(const RevokeRequest& request) {
    const auto row = std::ranges::find(rows, request.id, &evidence::KeptAttestation::id);
    if (row == rows.end()) return fail(ErrorCode::not_found, "there is no such attestation");
    if (row->said.revoked) return fail(ErrorCode::bad_input, "it is revoked already");
    row->said.revoked = request.now;
    row->revoked_by = request.who;
    row->revoke_reason = request.reason;
    return *row;
}

bool PlainHasher::verify(std::string password, std::string hash, std::function<void(bool)> done) {
    if (full) return false;
    done(!hash.empty() && hash == hash_of(password));
    return true;
}

bool PlainHasher::hash(std::string password, std::function<void(std::optional<std::string>)> done) {
    if (full) return false;
    done(hash_of(password));
    return true;
}

}  // namespace portolan::webui
