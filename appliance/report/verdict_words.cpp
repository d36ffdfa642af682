#include "appliance/report/verdict_words.hpp"

#include <array>

namespace portolan::report {
namespace {

// The empty word is that of requirements with nothing to judge (observations). "other" comes last in both
// tables.
constexpr std::array kRequirementVerdicts = {
    VerdictWord{
        "violated", Tone::alarm, "✖", true,
        "Traffic that the document forbids, or that lacks what it demands, was let through: the responder "
        "answered it."},
    VerdictWord{
        "failing", Tone::warning, "▼", true,
        "What the document says must work did not: attempts went unanswered, a probe was refused twice, or a "
        "documented cadence fell silent."},
    VerdictWord{
        "unknown", Tone::doubt, "?", false,
        "It can't be said. The reason names the evidence that is lacking: loss in the capture, a parameter "
        "that the site does not set, an asset out of reach. Never read it as fine."},
    VerdictWord{"unseen", Tone::quiet, "○", false,
                "The evidence is complete, and nothing in the window used or broke the requirement."},
    VerdictWord{
        "attested", Tone::attested, "✎", false,
        "No packet can show it; a person has stated it, with evidence and an end date that has not passed."},
    VerdictWord{
        "verified", Tone::good, "✔", false,
        "Seen in use as documented and answered, probed with success, or, for a prohibition, fully watched "
        "with every attempt blocked."},
    VerdictWord{"not-applicable", Tone::none, "–", false,
                "The site has switched the option off or has no asset in the role; the reason names which."},
    VerdictWord{"", Tone::none, "·", false, "A statement kept for the trace: nothing in it can be judged."},
    VerdictWord{"other", Tone::doubt, "!", false, "A word that this version of the report does not know."},
};

constexpr std::array kFlowVerdicts = {
    VerdictWord{"prohibited", Tone::alarm, "✖", true, "A requirement forbids it; its id is given."},
    VerdictWord{
        "deviating", Tone::warning, "≠", true,
        "Documented by address, protocol and port, but something else about it differs: the name asked, the "
        "TLS or SNMP version, the application."},
    VerdictWord{"undocumented", Tone::doubt, "?", true,
                "An end plays a vendor's role, and no document and no local requirement mentions it."},
    VerdictWord{"conforming", Tone::good, "✔", false,
                "It meets all that at least one requirement documents of it."},
    VerdictWord{"ungoverned", Tone::none, "·", false,
                "Neither end plays a role of any product: no document has a say in it."},
    VerdictWord{"other", Tone::doubt, "!", false, "A word that this version of the report does not know."},
};

const VerdictWord& find_word(std::span<const VerdictWord> words, std::string_view word) {
    for (const VerdictWord& row : words)
        if (row.word == word) return row;
    return words.back();
}

}  // namespace

std::string_view tone_name(Tone tone) {
    constexpr std::array<std::string_view, 7> kNames = {"alarm",    "warning", "doubt", "quiet",
                                                        "attested", "good",    "none"};
    return kNames.at(static_cast<std::size_t>(tone));
}

std::string_view verdict_label(std::string_view word) {
    return word.empty() ? "for the trace" : word;
}

std::span<const VerdictWord> requirement_verdicts() {
    return kRequirementVerdicts;
}
std::span<const VerdictWord> flow_verdicts() {
    return kFlowVerdicts;
}

const VerdictWord& requirement_verdict(std::string_view word) {
    return find_word(kRequirementVerdicts, word);
}
const VerdictWord& flow_verdict(std::string_view word) {
    return find_word(kFlowVerdicts, word);
}

}  // namespace portolan::report
