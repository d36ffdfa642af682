#include "appliance/store/attestation_rows.hpp"

#include "appliance/store/column_json.hpp"
#include "appliance/store/reader.hpp"

namespace portolan::store {
namespace {

constexpr std::string_view kPut = R"sql(
INSERT INTO attestations (id, requirements, subject, said_by, statement, answers, evidence, sha256, valid_from,
    valid_until, added_by, added, revoked_by, revoked, revoke_reason, reminded)
VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)
ON CONFLICT (id) DO UPDATE SET revoked_by = ?13, revoked = ?14, revoke_reason = ?15, reminded = ?16)sql";

constexpr std::string_view kRead =
    "SELECT id, requirements, subject, said_by, statement, answers, evidence, sha256, valid_from, "
    "valid_until, "
    "added_by, added, revoked_by, revoked, revoke_reason, reminded FROM attestations ORDER BY id DESC";

Result<evidence::KeptAttestation> read_row(Statement& row) {
    evidence::KeptAttestation out;
    out.id = row.text_at(0);
    out.said.requirements = TRY(parse_list(row.text_at(1)));
    out.said.subject = row.text_at(2);
    out.said.by = row.text_at(3);
    out.said.statement = row.text_at(4);
    out.said.answers = TRY(parse_measurements(row.text_at(5)));
    out.said.evidence = row.text_at(6);
    out.said.evidence_sha256 = row.text_at(7);
    out.said.valid_from = row.time_at(8);
    out.said.valid_until = row.time_at(9);
    out.added_by = row.text_at(10);
    out.added = row.time_at(11);
    out.revoked_by = row.text_at(12);
    out.said.revoked = row.optional_time_at(13);
    out.revoke_reason = row.text_at(14);
    out.reminded = row.number_at(15);
    return out;
}

}  // namespace

// What was said is never changed: of a row that is there already only its revocation and reminder are
// written.
Result<void> write_attestations(Database& database, const std::vector<evidence::KeptAttestation>& rows) {
    if (rows.empty()) return {};
    Statement put = TRY(database.prepare(kPut));
    for (const evidence::KeptAttestation& row : rows) {
        const evidence::Attestation& said = row.said;
        put.text(row.id).text(list_json(said.requirements)).text(said.subject).text(said.by);
        put.text(said.statement).text(measurements_json(said.answers)).text(said.evidence);
        put.text(said.evidence_sha256).time(said.valid_from).time(said.valid_until);
        put.text(row.added_by).time(row.added).text(row.revoked_by).time(said.revoked);
        TRY_VOID(put.text(row.revoke_reason).number(row.reminded).run());
    }
    return {};
}

Result<std::vector<evidence::KeptAttestation>> Reader::attestations() {
    Statement statement = TRY(begin().prepare(kRead));
    std::vector<evidence::KeptAttestation> out;
    while (TRY(statement.step()))
        out.push_back(TRY(read_row(statement)));
    return out;
}

}  // namespace portolan::store
