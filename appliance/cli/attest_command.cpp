// portolan attest lint FILE --site SITE | add | import FILE [--dry-run] | list | revoke ID --reason TEXT:
// what persons attest. All but lint ask the running appliance.
#include "appliance/base/file.hpp"
#include "appliance/base/wall_clock.hpp"
#include "appliance/cli/api_answer.hpp"
#include "appliance/cli/command.hpp"
#include "appliance/evidence/kept_attestation.hpp"
#include "appliance/report/foreign_text.hpp"
#include "appliance/report/json_rows.hpp"
#include "policy/attestation_loader.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

namespace json = boost::json;

struct AddArguments {
    std::vector<std::string> requirements, answers;
    std::string by, statement, evidence, reference, sha256, subject, valid_from, valid_until;
};

// A JSON text is a YAML text in quotes: whatever the shell gave, it stays one word.
std::string quoted(const std::string& text) {
    return json::serialize(json::string(text));
}

// "down_kbps=400" is a number, "ssh_methods=publickey,certificate" are words.
Result<std::string> answer_yaml(const std::string& answer) {
    const std::size_t equals = answer.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == answer.size())
        return fail(ErrorCode::bad_input, fmt::format("'{}' is no answer", answer.substr(0, 64)), "--answer",
                    "write NAME=VALUE, several words with commas");
    const std::string value = answer.substr(equals + 1);
    std::string out = quoted(answer.substr(0, equals)) + ": ";
    if (value.find_first_not_of("0123456789") == std::string::npos) return out + value;
    out += "[";
    for (std::size_t from = 0; from <= value.size();) {
        const std::size_t to = std::min(value.find(',', from), value.size());
        out += (from == 0 ? "" : ", ") + quoted(value.substr(from, to - from));
        from = to + 1;
    }
    return out + "]";
}

Result<std::string> evidence_yaml(const AddArguments& arguments) {
    if (arguments.evidence.empty() == arguments.reference.empty())
        return fail(ErrorCode::bad_input, "evidence is either a file or a reference", "attest add",
                    "give --evidence FILE, or --reference TEXT with --sha256 HEX");
    const std::string hash = arguments.sha256.empty() ? "" : ", sha256: " + quoted(arguments.sha256);
    if (!arguments.reference.empty()) return "{reference: " + quoted(arguments.reference) + hash + "}";
    const std::string name = std::filesystem::path(arguments.evidence).filename().string();
    return "{file: " + quoted(name) + hash + "}";
}

// The arguments as a file of one entry: the appliance reads it by the rules of every other one.
Result<std::string> entry_yaml(const AddArguments& arguments) {
    std::string out = "schema: portolan-attestations/1\nattestations:\n  - requirements: [";
    for (const std::string& id : arguments.requirements)
        out += (out.ends_with('[') ? "" : ", ") + quoted(id);
    out += "]\n    by: " + quoted(arguments.by) + "\n    statement: " + quoted(arguments.statement) + "\n";
    if (!arguments.subject.empty()) out += "    subject: " + quoted(arguments.subject) + "\n";
    if (!arguments.answers.empty()) {
        std::string answers;
        for (const std::string& answer : arguments.answers)
            answers += (answers.empty() ? "" : ", ") + TRY(answer_yaml(answer));
        out += "    answers: {" + answers + "}\n";
    }
    out += "    evidence: " + TRY(evidence_yaml(arguments)) + "\n";
    const std::string from = arguments.valid_from.empty() ? now().text().substr(0, 10) : arguments.valid_from;
    out += "    valid_from: " + quoted(from) + "\n";
    if (!arguments.valid_until.empty()) out += "    valid_until: " + quoted(arguments.valid_until) + "\n";
    return out;
}

std::string day_of(const json::object& row, std::string_view key) {
    return cell(row, key).substr(0, 10);
}

// What a person wants to know of the end.
std::string end_text(const json::object& row) {
    const std::string state = cell(row, "state");
    const std::string left = cell(row, "days_left");
    if (state == "revoked")
        return fmt::format("revoked by {}: {}", cell(row, "revoked_by"), cell(row, "revoke_reason"));
    if (state == "expired") return "has ended";
    if (state == "not-yet") return "begins " + day_of(row, "valid_from");
    return fmt::format("ends in {} day{}", left, left == "1" ? "" : "s");
}

std::string rows_text(const json::object& list) {
    std::string out = fmt::format("{:<28}{:<11}{:<12}{:<24}{:<40}{}\n", "ID", "STATE", "UNTIL", "BY",
                                  "REQUIREMENTS", "END");
    for (const json::value& item : list.at("items").as_array()) {
        const json::object& row = item.as_object();
        out += fmt::format("{:<28}{:<11}{:<12}{:<24}{:<40}{}\n", cell(row, "id"), cell(row, "state"),
                           day_of(row, "valid_until"), report::shown(cell(row, "by")),
                           cell(row, "requirements"), report::shown(end_text(row)));
    }
    return out + fmt::format("{} attestations\n", list.at("items").as_array().size());
}

Result<int> show(const json::object& answer, bool as_json) {
    TRY_VOID(print(as_json ? report::printable_json(answer) + "\n" : rows_text(answer)));
    return kFine;
}

Result<int> send(const std::string& name, const std::string& text,
                 const std::map<std::string, std::string>& hashes, bool dry_run, bool as_json) {
    json::object files;
    for (const auto& [file, hash] : hashes)
        files[file] = hash;
    json::object body;
    body["name"] = name;
    body["text"] = text;
    body["files"] = std::move(files);
    body["dry_run"] = dry_run;
    ApiClient client(api_socket());
    const json::object answer =
        TRY(object_of(TRY(client.post("/api/v1/attestations", json::serialize(body)))));
    if (dry_run && !as_json) TRY_VOID(print("nothing is kept; it would be:\n"));
    return show(answer, as_json);
}

Result<int> add(const AddArguments& arguments, bool as_json) {
    const std::string text = TRY(entry_yaml(arguments));
    std::map<std::string, std::string> hashes;
    if (!arguments.evidence.empty())
        hashes[std::filesystem::path(arguments.evidence).filename().string()] =
            TRY(policy::hash_evidence(arguments.evidence));
    return send("attest add", text, hashes, false, as_json);
}

Result<int> import_file(const std::string& path, bool dry_run, bool as_json) {
    const std::string text = TRY(read_file(path, policy::kMostAttestationsFileBytes));
    const std::map<std::string, std::string> hashes = TRY(policy::evidence_hashes(text, path));
    return send(path, text, hashes, dry_run, as_json);
}

Result<int> list(bool as_json) {
    ApiClient client(api_socket());
    return show(TRY(whole_list(client, "/api/v1/attestations")), as_json);
}

Result<int> revoke(const std::string& id, const std::string& reason) {
    // It becomes a part of the path.
    if (id.empty() || id.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") != std::string::npos)
        return fail(ErrorCode::bad_input, fmt::format("'{}' is no attestation's id", id.substr(0, 64)), {},
                    "`portolan attest list` lists them");
    json::object body;
    body["reason"] = reason;
    ApiClient client(api_socket());
    const json::object answer =
        TRY(object_of(TRY(client.post("/api/v1/attestations/" + id + "/revoke", json::serialize(body)))));
    TRY_VOID(print(fmt::format("revoked: {} of {}; the list keeps it\n", id, cell(answer, "requirements"))));
    return kFine;
}

Result<int> lint(const std::string& path, const std::string& site) {
    const policy::Policy policy = TRY(load_policy(site));
    const std::vector<evidence::Attestation> all = TRY(policy::load_attestations(path, policy));
    std::string out;
    std::size_t requirements = 0;
    for (const evidence::Attestation& said : all) {
        requirements += said.requirements.size();
        out += fmt::format("{}: {} until {}, by {}, with {}: {}\n", path,
                           evidence::standing_name(evidence::standing_of(said, now())),
                           said.valid_until.text().substr(0, 10), report::shown(said.by),
                           report::shown(said.evidence), fmt::join(said.requirements, " "));
    }
    TRY_VOID(print(
        out + fmt::format("{}: OK, {} attestations of {} requirements\n", path, all.size(), requirements)));
    return kFine;
}

void add_add(CLI::App& attest, Action& chosen, const std::shared_ptr<bool>& as_json) {
    const auto arguments = std::make_shared<AddArguments>();
    CLI::App* command =
        attest.add_subcommand("add", "keep one attestation; one letter covers many requirements");
    const auto option = [&](const char* name, std::string& target, const char* help) {
        return command->add_option(name, target, help);
    };
    command->add_option("--requirement", arguments->requirements, "id; may be given several times")
        ->required()
        ->allow_extra_args(false);
    option("--by", arguments->by, "who attests it")->required();
    option("--statement", arguments->statement, "what this person says")->required();
    command->add_option("--answer", arguments->answers, "NAME=VALUE, where the requirement asks for values")
        ->allow_extra_args(false);
    option("--evidence", arguments->evidence, "file: its name and SHA-256 are kept, the file is not copied");
    option("--reference", arguments->reference, "instead of a file: what may not be copied");
    option("--sha256", arguments->sha256, "of what the reference names");
    option("--subject", arguments->subject, "asset; without it the whole product");
    option("--valid-from", arguments->valid_from, "date or time; today without it");
    option("--valid-until", arguments->valid_until, "without it as long as the requirements allow");
    command->callback([=, &chosen] { chosen = [=] { return add(*arguments, *as_json); }; });
}

void add_import(CLI::App& attest, Action& chosen, const std::shared_ptr<bool>& as_json) {
    const auto file = std::make_shared<std::string>();
    const auto dry_run = std::make_shared<bool>(false);
    CLI::App* command = attest.add_subcommand("import", "keep all attestations of a file, or none of it");
    command->add_option("FILE", *file, "portolan-attestations/1 (docs/attestations.md)")->required();
    command->add_flag("--dry-run", *dry_run, "let the appliance check it, and keep nothing");
    command->callback([=, &chosen] { chosen = [=] { return import_file(*file, *dry_run, *as_json); }; });
}

void add_revoke(CLI::App& attest, Action& chosen) {
    const auto id = std::make_shared<std::string>();
    const auto reason = std::make_shared<std::string>();
    CLI::App* command =
        attest.add_subcommand("revoke", "an attestation holds no longer; it stays in the list");
    command->add_option("ID", *id, "as `attest list` gives it")->required();
    command->add_option("--reason", *reason, "for the audit")->required();
    command->callback([=, &chosen] { chosen = [=] { return revoke(*id, *reason); }; });
}

void add_lint(CLI::App& attest, Action& chosen) {
    const auto file = std::make_shared<std::string>();
    const auto site = std::make_shared<std::string>();
    CLI::App* command = attest.add_subcommand("lint", "check a file of attestations; offline");
    command->add_option("FILE", *file, "portolan-attestations/1 (docs/attestations.md)")->required();
    command->add_option("--site", *site, "site file")->required();
    command->callback([=, &chosen] { chosen = [=] { return lint(*file, *site); }; });
}

}  // namespace

void add_attest_command(CLI::App& app, Action& chosen) {
    const auto as_json = std::make_shared<bool>(false);
    CLI::App* attest = app.add_subcommand("attest", "what persons vouch for, where no packet shows it");
    attest->require_subcommand(1);
    attest->add_flag("--json", *as_json, "as JSON: add, import, list");
    add_lint(*attest, chosen);
    add_add(*attest, chosen, as_json);
    add_import(*attest, chosen, as_json);
    CLI::App* command = attest->add_subcommand("list", "all that are kept, with what is left of each");
    command->callback([=, &chosen] { chosen = [=] { return list(*as_json); }; });
    add_revoke(*attest, chosen);
}

}  // namespace portolan::cli
