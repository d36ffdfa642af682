// portolan assess CAPTURE... --site SITE [--attestations FILE [--at TIME]] [--flows] [--report out.html]
// [--json]
#include "appliance/base/file.hpp"
#include "appliance/base/wall_clock.hpp"
#include "appliance/cli/command.hpp"
#include "appliance/cli/offline_assessment.hpp"
#include "appliance/report/html_report.hpp"
#include "appliance/report/json_report.hpp"
#include "appliance/report/text_report.hpp"
#include "policy/attestation_loader.hpp"
#include "probes/passive/recorder.hpp"

#include <cstdlib>
#include <memory>
#include <unistd.h>

#include <CLI/CLI.hpp>

namespace portolan::cli {
namespace {

struct AssessArguments {
    std::vector<std::string> captures;
    std::string site;
    std::string report;
    std::string attestations;
    std::string at;
    bool flows = false;
    bool json = false;
};

// Attestations are judged at the end of the window, as live: whether a letter holds today says nothing of the
// day of the capture.
Result<policy::ControlEvidence> controls_of(const AssessArguments& arguments, const policy::Policy& policy,
                                            const evidence::Recording& recording) {
    policy::ControlEvidence out;
    if (!arguments.at.empty() && arguments.attestations.empty())
        return fail(ErrorCode::bad_input, "--at judges attestations, and none are given", "--at",
                    "add --attestations FILE");
    if (arguments.attestations.empty()) return out;
    out.attestations = TRY(policy::load_attestations(arguments.attestations, policy));
    out.from = recording.first;
    out.until = recording.packets > 0 ? recording.last : now();
    if (!arguments.at.empty()) out.until = TRY(parse_timestamp(arguments.at));
    return out;
}

Result<int> assess_captures(const AssessArguments& arguments) {
    const policy::Policy policy = TRY(load_policy(arguments.site));
    passive::RecorderOptions options;
    options.http_patterns = policy.http_patterns();
    options.same_client = policy.same_machine();
    const evidence::Recording recording = TRY(passive::record_files(arguments.captures, options));
    const policy::ControlEvidence controls = TRY(controls_of(arguments, policy, recording));
    const OfflineAssessment outcome = assess_recording(policy, recording, arguments.captures, controls);
    if (!arguments.report.empty())
        TRY_VOID(write_file(arguments.report, report::html_report(outcome.assessment)));
    const bool terminal = isatty(STDOUT_FILENO) == 1;
    if (arguments.json) {
        TRY_VOID(print(report::json_report(outcome.assessment)));
    } else {
        report::TextOptions text;
        text.colour = terminal && std::getenv("NO_COLOR") == nullptr;
        text.flows = arguments.flows;
        TRY_VOID(print(report::text_report(outcome.assessment, text)));
        if (!arguments.report.empty()) TRY_VOID(print("report: " + arguments.report + "\n"));
    }
    return outcome.findings ? kFindings : kFine;
}

}  // namespace

void add_assess_command(CLI::App& app, Action& chosen) {
    const auto arguments = std::make_shared<AssessArguments>();
    CLI::App* command =
        app.add_subcommand("assess", "verdicts on recorded traffic; offline, needs no rights");
    command->add_option("CAPTURE", arguments->captures, "pcap or pcapng files, read as one recording")
        ->required();
    command->add_option("--site", arguments->site, "site file")->required();
    command->add_option(
        "--attestations", arguments->attestations,
        "file of what persons attest, judged at the capture's last packet (docs/attestations.md)");
    command->add_option("--at", arguments->at, "judge attestations at this time instead: 2026-12-01");
    command->add_option("--report", arguments->report, "write the report as one self-contained HTML file");
    command->add_flag("--flows", arguments->flows, "list every flow on the terminal");
    command->add_flag("--json", arguments->json, "as JSON (portolan-assess/1)");
    command->callback([arguments, &chosen] { chosen = [arguments] { return assess_captures(*arguments); }; });
}

}  // namespace portolan::cli
