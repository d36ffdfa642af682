// What the API can see and do: the running appliance as `server` knows it, in words that are ready to be
// shown. The server role implements it; a test puts report::sample_assessment() behind it. Instants are RFC
// 3339 UTC text, empty where there is none yet; identifiers and verdicts are the words of the design, as in
// report::Assessment. All calls come from the server's one thread. References stay valid until the caller
// returns to its event loop.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/evidence/readiness.hpp"
#include "appliance/report/assessment.hpp"
#include "webui/live_rows.hpp"
#include "webui/live_status.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::webui {

struct FindingFilter {
    std::string state;               // "open", "closed", or empty for both
    std::vector<std::string> kinds;  // one of these; empty = any. The same of the next
    std::vector<std::string> products;
    std::string text;    // part of subject, peer, requirement or reason, in any case (matches() does it)
    std::string cursor;  // FindingPage::next of the page before; empty = from the start
    std::size_t most = 100;
    // Latest opened first, where a change moves no row: who reads all pages misses none. Else latest change
    // first.
    bool by_opened = false;
};
struct FindingPage {
    std::vector<FindingRow> items;
    std::uint64_t total = 0;  // all that match, whatever the cursor
    std::string next;         // [A-Za-z0-9_-]{1,256}; empty on the last page
};

struct AuditFilter {
    std::uint64_t before = 0;  // only entries with a smaller number; 0 = from the newest
    std::size_t most = 100;
};
struct AuditPage {
    std::vector<AuditRow> items;  // newest first
    std::uint64_t total = 0;
    bool more = false;
};

struct NamedFile {
    std::string name;  // "site.yaml": one name, no folder (the API refuses others)
    std::string text;
};
struct ApplyRequest {
    std::vector<NamedFile> files;
    std::string site;  // the name of one of them
    std::string who;   // for the audit: user name
    std::string from;  // address or "local"
    // Why a product may be enforced though lines of its readiness stand open; empty = it may not.
    std::string accept_risk = {};
};
struct Applied {
    std::string policy;  // 12 hex digits
    std::vector<std::string> changed_products;
};

class LiveView {
public:
    virtual ~LiveView() = default;

    // Site, policy id, version and the products with their requirements and present verdicts. `flows`,
    // `made`, `captures` and what belongs to a capture file are not read.
    [[nodiscard]] virtual const report::Assessment& assessment() const = 0;
    // Merged flows in ascending order of `number`: those of the last hours that the server holds.
    [[nodiscard]] virtual std::span<const LiveFlow> flows() const = 0;
    // Of one requirement of the assessment; `decisions` where the kernel decides it.
    [[nodiscard]] virtual RequirementActivity requirement_activity(std::string_view id) const = 0;
    [[nodiscard]] virtual std::vector<DecisionRow> decisions(std::string_view requirement) const = 0;
    // Verdict intervals of all its subjects, newest first, at most `most`.
    [[nodiscard]] virtual Result<std::vector<HistoryRow>> history(std::string_view requirement,
                                                                  std::size_t most) const = 0;
    // Error bad_input where the cursor is none of ours.
    [[nodiscard]] virtual Result<FindingPage> findings(const FindingFilter& filter) const = 0;
    // Open findings by kind and product, zero rows left out.
    [[nodiscard]] virtual std::vector<FindingCount> open_findings() const = 0;
    [[nodiscard]] virtual Status status() const = 0;
    [[nodiscard]] virtual Activity activity() const = 0;
    [[nodiscard]] virtual LoadedPolicy loaded_policy() const = 0;
    [[nodiscard]] virtual Result<AuditPage> audit(const AuditFilter& filter) const = 0;
    // SHA-256 of the certificate that `web` shows, "3A:9F:...": upper-case hex; empty while not known.
    [[nodiscard]] virtual std::string fingerprint() const = 0;

    // The verbs. `done` is called once, on the server's thread, before or after the call returns. An error of
    // code bad_input becomes 422 with `where` and `remedy` shown to the caller, others 500 or 503.
    virtual void apply(ApplyRequest request, std::function<void(Result<Applied>)> done) = 0;
    virtual void disarm(std::string reason, std::string who, std::string from,
                        std::function<void(Result<void>)> done) = 0;
    // Of a product of the assessment, by the policy in force and the kept flows. As the verbs: may answer
    // later.
    virtual void readiness(std::string product, std::function<void(Result<evidence::Readiness>)> done) = 0;
    // Kept for good, and an event of the PT8xxx group: sign-in, lock-out, users. (The two verbs above audit
    // themselves: only the server knows how they ended.)
    virtual void record(const AuditRow& entry) = 0;
};

}  // namespace portolan::webui
