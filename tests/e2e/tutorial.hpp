// The code blocks of a tutorial in Markdown: files to write (```yaml file=NAME) and commands with what they
// say
// (```console, "$ command" lines). Other blocks are for reading only.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace portolan::e2e {

struct TutorialFile {
    std::string name;
    std::string content;
};
struct TutorialCommand {
    std::string command;
    std::vector<std::string> expected;  // lines; "..." alone is any lines, inside a line any text
    int line = 0;                       // of the page
};
using TutorialStep = std::variant<TutorialFile, TutorialCommand>;

// The steps below the heading `chapter` up to the next heading of its level, in order.
std::vector<TutorialStep> tutorial_steps(std::string_view page, std::string_view chapter);

// Empty where the output is as expected; else what is missing.
std::string difference(const std::vector<std::string>& expected, std::string_view output);

}  // namespace portolan::e2e
