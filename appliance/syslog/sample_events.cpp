#include "appliance/syslog/sample_events.hpp"

#include "appliance/syslog/event_making.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string_view>

namespace portolan::syslog {
namespace {

// 2026-11-22T15:04:05.123456789Z
constexpr Timestamp kFirst{1'795'359'845'123'456'789};

const std::map<std::string_view, std::string>& values() {
    static const std::map<std::string_view, std::string> all = {
        {"pol", "3f2a9c01d4e7"},
        {"prod", "dca4"},
        {"req", "DCA4-065"},
        {"fid", "01KAPF3V630000000000000042"},
        {"state", "open"},
        {"subj", "print-pc"},
        {"role", "dca-agent"},
        {"szone", "inside"},
        {"dzone", "outside"},
        {"src", "10.20.0.5"},
        {"dst", "203.0.113.9"},
        {"dpt", "8443"},
        {"proto", "tcp"},
        {"old", "unseen"},
        {"count", "1"},
        {"url", "https://gate.example/findings/01KAPF3V630000000000000042"},
        {"user", "anna"},
        {"addr", "10.99.0.7"},
        {"verb", "policy.apply"},
        {"what", "3f2a9c01d4e7"},
        {"outcome", "ok"},
        {"part", "capture:inside"},
        {"since", "2026-11-22T15:00:00Z"},
        {"until", "2026-11-22T15:05:00Z"},
        {"lost", "29"},
        {"first", "12"},
        {"last", "40"},
        {"bytes", "858993460"},
        {"limit", "1073741824"},
        {"target", "siem-1"},
        {"version", "0.1.0"},
        {"reqs", "DCA4-002,DCA4-010"},
        {"days", "7"},
        {"reason", "nearest documented is DCA4-065, which has port 443"}};
    return all;
}

// Where the values above would make no sense.
const std::map<std::pair<std::string_view, std::string_view>, std::string>& own_values() {
    static const std::map<std::pair<std::string_view, std::string_view>, std::string> all = {
        {{"requirement-violated", "reason"}, "flow 10.20.0.5 -> 203.0.113.9 tcp/443 used TLS 1.0"},
        {{"requirement-failing", "reason"}, "12 attempts of 10.20.0.5 stayed unanswered"},
        {{"requirement-unknown", "reason"}, "the recorder lost 2 % of the packets on inside"},
        {{"requirement-unseen", "reason"}, "no such flow in the window"},
        {{"requirement-attested", "reason"}, "attested by anna until 2027-01-31"},
        {{"requirement-verified", "reason"}, "conforming use with an answer"},
        {{"requirement-not-applicable", "reason"}, "option dwa is off"},
        {{"policy-applied", "what"}, "dca4: observe -> enforce"},
        {{"policy-applied", "old"}, "9bd1c6e0a512"},
        {{"policy-applied", "reason"}, "2 open lines accepted: ticket 4711"},
        {{"policy-apply-failed", "what"}, "hospital-norte"},
        {{"policy-apply-failed", "reason"}, "the kernel refused the table: no memory"},
        {{"policy-disarmed", "reason"}, "ticket 4711"},
        {{"enforcer-refused", "what"}, "stage"},
        {{"enforcer-refused", "reason"}, "the management rule is missing"},
        {{"deviating-allowed", "reason"}, "SNI is other.example, documented is *.mpsmonitor.com"},
        {{"deviating-cut", "reason"}, "SNI is other.example, documented is *.mpsmonitor.com"},
        {{"silent", "reason"}, "documented every 10 minutes, last seen 41 minutes ago"},
        {{"prohibited-allowed", "reason"}, "DCA4-038 forbids printers outside 10.20.8.0/22"},
        {{"prohibited-blocked", "reason"}, "DCA4-038 forbids printers outside 10.20.8.0/22"},
        {{"login-failed", "reason"}, "wrong password"},
        {{"login-locked", "reason"}, "8 failures in 5 minutes"},
        {{"user-changed", "verb"}, "user.create"},
        {{"user-changed", "what"}, "bert"},
        {{"attestation-changed", "verb"}, "attest-add"},
        {{"attestation-changed", "what"}, "01KAPF3V630000000000000077"},
        {{"attestation-changed", "until"}, "2027-11-23T00:00:00Z"},
        {{"attestation-changed", "reason"}, ""},
        {{"attestation-ends-soon", "what"}, "01KAPF3V630000000000000077"},
        {{"attestation-ends-soon", "until"}, "2026-11-29T15:00:00Z"},
        {{"attestation-ends-soon", "reason"}, "A. Ferrer attested it, with letter.pdf"},
        {{"started", "reason"}, "after an unclean stop"},
        {{"stopped", "reason"}, "asked to"},
        {{"role-down", "part"}, "capture"},
        {{"role-down", "reason"}, "ended by signal 9"},
        {{"role-restarted", "part"}, "capture"},
        {{"capture-loss", "reason"}, "the capture buffer was full"},
        {{"coverage-gap", "reason"}, "the interface is down"},
        {{"collector-down", "reason"}, "connection refused"}};
    return all;
}

std::string value_for(const EventKind& kind, std::string_view field) {
    const std::string_view name = kind.name;
    if (const auto own = own_values().find({name, field}); own != own_values().end()) return own->second;
    if (field == "verdict")
        return std::string(name.starts_with("requirement-") ? name.substr(12)
                                                            : name.substr(0, name.find('-')));
    if (field == "action" && name.ends_with("-blocked")) return "blocked";
    if (field == "action") return name.ends_with("-cut") ? "cut" : "allowed";
    const auto found = values().find(field);
    return found == values().end() ? std::string() : found->second;
}

}  // namespace

std::vector<evidence::Event> sample_events() {
    std::vector<evidence::Event> out;
    for (const EventKind& kind : event_kinds()) {
        Fields fields;
        for (const std::string_view field : kind.fields)
            fields.emplace_back(field, value_for(kind, field));
        evidence::Event event = make_event(kind.code, fields, kFirst);
        event.seq = out.size() + 1;
        event.id = "01KAPF3V63000000000000" + std::to_string(1000 + event.seq);
        out.push_back(std::move(event));
    }
    return out;
}

LineOptions sample_options() {
    LineOptions out;
    out.hostname = "gate.example";
    out.appliance = "hospital-norte";
    return out;
}

bool updates_golden() {
    return std::getenv("PORTOLAN_UPDATE_GOLDEN") != nullptr;
}

std::string golden_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void put_golden(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

}  // namespace portolan::syslog
