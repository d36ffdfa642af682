#include "appliance/roles/attestations.hpp"

#include "appliance/base/ulid.hpp"
#include "policy/attestation_loader.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::roles {
namespace {

using evidence::Attestation;
using evidence::KeptAttestation;
using Rows = std::vector<KeptAttestation>;

constexpr std::size_t kMostIdsTold = 20;  // in one event or audit row

std::string ids_of(const Attestation& said) {
    std::string out;
    for (std::size_t i = 0; i < std::min(said.requirements.size(), kMostIdsTold); ++i)
        out += (i == 0 ? "" : ",") + said.requirements[i];
    const std::size_t more = said.requirements.size() - std::min(said.requirements.size(), kMostIdsTold);
    return more == 0 ? out : fmt::format("{} and {} more", out, more);
}

// 0 where it is too early, or too late.
std::uint64_t due_reminder(const Attestation& said, Timestamp now) {
    if (evidence::standing_of(said, now) != evidence::Standing::ends_soon) return 0;
    return evidence::days_left(said, now) <= evidence::kLastReminder ? evidence::kLastReminder
                                                                     : evidence::kFirstReminder;
}

}  // namespace

Result<void> Attestations::restore(store::Reader& reader) {
    kept_ = TRY(reader.attestations());
    give_to_judge();
    return {};
}

Result<Rows> Attestations::add(const webui::AttestRequest& request) {
    Result<Rows> rows = checked(request);
    if (!rows) {
        if (!request.dry_run)
            refused("attest-add", request.name, request.who, request.from, rows.error(), request.now);
        return rows;
    }
    if (request.dry_run || rows->empty()) return rows;
    TRY_VOID(keep(*rows, "attest-add", request.who, request.from, request.now));
    kept_.insert(kept_.end(), rows->begin(), rows->end());
    std::sort(kept_.begin(), kept_.end(),
              [](const KeptAttestation& a, const KeptAttestation& b) { return b.id < a.id; });
    give_to_judge();
    remind(request.now);
    changed_();
    return rows;
}

Result<Rows> Attestations::checked(const webui::AttestRequest& request) const {
    const auto hash_of = [&](const std::string& name) -> Result<std::string> {
        const auto found = request.hashes.find(name);
        if (found == request.hashes.end())
            return fail(ErrorCode::bad_input,
                        fmt::format("the hash of '{}' was not sent", name.substr(0, 64)), {},
                        "send it in 'files'; `portolan attest import` does");
        return found->second;
    };
    Rows out;
    for (Attestation& said :
         TRY(policy::parse_attestations(request.text, request.name, *state_.in_force.policy, hash_of))) {
        const auto there = std::find_if(kept_.begin(), kept_.end(), [&](const KeptAttestation& kept) {
            return kept.said == said;  // a revoked one may be said again
        });
        if (there != kept_.end())
            return fail(
                ErrorCode::bad_input,
                fmt::format("what {} attests of {} is here already, as {}", said.by, ids_of(said), there->id),
                request.name, "leave it out");
        KeptAttestation row;
        row.id = make_ulid(request.now);
        row.said = std::move(said);
        row.added_by = request.who;
        row.added = request.now;
        out.push_back(std::move(row));
    }
    if (kept_.size() + out.size() > kMostKept)
        return fail(
            ErrorCode::bad_input,
            fmt::format("{} attestations would be kept, more than {}", kept_.size() + out.size(), kMostKept),
            request.name, "one letter covers many requirements: join them");
    return out;
}

Result<KeptAttestation> Attestations::revoke(const webui::RevokeRequest& request) {
    const auto row = std::find_if(kept_.begin(), kept_.end(),
                                  [&](const KeptAttestation& kept) { return kept.id == request.id; });
    if (row == kept_.end())
        return fail(ErrorCode::not_found, "there is no such attestation", {},
                    "`portolan attest list` lists them");
    if (row->said.revoked)
        return fail(ErrorCode::bad_input, fmt::format("{} revoked it already", row->revoked_by));
    KeptAttestation next = *row;
    next.said.revoked = request.now;
    next.revoked_by = request.who;
    next.revoke_reason = request.reason;
    TRY_VOID(keep({next}, "attest-revoke", request.who, request.from, request.now));
    *row = next;
    give_to_judge();
    changed_();
    return next;
}

// Rows and audit in one piece, on disk before anybody is answered; the events follow with the next batch.
Result<void> Attestations::keep(const Rows& rows, const char* verb, const std::string& who,
                                const std::string& from, Timestamp now) {
    store::Batch batch;
    batch.at = now;
    batch.attestations = rows;
    for (const KeptAttestation& row : rows)
        batch.audit.push_back({0, now, who, from, verb,
                               fmt::format("{} {} by {}", row.id, ids_of(row.said), row.said.by), "ok"});
    TRY_VOID(store_.write_and_wait(std::move(batch)));
    for (const KeptAttestation& row : rows)
        judge_.event(syslog::EventCode::attestation_changed,
                     {{"user", who},
                      {"addr", from},
                      {"verb", verb},
                      {"what", row.id},
                      {"reqs", ids_of(row.said)},
                      {"until", row.said.valid_until.text()},
                      {"reason", row.revoke_reason},
                      {"outcome", "ok"}},
                     now);
    return {};
}

void Attestations::refused(const char* verb, const std::string& what, const std::string& who,
                           const std::string& from, const Error& error, Timestamp now) {
    batch_.audit.push_back({0, now, who, from, verb, what, error.text()});
    judge_.event(syslog::EventCode::attestation_changed,
                 {{"user", who}, {"addr", from}, {"verb", verb}, {"what", what}, {"outcome", error.text()}},
                 now);
}

// Every requirement that it covers is covered beyond its end by another one, without a day between.
bool Attestations::goes_on(const KeptAttestation& ending) const {
    const auto covers = [&](const KeptAttestation& other, const std::string& id) {
        const Attestation& said = other.said;
        return !said.revoked && said.valid_from <= ending.said.valid_until &&
               ending.said.valid_until < said.valid_until &&
               (said.subject.empty() || said.subject == ending.said.subject) &&
               std::find(said.requirements.begin(), said.requirements.end(), id) != said.requirements.end();
    };
    return std::all_of(
        ending.said.requirements.begin(), ending.said.requirements.end(), [&](const std::string& id) {
            return std::any_of(kept_.begin(), kept_.end(),
                               [&](const KeptAttestation& other) { return covers(other, id); });
        });
}

void Attestations::remind(Timestamp now) {
    for (KeptAttestation& row : kept_) {
        const std::uint64_t due = due_reminder(row.said, now);
        if (due == 0 || (row.reminded != 0 && row.reminded <= due) || goes_on(row)) continue;
        row.reminded = due;
        batch_.attestations.push_back(row);  // with the event: both are kept, or neither
        judge_.event(syslog::EventCode::attestation_ends_soon,
                     {{"pol", state_.in_force.policy->short_id()},
                      {"what", row.id},
                      {"reqs", ids_of(row.said)},
                      {"until", row.said.valid_until.text()},
                      {"days", std::to_string(evidence::days_left(row.said, now))},
                      {"reason", fmt::format("{} attested it, with {}", row.said.by, row.said.evidence)}},
                     now);
    }
}

void Attestations::give_to_judge() {
    state_.controls.attestations.clear();
    for (const KeptAttestation& row : kept_)
        state_.controls.attestations.push_back(row.said);
}

}  // namespace portolan::roles
