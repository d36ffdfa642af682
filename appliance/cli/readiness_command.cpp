// portolan readiness --product P [--site SITE [CAPTURE...]] [--json]
#include "appliance/base/wall_clock.hpp"
#include "appliance/cli/api_answer.hpp"
#include "appliance/cli/command.hpp"
#include "appliance/cli/readiness_text.hpp"
#include "appliance/report/json_rows.hpp"
#include "appliance/report/readiness_json.hpp"
#include "policy/readiness.hpp"
#include "probes/passive/recorder.hpp"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

namespace json = boost::json;

struct ReadinessArguments {
    std::string product;
    std::string site;
    std::vector<std::string> captures;
    bool json = false;
};

evidence::SeenFlow seen_flow(const evidence::Flow& flow) {
    evidence::SeenFlow out;
    out.initiator = flow.initiator;
    out.responder = flow.responder;
    out.protocol = flow.protocol;
    out.port = flow.responder_port;
    if (const std::string* type = flow.facts.find(Fact::icmp)) out.icmp = *type;
    out.names = flow.names;
    out.answered = flow.answered;
    out.first = flow.first;
    out.last = flow.last;
    return out;
}

Result<evidence::FlowHistory> recorded_history(const policy::Policy& policy,
                                               const std::vector<std::string>& captures) {
    evidence::FlowHistory out;
    if (captures.empty()) return out;
    passive::RecorderOptions options;
    options.http_patterns = policy.http_patterns();
    options.same_client = policy.same_machine();
    const evidence::Recording recording = TRY(passive::record_files(captures, options));
    out.from = recording.first;
    out.to = recording.last;
    for (const evidence::Flow& flow : recording.flows)
        out.flows.push_back(seen_flow(flow));
    return out;
}

Result<json::object> offline(const ReadinessArguments& arguments) {
    const policy::Policy policy = TRY(load_policy(arguments.site));
    const evidence::FlowHistory history = TRY(recorded_history(policy, arguments.captures));
    return report::to_json(TRY(policy::readiness(policy, arguments.product, history, now())));
}

bool is_product_word(const std::string& word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

Result<json::object> live(const ReadinessArguments& arguments) {
    if (!arguments.captures.empty())
        return fail(ErrorCode::bad_input, "captures are looked at with a site", {}, "add --site SITE");
    if (!is_product_word(arguments.product))
        return fail(ErrorCode::bad_input, fmt::format("'{}' is no product", arguments.product.substr(0, 64)),
                    {}, "`portolan status` lists them");
    ApiClient client(api_socket());
    return object_of(TRY(client.get(fmt::format("/api/v1/products/{}/readiness", arguments.product))));
}

Result<int> show(const ReadinessArguments& arguments) {
    const json::object out = arguments.site.empty() ? TRY(live(arguments)) : TRY(offline(arguments));
    TRY_VOID(print(arguments.json ? report::printable_json(out) + "\n" : readiness_text(out)));
    const json::value* ready = out.if_contains("ready");
    return ready != nullptr && ready->is_bool() && ready->as_bool() ? kFine : kFindings;
}

}  // namespace

void add_readiness_command(CLI::App& app, Action& chosen) {
    const auto arguments = std::make_shared<ReadinessArguments>();
    CLI::App* command = app.add_subcommand("readiness",
                                           "what stands between a product and enforcement: open parameters, "
                                           "unbound roles, reach, and what would be "
                                           "blocked of the traffic seen. Of the running appliance; with "
                                           "--site of a site file and captures. Ends "
                                           "with 1 while a line is open");
    command->add_option("CAPTURE", arguments->captures,
                        "pcap or pcapng files, read as one recording; with --site");
    command->add_option("--product", arguments->product, "product id: dca4")->required();
    command->add_option("--site", arguments->site, "site file: offline, without an appliance");
    command->add_flag("--json", arguments->json, "as JSON (portolan-readiness/1)");
    command->callback([arguments, &chosen] { chosen = [arguments] { return show(*arguments); }; });
}

}  // namespace portolan::cli
