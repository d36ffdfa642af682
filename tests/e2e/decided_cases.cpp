#include "tests/e2e/decided_cases.hpp"

#include <algorithm>
#include <regex>

#include <fmt/format.h>

namespace portolan::e2e {
namespace {

constexpr std::string_view kDefaultDeny = "default-deny";

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> out;
    while (true) {
        const std::size_t at = text.find(separator);
        out.emplace_back(text.substr(0, at));
        if (at == std::string_view::npos) return out;
        text.remove_prefix(at + 1);
    }
}

void add_words(std::string_view text, std::set<std::string>& out) {
    for (const std::string& word : split(text, ' '))
        if (!word.empty()) out.insert(word);
}

// Ids in the list that follows "also": "also DCA4-047, DCA4-034: documented host".
void add_also(const std::string& reason, std::set<std::string>& out) {
    static const std::regex list("also ([A-Z0-9, -]+)");
    static const std::regex id("[A-Z0-9]+-[0-9]+");
    std::smatch found;
    if (!std::regex_search(reason, found, list)) return;
    const std::string ids = found[1];
    for (std::sregex_iterator it(ids.begin(), ids.end(), id); it != std::sregex_iterator(); ++it)
        out.insert(it->str());
}

class Table {
public:
    explicit Table(std::string_view tsv) {
        for (std::string& line : split(tsv, '\n'))
            if (!line.empty()) rows_.push_back(split(line, '\t'));
    }
    [[nodiscard]] std::size_t rows() const { return rows_.empty() ? 0 : rows_.size() - 1; }
    [[nodiscard]] bool has(std::string_view column) const { return find(column) < rows_.front().size(); }
    [[nodiscard]] std::string cell(std::size_t row, std::string_view column) const {
        const std::size_t at = find(column);
        const std::vector<std::string>& cells = rows_[row + 1];
        return at < cells.size() ? cells[at] : "";
    }

private:
    [[nodiscard]] std::size_t find(std::string_view column) const {
        return static_cast<std::size_t>(std::find(rows_.front().begin(), rows_.front().end(), column) -
                                        rows_.front().begin());
    }
    std::vector<std::vector<std::string>> rows_;
};

std::string share_text(std::string_view what, const Share& share) {
    return fmt::format("{:<46} {:>4} of {:>4} ({:.1f} %)\n", what, share.right, share.all, share.percent());
}

}  // namespace

Result<std::vector<DecidedCase>> parse_decided_cases(std::string_view tsv) {
    const Table table(tsv);
    if (table.rows() == 0 || !table.has("case_id") || !table.has("expected"))
        return fail(ErrorCode::bad_input, "no table of decided cases");
    std::vector<DecidedCase> out;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        DecidedCase each;
        each.id = table.cell(row, "case_id");
        each.attempt = fmt::format("{} -> {} {}/{} ({})", table.cell(row, "from_role"),
                                   table.cell(row, "to_role_or_host"), table.cell(row, "proto"),
                                   table.cell(row, "port"), table.cell(row, "extra"));
        each.expected = table.cell(row, "expected");
        if (table.has("right_ids")) {
            each.first_id = split(table.cell(row, "right_ids"), ' ').front();
            add_words(table.cell(row, "right_ids"), each.right_ids);
        } else {
            each.first_id = table.cell(row, "requirement_id");
            each.right_ids.insert(each.first_id);
            add_words(table.cell(row, "also_right"), each.right_ids);
            add_also(table.cell(row, "reason"), each.right_ids);
        }
        out.push_back(std::move(each));
    }
    return out;
}

CaseComparison compare_cases(const std::vector<DecidedCase>& cases, std::string_view answers,
                             const std::set<std::string>& closed_lists,
                             const std::set<std::string>& counted_kinds) {
    std::map<std::string, std::vector<std::string>> by_id;
    for (const std::string& line : split(answers, '\n'))
        if (!line.empty()) by_id[line.substr(0, line.find('\t'))] = split(line, '\t');
    CaseComparison out;
    for (const DecidedCase& decided : cases) {
        const auto found = by_id.find(decided.id);
        const std::vector<std::string> answer = found == by_id.end() || found->second.size() != 3
                                                    ? std::vector<std::string>{"", "nothing", ""}
                                                    : found->second;
        const bool listed = std::any_of(decided.right_ids.begin(), decided.right_ids.end(),
                                        [&](const std::string& id) { return closed_lists.contains(id); });
        const bool right_id = decided.right_ids.contains(answer[2]) || (answer[2] == kDefaultDeny && listed);
        const bool right_verdict = answer[1] == decided.expected;
        Share& verdicts = decided.expected == "allow" ? out.allow : out.deny;
        verdicts.all += 1;
        verdicts.right += right_verdict ? 1 : 0;
        out.all_ids.all += 1;
        out.all_ids.right += right_id ? 1 : 0;
        if (decided.first_id == kDefaultDeny || counted_kinds.contains(decided.first_id)) {
            out.ids.all += 1;
            out.ids.right += right_id ? 1 : 0;
        }
        if (!right_verdict || !right_id)
            out.differences.push_back(fmt::format("{}: {}: expected {} {}, answered {} {}", decided.id,
                                                  decided.attempt, decided.expected, decided.first_id,
                                                  answer[1], answer[2]));
    }
    return out;
}

std::string CaseComparison::text() const {
    return share_text("verdict of the allow cases agrees in", allow) +
           share_text("verdict of the deny cases agrees in", deny) +
           share_text("id agrees where it is flow, endpoint or default", ids) +
           share_text("id agrees in all cases", all_ids);
}

}  // namespace portolan::e2e
