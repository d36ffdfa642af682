#include "appliance/base/ulid.hpp"
#include "appliance/report/json_rows.hpp"
#include "webui/json_body.hpp"
#include "webui/problem.hpp"
#include "webui/route.hpp"
#include "webui/rows_json.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace portolan::webui {
namespace {

namespace json = boost::json;
using evidence::KeptAttestation;
using report::json_text;

// The bounds of openapi.yaml; those of a text are the loader's, for what was kept is shown whole.
constexpr std::size_t kMostRequirements = 500;
constexpr std::size_t kMostWords = 64;
constexpr std::size_t kShortText = 512;
constexpr std::size_t kStatement = 2'048;
constexpr std::size_t kMostFiles = 1'000;
constexpr std::size_t kMostFileName = 1'024;
constexpr std::size_t kMostText = 524'288;
constexpr std::size_t kMostReason = 512;

json::array texts_of(const std::vector<std::string>& texts, std::size_t most) {
    json::array out;
    for (const std::string& text : texts)
        if (out.size() < most) out.emplace_back(clipped(text, kShortText));
    return out;
}

json::object answers_of(const std::vector<evidence::Measurement>& answers) {
    json::object out;
    for (const evidence::Measurement& answer : answers) {
        const std::uint64_t* number = std::get_if<std::uint64_t>(&answer.value);
        json::value& said = out[json_text(answer.name)];
        if (number != nullptr) {
            said = json_count(*number);
        } else {
            said = texts_of(std::get<std::vector<std::string>>(answer.value), kMostWords);
        }
    }
    return out;
}

json::object attestation_json(const KeptAttestation& kept, Timestamp now) {
    const evidence::Attestation& said = kept.said;
    return {{"id", json_text(kept.id)},
            {"requirements", texts_of(said.requirements, kMostRequirements)},
            {"subject", clipped(said.subject, kShortText)},
            {"by", clipped(said.by, kShortText)},
            {"statement", clipped(said.statement, kStatement)},
            {"answers", answers_of(said.answers)},
            {"evidence", clipped(said.evidence, kShortText)},
            {"sha256", json_text(said.evidence_sha256)},
            {"valid_from", json_text(said.valid_from.text())},
            {"valid_until", json_text(said.valid_until.text())},
            {"state", evidence::standing_name(evidence::standing_of(said, now))},
            {"days_left", json_count(evidence::days_left(said, now))},
            {"added_by", clipped(kept.added_by, kShortText)},
            {"added", json_text(kept.added.text())},
            {"revoked_by", clipped(kept.revoked_by, kShortText)},
            {"revoked", report::json_instant(said.revoked ? said.revoked->text() : "")},
            {"revoke_reason", clipped(kept.revoke_reason, kShortText)}};
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Accepted<std::map<std::string, std::string>> files_member(const json::object& body) {
    std::map<std::string, std::string> out;
    const json::value* value = body.if_contains("files");
    if (value == nullptr) return out;
    const json::object* files = value->if_object();
    const auto is_file = [](const json::key_value_pair& member) {
        return !member.key().empty() && member.key().size() <= kMostFileName && member.value().is_string() &&
               is_sha256(member.value().get_string());
    };
    if (files == nullptr || files->size() > kMostFiles || !std::ranges::all_of(*files, is_file))
        return tl::unexpected(problem(400, "'files' is no object of at most 1000 names, each with a SHA-256",
                                      "give 64 lower-case hex digits by the name in the text"));
    for (const json::key_value_pair& member : *files)
        out[std::string(member.key())] = std::string(member.value().get_string());
    return out;
}

Accepted<AttestRequest> read_request(const Call& call) {
    Accepted<json::object> body = json_body(call.request, {"name", "text", "files", "dry_run"});
    if (!body) return tl::unexpected(std::move(body.error()));
    Accepted<std::string> name = text_member(*body, "name", 1, kMostFileName);
    if (!name) return tl::unexpected(std::move(name.error()));
    Accepted<std::string> text = text_member(*body, "text", 1, kMostText);
    if (!text) return tl::unexpected(std::move(text.error()));
    Accepted<std::map<std::string, std::string>> files = files_member(*body);
    if (!files) return tl::unexpected(std::move(files.error()));
    const json::value* dry = body->if_contains("dry_run");
    if (dry != nullptr && !dry->is_bool())
        return tl::unexpected(problem(400, "'dry_run' is neither true nor false", "leave it out"));
    return AttestRequest{
        std::move(*name), std::move(*text),  std::move(*files), dry != nullptr && dry->get_bool(),
        call.who.name,    call.request.peer, call.now};
}

// What the text says is 422; that the store is away is ours.
Response refusal(const Error& error) {
    return error.code == ErrorCode::bad_input ? problem(422, error) : problem(error);
}

}  // namespace

void list_attestations(Call& call) {
    const std::vector<KeptAttestation>& all = call.state->attestations.list();
    const std::string& cursor = call.query.text("cursor");
    if (!cursor.empty() && !is_ulid(cursor))
        return call.respond(problem(400, "the cursor is none of this list", "start from the first page"));
    json::array items;
    std::string next;
    for (const KeptAttestation& kept : all) {
        if (!cursor.empty() && kept.id >= cursor) continue;
        if (items.size() == call.query.limit()) {
            next = json::value_to<std::string>(items.back().at("id"));
            break;
        }
        items.push_back(attestation_json(kept, call.now));
    }
    call.respond(json_answer(200, {{"schema", "portolan-attestation-list/1"},
                                   {"items", std::move(items)},
                                   {"total", json_count(all.size())},
                                   {"next", next.empty() ? json::value(nullptr) : json::value(next)}}));
}

void add_attestations(Call& call) {
    const Accepted<AttestRequest> request = read_request(call);
    if (!request) return call.respond(request.error());
    const Result<std::vector<KeptAttestation>> added = call.state->attestations.add(*request);
    if (!added) return call.respond(refusal(added.error()));
    json::array items;
    for (const KeptAttestation& kept : *added)
        items.push_back(attestation_json(kept, call.now));
    call.respond(json_answer(
        200,
        {{"schema", "portolan-attested/1"}, {"dry_run", request->dry_run}, {"items", std::move(items)}}));
}

void revoke_attestation(Call& call) {
    Accepted<json::object> body = json_body(call.request, {"reason"});
    if (!body) return call.respond(std::move(body.error()));
    Accepted<std::string> reason = text_member(*body, "reason", 1, kMostReason);
    if (!reason) return call.respond(std::move(reason.error()));
    const Result<KeptAttestation> revoked = call.state->attestations.revoke(
        {call.captured[0], std::move(*reason), call.who.name, call.request.peer, call.now});
    if (!revoked) {
        const bool already = revoked.error().code == ErrorCode::bad_input;
        return call.respond(already ? problem(409, revoked.error()) : problem(revoked.error()));
    }
    json::object answer = {{"schema", "portolan-attestation/1"}};
    for (const auto& member : attestation_json(*revoked, call.now))
        answer.insert(member);
    call.respond(json_answer(200, answer));
}

}  // namespace portolan::webui
