// Questions to the running appliance over its local socket: status, flows, findings; and the verbs of policy.
#include "appliance/cli/api_answer.hpp"
#include "appliance/cli/api_client.hpp"
#include "appliance/cli/command.hpp"
#include "appliance/roles/policy_source.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

namespace json = boost::json;

std::string either(const json::object& row, std::string_view first, std::string_view second) {
    const std::string out = cell(row, first);
    return out.empty() ? cell(row, second) : out;
}

std::string flows_text(const json::object& list) {
    std::string out = fmt::format("{:<13}{:<12}{:<32}{:<40}{:<11}{}\n", "VERDICT", "ACTION", "DECIDED BY",
                                  "FROM -> TO", "SERVICE", "REASON");
    for (const json::value& item : list.at("items").as_array()) {
        const json::object& row = item.as_object();
        const std::string ends = either(row, "initiator_asset", "initiator") + " -> " +
                                 either(row, "responder_asset", "responder");
        out += fmt::format("{:<13}{:<12}{:<32}{:<40}{:<11}{}\n", cell(row, "verdict"), cell(row, "action"),
                           either(row, "requirement", "decision"), ends,
                           cell(row, "protocol") + "/" + cell(row, "port"), cell(row, "reason"));
    }
    return out + fmt::format("{} rows\n", list.at("items").as_array().size());
}

std::string findings_text(const json::object& list) {
    std::string out = fmt::format("{:<7}{:<22}{:<14}{:<24}{:<20}{:<11}{:>6}  {}\n", "EVENT", "KIND",
                                  "PRODUCT", "SUBJECT", "PEER", "SERVICE", "COUNT", "REASON");
    for (const json::value& item : list.at("items").as_array()) {
        const json::object& row = item.as_object();
        out += fmt::format("{:<7}{:<22}{:<14}{:<24}{:<20}{:<11}{:>6}  {}\n", cell(row, "event"),
                           cell(row, "kind"), cell(row, "product"), cell(row, "subject"), cell(row, "peer"),
                           cell(row, "protocol") + "/" + cell(row, "port"), cell(row, "count"),
                           cell(row, "reason"));
    }
    return out + fmt::format("{} findings\n", list.at("items").as_array().size());
}

std::string status_text(const json::object& status) {
    std::string out = fmt::format("site {}, policy {}, since {}\n", cell(status, "site"),
                                  cell(status, "policy"), cell(status, "started"));
    const json::object& enforcement = status.at("enforcement").as_object();
    out += enforcement.at("loaded").as_bool()
               ? fmt::format("rules loaded since {}: {} elements in table {}\n", cell(enforcement, "since"),
                             cell(enforcement, "elements"), cell(enforcement, "table"))
               : "no rules loaded: a plain router\n";
    for (const json::value& product : status.at("products").as_array())
        out += fmt::format("  {:<10}{}\n", cell(product.as_object(), "enforcement"),
                           cell(product.as_object(), "id"));
    for (const json::value& role : status.at("roles").as_array())
        out += fmt::format("role {:<10}{:<10}pid {:<8}restarts {}\n", cell(role.as_object(), "role"),
                           cell(role.as_object(), "state"), cell(role.as_object(), "pid"),
                           cell(role.as_object(), "restarts"));
    for (const json::value& tap : status.at("capture").as_array())
        out += fmt::format("capture {:<10}received {:<10}lost {}\n", cell(tap.as_object(), "interface"),
                           cell(tap.as_object(), "received"), cell(tap.as_object(), "dropped"));
    for (const json::value& target : status.at("syslog").as_array())
        out += fmt::format("syslog {:<12}{:<12}queued {}\n", cell(target.as_object(), "target"),
                           cell(target.as_object(), "state"), cell(target.as_object(), "queued"));
    return out;
}

struct Question {
    std::string target;
    bool is_list = false;
    bool json = false;
    std::string (*text)(const json::object&) = nullptr;
};

Result<int> ask(const Question& question) {
    ApiClient client(api_socket());
    const json::object answer = question.is_list ? TRY(whole_list(client, question.target))
                                                 : TRY(object_of(TRY(client.get(question.target))));
    TRY_VOID(print(question.json ? json::serialize(answer) + "\n" : question.text(answer)));
    return kFine;
}

struct ApplyArguments {
    std::string site;
    std::string accept_risk;
    bool json = false;
};

Result<int> apply_site(const ApplyArguments& arguments) {
    const roles::SiteFiles files = TRY(roles::read_site_files(arguments.site));
    json::object body;
    if (!arguments.accept_risk.empty()) body["accept_risk"] = arguments.accept_risk;
    body["site"] = files.site;
    json::object& texts = body["files"].emplace_object();
    for (const auto& [name, text] : files.files)
        texts[name] = text;
    ApiClient client(api_socket());
    const json::object answer =
        TRY(object_of(TRY(client.post("/api/v1/policy/apply", json::serialize(body)))));
    if (arguments.json) {
        TRY_VOID(print(json::serialize(answer) + "\n"));
        return kFine;
    }
    TRY_VOID(print(fmt::format(
        "policy {} is in force; enforcement changed for: {}\n", cell(answer, "policy"),
        cell(answer, "changed_products").empty() ? "no product" : cell(answer, "changed_products"))));
    return kFine;
}

Result<int> disarm(const std::string& reason) {
    ApiClient client(api_socket());
    json::object body;
    body["reason"] = reason;
    TRY_VOID(object_of(TRY(client.post("/api/v1/policy/disarm", json::serialize(body)))));
    TRY_VOID(print(
        "disarmed: the table is gone, the box is a plain router; `portolan policy apply SITE` arms it\n"));
    return kFine;
}

CLI::App* add_question(CLI::App& app, Action& chosen, const std::string& name, const std::string& help,
                       const std::shared_ptr<Question>& question) {
    CLI::App* command = app.add_subcommand(name, help);
    command->add_flag("--json", question->json, "as JSON");
    command->callback([question, &chosen] { chosen = [question] { return ask(*question); }; });
    return command;
}

std::shared_ptr<Question> list_of(const std::string& target, std::string (*text)(const json::object&)) {
    return std::make_shared<Question>(Question{target, true, false, text});
}

}  // namespace

std::string& api_socket() {
    static std::string path = "/run/portolan/api.sock";
    return path;
}

void add_live_commands(CLI::App& app, Action& chosen) {
    app.add_option("--socket", api_socket(), "the appliance's local socket; @NAME is an abstract one")
        ->envname("PORTOLAN_SOCKET")
        ->capture_default_str();
    add_question(app, chosen, "status", "how the running appliance stands",
                 std::make_shared<Question>(Question{"/api/v1/status", false, false, status_text}));
    add_question(app, chosen, "flows", "flows of the last hours with their verdicts",
                 list_of("/api/v1/flows?sort=first_told", flows_text));
    const auto findings = list_of("/api/v1/findings?state=open&sort=opened", findings_text);
    CLI::App* command = add_question(app, chosen, "findings", "what a person must see", findings);
    command->add_flag_callback(
        "--all", [findings] { findings->target = "/api/v1/findings?sort=opened"; }, "closed ones too");
}

void add_policy_verbs(CLI::App& policy, Action& chosen) {
    const auto arguments = std::make_shared<ApplyArguments>();
    CLI::App* apply =
        policy.add_subcommand("apply", "put a site's policy into force on the running appliance");
    apply->add_option("site", arguments->site, "site file")->required();
    apply
        ->add_option("--accept-risk", arguments->accept_risk,
                     "enforce products though lines of their readiness stand open, for this reason; audited")
        ->option_text("REASON");
    apply->add_flag("--json", arguments->json, "as JSON");
    apply->callback([arguments, &chosen] { chosen = [arguments] { return apply_site(*arguments); }; });
    add_question(policy, chosen, "status", "what is in force",
                 std::make_shared<Question>(Question{"/api/v1/status", false, false, status_text}));
    const auto reason = std::make_shared<std::string>();
    CLI::App* off = policy.add_subcommand("disarm", "take the rules out of the kernel; audited");
    off->add_option("--reason", *reason, "for the audit")->required();
    off->callback([=, &chosen] { chosen = [=] { return disarm(*reason); }; });
}

}  // namespace portolan::cli
