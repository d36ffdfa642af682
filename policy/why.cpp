#include "policy/why.hpp"

#include "policy/kernel_part.hpp"
#include "profiles/yaml_reader.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::policy {
namespace {

Result<Why> find(const Policy& policy, const std::string& text) {
    const std::size_t slash = text.find('/');
    const std::string product = slash == std::string::npos ? "" : text.substr(0, slash);
    const std::string id = slash == std::string::npos ? text : text.substr(slash + 1);
    Why out;
    std::vector<std::string> ids;
    for (const CompiledProduct& each : policy.products()) {
        if (!product.empty() && each.profile->id != product) continue;
        for (const profiles::Requirement& requirement : each.profile->requirements) {
            ids.push_back(requirement.id);
            if (requirement.id != id) continue;
            out.requirement = &requirement;
            out.profile = each.profile;
            return out;
        }
    }
    const std::string near = profiles::nearest_word(id, ids);
    return fail(ErrorCode::not_found,
                fmt::format("no requirement '{}' among the products of this site", text.substr(0, 64)), {},
                near.empty() ? "portolan requirements lists them" : fmt::format("did you mean '{}'?", near));
}

void put_notes(const Policy& policy, const std::optional<Timestamp>& at, Why& out) {
    const auto note = [&](std::string text) {
        if (std::find(out.notes.begin(), out.notes.end(), text) == out.notes.end())
            out.notes.push_back(std::move(text));
    };
    for (const Rule& rule : policy.rules()) {
        if (rule.requirement != out.requirement) continue;
        if (!rule.inactive.empty()) note("not in force: " + rule.inactive);
        for (const TimeWindow& window : rule.during)
            note("only in force " + window.text());
        if (rule.inactive.empty() && rule.closed_at(at) != nullptr)
            note(fmt::format("not in force at {}", at->text()));
        if (rule.restated != nullptr) note("restates " + rule.restated->id);
        for (const BoundTest& test : rule.scope)
            note(fmt::format("speaks only of flows with a certain {}, which a first packet does not show",
                             fact_name(test.source->fact)));
        for (const BoundTest& test : rule.facts)
            note(fmt::format("checks the fact {} afterwards", fact_name(test.source->fact)));
    }
    if (out.requirement->effect == profiles::Effect::restrict)
        note(fmt::format("adds its facts to {}", fmt::join(out.requirement->applies_to, ", ")));
    if (out.requirement->effect == profiles::Effect::closed_list)
        note("names the default deny of its roles; it blocks nothing by itself");
    if (out.requirement->effect == profiles::Effect::attest) note("no packet shows it: a person attests it");
}

bool lists(const std::string& ids, const std::string& id) {
    for (std::size_t at = 0; at <= ids.size();) {
        const std::size_t end = std::min(ids.find(',', at), ids.size());
        if (ids.compare(at, end - at, id) == 0) return true;
        at = end + 1;
    }
    return false;
}

Effect::Kind kind_of(const Row& row, const Deciding& deciding, const std::string& id) {
    if (deciding.requirement == id) return Effect::Kind::decides;
    return lists(row.decisions[0].id, id) ? Effect::Kind::shares : Effect::Kind::overruled;
}

}  // namespace

std::string_view effect_name(Effect::Kind kind) {
    switch (kind) {
        case Effect::Kind::decides:
            return "decides";
        case Effect::Kind::shares:
            return "shares";
        case Effect::Kind::overruled:
            break;
    }
    return "overruled";
}

Result<Why> why(const Policy& policy, const std::string& id, std::optional<Timestamp> at) {
    Why out = TRY(find(policy, id));
    put_notes(policy, at, out);
    std::vector<ruleset::Ruleset> parts;
    parts.push_back(TRY(kernel_part(policy, at)));
    const auto cells = std::make_shared<Cells>(std::move(parts));
    const auto speaks = [&](const Cells::Cell& cell) {
        if (cell.name != NameClasses::kOther && !cell.to->outside) return false;
        return std::any_of(cell.rules->begin(), cell.rules->end(),
                           [&](const ruleset::Rule* rule) { return rule->id == out.requirement->id; });
    };
    for (Row& row : rows_of(*cells, policy, speaks)) {
        Deciding deciding = deciding_of(policy, row.witnesses.front(), at);
        const Effect::Kind kind = kind_of(row, deciding, out.requirement->id);
        out.effects.push_back({kind, std::move(row), std::move(deciding)});
    }
    std::stable_sort(out.effects.begin(), out.effects.end(),
                     [](const Effect& a, const Effect& b) { return a.kind < b.kind; });
    out.cells = cells;
    return out;
}

}  // namespace portolan::policy
