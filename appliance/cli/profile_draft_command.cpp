// portolan profile draft CAPTURE [--id X] [--prefix X] [--inside PREFIX]...
#include "appliance/base/file.hpp"
#include "appliance/base/sha256.hpp"
#include "appliance/cli/command.hpp"
#include "appliance/report/foreign_text.hpp"
#include "policy/profile_draft.hpp"
#include "probes/passive/recorder.hpp"
#include "profiles/draft_text.hpp"
#include "profiles/profile_loader.hpp"

#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

constexpr std::uint64_t kMostCapture = 512U << 20U;  // read whole for its checksum
constexpr std::size_t kMostName = 80;                // characters of a file name in a quote

struct DraftArguments {
    std::string capture;
    std::string id;
    std::string prefix;
    std::vector<std::string> inside;
};

Result<policy::DraftHead> head_of(const DraftArguments& arguments) {
    policy::DraftHead out;
    const std::filesystem::path path(arguments.capture);
    out.capture = report::shown(path.filename().string(), kMostName);
    out.sha256 = sha256_hex(TRY(read_file(arguments.capture, kMostCapture)));
    out.id = profiles::word_from(arguments.id.empty() ? path.stem().string() : arguments.id);
    if (out.id.empty() || (!arguments.id.empty() && out.id != arguments.id))
        return fail(ErrorCode::bad_input, "the profile needs a plain id", arguments.capture,
                    "write --id with lower-case letters, digits and dashes");
    for (const char c : arguments.prefix.empty() ? out.id : arguments.prefix)
        if (c != '-') out.prefix += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    if (profiles::word_from(out.prefix).size() != out.prefix.size())
        return fail(ErrorCode::bad_input, fmt::format("'{}' is no prefix", report::shown(out.prefix, 32)), {},
                    "write --prefix with letters and digits");
    out.title = out.id;
    for (const std::string& word : arguments.inside)
        out.inside.add(TRY(parse_address_range(word)));
    return out;
}

Result<int> print_draft(const DraftArguments& arguments) {
    policy::DraftHead head = TRY(head_of(arguments));
    const evidence::Recording recording = TRY(passive::record_files({arguments.capture}, {}));
    policy::Draft draft = TRY(policy::draft_profile(recording, std::move(head)));
    draft.remarks.insert(draft.remarks.end(), recording.incomplete.begin(), recording.incomplete.end());
    const std::string yaml = profiles::draft_yaml(draft.profile, draft.remarks);
    TRY_VOID(profiles::parse_profile(yaml, "the draft"));  // nobody gets a file that lint refuses
    TRY_VOID(print(yaml));
    return kFine;
}

}  // namespace

void add_profile_draft(CLI::App& profile, Action& chosen) {
    const auto arguments = std::make_shared<DraftArguments>();
    CLI::App* draft = profile.add_subcommand(
        "draft", "a profile's first draft from a recording, as YAML; each line observed, never documented");
    draft->add_option("CAPTURE", arguments->capture, "pcap or pcapng file")->required();
    draft->add_option("--id", arguments->id, "id of the profile; default: the file's name");
    draft->add_option("--prefix", arguments->prefix, "prefix of the requirements' ids; default: the id");
    draft->add_option("--inside", arguments->inside, "public addresses or prefixes that are the customer's")
        ->allow_extra_args(false);
    draft->callback([arguments, &chosen] { chosen = [arguments] { return print_draft(*arguments); }; });
}

}  // namespace portolan::cli
