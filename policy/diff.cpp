#include "policy/diff.hpp"

#include "policy/kernel_part.hpp"

#include <algorithm>

namespace portolan::policy {
namespace {

Change::Kind kind_of(ruleset::Action before, ruleset::Action after) {
    if (before == after) return Change::Kind::renamed;
    return before < after ? Change::Kind::closes : Change::Kind::opens;
}

}  // namespace

std::string_view change_name(Change::Kind kind) {
    switch (kind) {
        case Change::Kind::closes:
            return "closes";
        case Change::Kind::opens:
            return "opens";
        case Change::Kind::renamed:
            break;
    }
    return "other ids";
}

const Change* Diff::find(const ruleset::Attempt& attempt) const {
    const std::size_t name = cells->name_class(attempt);
    const auto at = std::find_if(changes.begin(), changes.end(),
                                 [&](const Change& change) { return holds(change.row, attempt, name); });
    return at == changes.end() ? nullptr : &*at;
}

Result<Diff> diff(const Policy& before, const Policy& after, std::optional<Timestamp> at) {
    std::vector<ruleset::Ruleset> parts;
    parts.push_back(TRY(kernel_part(before, at)));
    parts.push_back(TRY(kernel_part(after, at)));
    const auto cells = std::make_shared<Cells>(std::move(parts));
    Diff out;
    for (Row& row : rows_of(*cells, after,
                            [](const Cells::Cell& cell) { return cell.decisions[0] != cell.decisions[1]; })) {
        Change change;
        change.kind = kind_of(row.decisions[0].action, row.decisions[1].action);
        change.before = deciding_of(before, row.witnesses.front(), at);
        change.after = deciding_of(after, row.witnesses.front(), at);
        change.row = std::move(row);
        out.changes.push_back(std::move(change));
    }
    std::stable_sort(out.changes.begin(), out.changes.end(),
                     [](const Change& a, const Change& b) { return a.kind < b.kind; });
    out.cells = cells;
    return out;
}

}  // namespace portolan::policy
