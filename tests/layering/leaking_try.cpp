#include "tests/layering/leaking_try.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace portolan::layering {
namespace {

constexpr std::string_view kOpening = "({[";
constexpr std::string_view kClosing = ")}]";

// The line with comments and what stands in quotes blanked; columns stay.
std::string code_of(std::string_view line) {
    std::string out(line);
    char quote = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (quote == 0 && line.substr(i, 2) == "//") return out.substr(0, i);
        const bool digits = i > 0 && line[i] == '\'' && line[i - 1] >= '0' && line[i - 1] <= '9';  // 1'000
        if (quote == 0 && (line[i] == '"' || line[i] == '\'') && !digits) {
            quote = line[i];
        } else if (quote != 0 && line[i] == '\\') {
            out[i] = ' ';
            if (i + 1 < out.size()) out[++i] = ' ';
        } else if (quote != 0 && line[i] == quote) {
            quote = 0;
        } else if (quote != 0) {
            out[i] = ' ';
        }
    }
    return out;
}

bool ends_with_word(std::string_view text, std::string_view word) {
    if (!text.ends_with(word)) return false;
    if (text.size() == word.size()) return true;
    const char before = text[text.size() - word.size() - 1];
    return before == ' ' || before == '\n' || before == ')' || before == '}';
}

// Whether a '{' after this text opens a block of statements, and no list of values.
bool opens_block(std::string_view before) {
    while (!before.empty() && (before.back() == ' ' || before.back() == '\n'))
        before.remove_suffix(1);
    if (before.empty()) return true;
    constexpr std::string_view ends = ";){}:]";
    if (ends.find(before.back()) != std::string_view::npos) return true;
    constexpr std::array<std::string_view, 6> words = {"else", "do", "try", "const", "override", "mutable"};
    if (std::any_of(words.begin(), words.end(), [before](auto word) { return ends_with_word(before, word); }))
        return true;
    const std::size_t arrow = before.rfind("->");  // [] -> Result<void> {
    return arrow != std::string_view::npos &&
           before.substr(arrow).find_first_of(";(){}=,") == std::string_view::npos &&
           before.substr(0, arrow).ends_with(' ');
}

// Climbs out of the brackets around `at`, to the first brace of values or to the statement's own.
bool in_braced_values(std::string_view code, std::size_t at) {
    std::size_t closed = 0;
    while (at > 0) {
        const char c = code[--at];
        if (kClosing.find(c) != std::string_view::npos) {
            ++closed;
        } else if (kOpening.find(c) != std::string_view::npos) {
            if (closed > 0) {
                --closed;
            } else if (c == '{') {
                return !opens_block(code.substr(0, at));
            }
        } else if (c == ';' && closed == 0) {
            return false;
        }
    }
    return false;
}

}  // namespace

Violations check_leaking_try(const SourceTree& tree) {
    Violations out;
    for (const SourceFile& file : tree.files) {
        if (!is_cpp(file.path)) continue;
        std::string code;
        std::size_t begin = 0;
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            begin = code.size();
            code += code_of(file.lines[i]) + "\n";
            for (std::size_t at = code.find("TRY", begin); at != std::string::npos;
                 at = code.find("TRY", at + 1)) {
                const std::string_view rest = std::string_view(code).substr(at);
                if (!rest.starts_with("TRY(") && !rest.starts_with("TRY_VOID(")) continue;
                if (in_braced_values(code, at))
                    out.push_back(
                        {file.path, i + 1, "TRY inside a braced initialiser leaks: give it a line before"});
            }
        }
    }
    return out;
}

}  // namespace portolan::layering
