// portolan explain --site SITE --from X --to Y --proto tcp --port 443 [facts]    and    explain --cases
// FILE.tsv
#include "appliance/base/file.hpp"
#include "appliance/cli/command.hpp"
#include "appliance/cli/explanation.hpp"
#include "policy/cases.hpp"

#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

struct ExplainArguments {
    Question question;
    std::string site;
    std::string cases;
    bool json = false;
    std::map<std::string, std::string> facts;
    std::string at;
};

Result<int> explain_cases(const std::string& file) {
    constexpr std::uint64_t kMostBytes = 64U << 20U;
    const std::string content =
        file == "-" ? TRY(read_file("/dev/stdin", kMostBytes)) : TRY(read_file(file, kMostBytes));
    const std::vector<profiles::Profile> library = TRY(shipped_profiles());
    std::string out;
    for (const policy::Case& asked : TRY(policy::parse_cases(content, file))) {
        const policy::CaseAnswer answer = TRY(policy::answer_case(asked, library));
        out += fmt::format("{}\t{}\t{}\n", answer.id, answer.allow ? "allow" : "deny", answer.requirement);
    }
    TRY_VOID(print(out));
    return kFine;
}

Result<int> explain_attempt(const ExplainArguments& arguments) {
    if (arguments.site.empty() || arguments.question.from.empty() || arguments.question.to.empty())
        return fail(ErrorCode::bad_input, "explain needs --site, --from and --to (or --cases)", {},
                    "see portolan explain --help");
    const policy::Policy policy = TRY(load_policy(arguments.site));
    Question question = arguments.question;
    for (const auto& [name, value] : arguments.facts)
        if (!value.empty()) question.facts.set(*evidence::parse_fact(name), value);
    question.at = TRY(asked_time(arguments.at));
    const Explanation explanation = TRY(explain(policy, question));
    TRY_VOID(print(arguments.json ? explanation_json(explanation) : explanation_text(explanation)));
    return kFine;
}

}  // namespace

void add_explain_command(CLI::App& app, Action& chosen) {
    const auto arguments = std::make_shared<ExplainArguments>();
    CLI::App* command =
        app.add_subcommand("explain", "what the policy says of a connection attempt, and why");
    command->add_option("--site", arguments->site, "site file");
    command->add_option("--from", arguments->question.from,
                        "address, asset or role that starts the connection");
    command->add_option("--to", arguments->question.to, "address, asset, role or host name");
    command->add_option("--proto", arguments->question.protocol, "tcp, udp or icmp")->default_str("tcp");
    command->add_option("--port", arguments->question.port, "destination port");
    command->add_option("--resolved", arguments->question.resolved, "address that the host name resolved to");
    command->add_option("--at", arguments->at, kAtHelp);
    for (const char* fact :
         {"sni", "host", "alpn", "tls", "snmp", "app", "http", "icmp", "mac", "via", "nat", "segment"})
        command->add_option(std::string("--") + fact, arguments->facts[fact],
                            std::string("fact seen of the flow: ") + fact);
    command->add_option("--cases", arguments->cases,
                        "table of decided cases; prints case_id, allow|deny, requirement id a line");
    command->add_flag("--json", arguments->json, "as JSON (portolan-explain/1)");
    command->callback([arguments, &chosen] {
        chosen = [arguments]() -> Result<int> {
            return arguments->cases.empty() ? explain_attempt(*arguments) : explain_cases(arguments->cases);
        };
    });
}

}  // namespace portolan::cli
