#include "appliance/report/json_rows.hpp"
#include "appliance/report/readiness_json.hpp"
#include "webui/json_body.hpp"
#include "webui/problem.hpp"
#include "webui/route.hpp"
#include "webui/rows_json.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace portolan::webui {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostDecisions = 4'096;
constexpr std::size_t kMostRuleset = 4'194'304;
constexpr std::size_t kMostFiles = 64;
constexpr std::size_t kMostFileName = 200;
constexpr std::size_t kMostFileParts = 4;
constexpr std::size_t kMostReason = 512;

bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

// "site.yaml", "local/windows.yaml": no part is empty or begins with a dot, so that no name leads out of a
// folder.
bool is_file_name(std::string_view name) {
    if (name.empty() || name.size() > kMostFileName) return false;
    std::size_t parts = 0;
    while (true) {
        const std::size_t slash = name.find('/');
        const std::string_view part = name.substr(0, slash);
        const bool begins =
            !part.empty() && part.front() != '.' && part.front() != '_' && part.front() != '-';
        if (!begins || !std::ranges::all_of(part, is_name_byte) || ++parts > kMostFileParts) return false;
        if (slash == std::string_view::npos) return true;
        name.remove_prefix(slash + 1);
    }
}

tl::unexpected<Response> bad(std::string_view detail, std::string_view remedy) {
    return tl::unexpected(problem(400, detail, remedy));
}

Accepted<std::vector<NamedFile>> files_member(const json::object& body) {
    const json::value* value = body.if_contains("files");
    const json::object* object = value == nullptr ? nullptr : value->if_object();
    if (object == nullptr || object->empty() || object->size() > kMostFiles)
        return bad("'files' is not there, or no object of 1 to 64 members", "give texts by file name");
    std::vector<NamedFile> files;
    for (const auto& member : *object) {
        const json::string* text = member.value().if_string();
        if (!is_file_name(member.key()) || text == nullptr)
            return bad("'" + std::string(member.key()) + "' is no file name with a text",
                       "use letters, digits, '.', '_', '-', at most three folders");
        files.push_back({std::string(member.key()), std::string(*text)});
    }
    return files;
}

Accepted<ApplyRequest> read_apply(const Call& call) {
    Accepted<json::object> body = json_body(call.request, {"files", "site", "accept_risk"});
    if (!body) return tl::unexpected(std::move(body.error()));
    Accepted<std::vector<NamedFile>> files = files_member(*body);
    if (!files) return tl::unexpected(std::move(files.error()));
    Accepted<std::string> site = text_member(*body, "site", 1, kMostFileName);
    if (!site) return tl::unexpected(std::move(site.error()));
    if (std::ranges::find(*files, *site, &NamedFile::name) == files->end())
        return bad("'site' names none of the files", "give the name of the site's file");
    ApplyRequest out{std::move(*files), std::move(*site), call.who.name, call.request.peer};
    if (!body->contains("accept_risk")) return out;
    Accepted<std::string> risk = text_member(*body, "accept_risk", 1, kMostReason);
    if (!risk) return tl::unexpected(std::move(risk.error()));
    out.accept_risk = std::move(*risk);
    return out;
}

// What the files say is 422; that the kernel refused or a role is away is ours.
Response verb_problem(const Error& error) {
    const bool theirs = error.code == ErrorCode::bad_input || error.code == ErrorCode::not_found ||
                        error.code == ErrorCode::unsupported;
    return theirs ? problem(422, error) : problem(error);
}

Response applied_answer(const Applied& applied) {
    json::array changed;
    for (const std::string& product : applied.changed_products)
        changed.emplace_back(report::json_text(product));
    return json_answer(200, {{"schema", "portolan-applied/1"},
                             {"policy", report::json_text(applied.policy)},
                             {"changed_products", std::move(changed)}});
}

}  // namespace

void get_readiness(Call& call) {
    const std::vector<report::Product>& products = call.state->view.assessment().products;
    if (std::ranges::find(products, call.captured.front(), &report::Product::id) == products.end())
        return call.respond(
            problem(404, "there is no such product", "see GET /api/v1/policy for what there is"));
    call.state->view.readiness(call.captured.front(), [respond = std::move(call.respond)](
                                                          const Result<evidence::Readiness>& readiness) {
        respond(readiness ? json_answer(200, report::to_json(*readiness)) : problem(readiness.error()));
    });
}

void get_policy(Call& call) {
    const LiveView& view = call.state->view;
    const LoadedPolicy loaded = view.loaded_policy();
    json::array decisions;
    for (const DecisionRow& decision : loaded.decisions)
        if (decisions.size() < kMostDecisions) decisions.push_back(decision_json(decision, false));
    call.respond(json_answer(200, {{"schema", "portolan-policy/1"},
                                   {"policy", report::json_text(view.assessment().policy)},
                                   {"products", products_json(view.assessment())},
                                   {"loaded", loaded.loaded},
                                   {"table", clipped(loaded.table, 64)},
                                   {"nft", clipped(loaded.nft, kMostRuleset)},
                                   {"decisions", std::move(decisions)}}));
}

void apply_policy(Call& call) {
    Accepted<ApplyRequest> request = read_apply(call);
    if (!request) return call.respond(std::move(request.error()));
    call.state->view.apply(std::move(*request),
                           [respond = std::move(call.respond)](const Result<Applied>& applied) {
                               respond(applied ? applied_answer(*applied) : verb_problem(applied.error()));
                           });
}

void disarm_policy(Call& call) {
    Accepted<json::object> body = json_body(call.request, {"reason"});
    if (!body) return call.respond(std::move(body.error()));
    Accepted<std::string> reason = text_member(*body, "reason", 1, kMostReason);
    if (!reason) return call.respond(std::move(reason.error()));
    call.state->view.disarm(
        std::move(*reason), call.who.name, call.request.peer,
        [respond = std::move(call.respond), weak = std::weak_ptr(call.state)](const Result<void>& done) {
            const std::shared_ptr<ApiState> state = weak.lock();
            if (state == nullptr) return;
            if (!done) return respond(verb_problem(done.error()));
            respond(json_answer(200, {{"schema", "portolan-disarmed/1"},
                                      {"policy", report::json_text(state->view.assessment().policy)},
                                      {"loaded", false}}));
        });
}

}  // namespace portolan::webui
