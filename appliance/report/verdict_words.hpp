// The verdict words and what they mean: one table for the pages, the terminal and the glossary.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace portolan::report {

// How loud a verdict is shown. Also the name of its colours in the style sheet.
enum class Tone : std::uint8_t { alarm, warning, doubt, quiet, attested, good, none };
std::string_view tone_name(Tone tone);

struct VerdictWord {
    std::string_view word;
    Tone tone = Tone::none;
    std::string_view mark;  // one printable character, so that no verdict is told by colour alone
    bool finding = false;   // a person must look
    std::string_view meaning;
};

std::span<const VerdictWord> requirement_verdicts();  // worst first
std::span<const VerdictWord> flow_verdicts();         // worst first

// How a word is shown: the empty one as "for the trace", the others as they are.
std::string_view verdict_label(std::string_view word);

// The table's row; for a word that is in neither table a row "other", so that nothing is ever left out of a
// count.
const VerdictWord& requirement_verdict(std::string_view word);
const VerdictWord& flow_verdict(std::string_view word);

}  // namespace portolan::report
