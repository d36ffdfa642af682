#include "policy/cases.hpp"

#include "policy/assess.hpp"
#include "policy/case_site.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> out;
    while (true) {
        const std::size_t at = text.find(separator);
        out.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return out;
        text.remove_prefix(at + 1);
    }
}

// "mode=url; host=x" -> pairs; "-" and words without '=' say nothing.
std::map<std::string, std::string> parse_extra(std::string_view text) {
    std::map<std::string, std::string> out;
    for (std::string_view part : split(text, ';')) {
        while (!part.empty() && part.front() == ' ')
            part.remove_prefix(1);
        while (!part.empty() && part.back() == ' ')
            part.remove_suffix(1);
        const std::size_t equals = part.find('=');
        if (equals != std::string_view::npos) out.emplace(part.substr(0, equals), part.substr(equals + 1));
    }
    return out;
}

class Columns {
public:
    static Result<Columns> create(std::string_view header, const std::string& file) {
        Columns out;
        const std::vector<std::string_view> names = split(header, '\t');
        for (const std::string_view wanted : kWanted) {
            const auto found = std::find(names.begin(), names.end(), wanted);
            if (found == names.end())
                return fail(ErrorCode::bad_input, fmt::format("no column '{}'", wanted), file + ":1:1",
                            fmt::format("the header needs {}", fmt::join(kWanted, ", ")));
            out.at_.push_back(static_cast<std::size_t>(found - names.begin()));
        }
        return out;
    }
    Result<Case> read(std::string_view line, std::string where) const {
        const std::vector<std::string_view> cells = split(line, '\t');
        if (cells.size() <= *std::max_element(at_.begin(), at_.end()))
            return fail(ErrorCode::bad_input, fmt::format("{} columns only", cells.size()), where,
                        "separate them by tabs, as the header is");
        const auto cell = [&](std::size_t column) { return std::string(cells[at_[column]]); };
        return Case{cell(0),         cell(1), cell(2), cell(3), cell(4), cell(5), parse_extra(cells[at_[6]]),
                    std::move(where)};
    }

private:
    static constexpr std::array<std::string_view, 7> kWanted = {
        "case_id", "product", "from_role", "to_role_or_host", "proto", "port", "extra"};
    std::vector<std::size_t> at_;
};

}  // namespace

Result<std::vector<Case>> parse_cases(std::string_view tsv, const std::string& file) {
    std::vector<std::string_view> lines = split(tsv, '\n');
    for (std::string_view& line : lines)
        if (line.ends_with('\r')) line.remove_suffix(1);
    const Columns columns = TRY(Columns::create(lines.front(), file));
    std::vector<Case> out;
    for (std::size_t i = 1; i < lines.size(); ++i)
        if (!lines[i].empty())
            out.push_back(TRY(columns.read(lines[i], fmt::format("{}:{}:1", file, i + 1))));
    return out;
}

Result<CaseAnswer> answer_case(const Case& asked, const std::vector<profiles::Profile>& library) {
    const auto profile = std::find_if(library.begin(), library.end(),
                                      [&](const profiles::Profile& p) { return p.prefix == asked.prefix; });
    if (profile == library.end())
        return fail(ErrorCode::bad_input, fmt::format("no profile has the prefix '{}'", asked.prefix),
                    asked.where);
    CaseWorld world = TRY(build_case_world(asked, *profile));
    const Policy policy = TRY(Policy::compile({*profile}, std::move(world.site)));
    const FlowAssessment assessed = assess(policy, world.attempt, world.facts);
    CaseAnswer out;
    out.id = asked.id;
    out.allow = assessed.verdict == FlowVerdict::conforming;
    out.requirement = assessed.requirement == nullptr ? "default-deny" : assessed.requirement->id;
    out.reason = assessed.reason;
    return out;
}

}  // namespace portolan::policy
