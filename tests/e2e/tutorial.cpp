#include "tests/e2e/tutorial.hpp"

#include <algorithm>
#include <cstddef>

namespace portolan::e2e {
namespace {

constexpr std::string_view kAnything = "...";

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        out.emplace_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return out;
}

bool line_matches(std::string_view pattern, std::string_view line) {
    const std::size_t dots = pattern.find(kAnything);
    if (dots == std::string_view::npos) return pattern == line;
    if (!line.starts_with(pattern.substr(0, dots))) return false;
    const std::string_view rest = pattern.substr(dots + kAnything.size());
    for (std::size_t at = dots; at <= line.size(); ++at)
        if (line_matches(rest, line.substr(at))) return true;
    return false;
}

bool matches(const std::vector<std::string>& expected, std::size_t from,
             const std::vector<std::string>& lines, std::size_t at, std::size_t& furthest) {
    furthest = std::max(furthest, from);
    if (from == expected.size()) return at == lines.size();
    if (expected[from] == kAnything) {
        for (std::size_t skip = at; skip <= lines.size(); ++skip)
            if (matches(expected, from + 1, lines, skip, furthest)) return true;
        return false;
    }
    return at < lines.size() && line_matches(expected[from], lines[at]) &&
           matches(expected, from + 1, lines, at + 1, furthest);
}

// One block: `first` is the line after the opening fence.
void read_block(const std::vector<std::string>& lines, std::size_t first, std::size_t end,
                std::vector<TutorialStep>& out) {
    const std::string& fence = lines[first - 1];
    const std::size_t file = fence.find(" file=");
    if (file != std::string::npos) {
        TutorialFile step{fence.substr(file + 6), ""};
        for (std::size_t i = first; i < end; ++i)
            step.content += lines[i] + "\n";
        out.emplace_back(std::move(step));
    } else if (fence == "```console") {
        for (std::size_t i = first; i < end; ++i) {
            if (lines[i].starts_with("$ "))
                out.emplace_back(TutorialCommand{lines[i].substr(2), {}, static_cast<int>(i + 1)});
            else if (!out.empty() && std::holds_alternative<TutorialCommand>(out.back()))
                std::get<TutorialCommand>(out.back()).expected.push_back(lines[i]);
        }
    }
}

}  // namespace

std::vector<TutorialStep> tutorial_steps(std::string_view page, std::string_view chapter) {
    const std::vector<std::string> lines = lines_of(page);
    const std::string level = std::string(chapter.substr(0, chapter.find(' '))) + " ";
    std::vector<TutorialStep> out;
    bool inside = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].starts_with(level)) inside = lines[i] == chapter;
        if (!lines[i].starts_with("```")) continue;
        std::size_t end = i + 1;
        while (end < lines.size() && lines[end] != "```")
            ++end;
        if (inside) read_block(lines, i + 1, end, out);
        i = end;
    }
    return out;
}

std::string difference(const std::vector<std::string>& expected, std::string_view output) {
    std::size_t furthest = 0;
    if (matches(expected, 0, lines_of(output), 0, furthest)) return {};
    return furthest < expected.size() ? "expected line: " + expected[furthest] : "more lines than expected";
}

}  // namespace portolan::e2e
