#include "policy/shadow.hpp"

#include "policy/fact_test.hpp"
#include "policy/kernel_part.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using ruleset::Ruleset;
using Rules = std::vector<const ruleset::Rule*>;

struct Sum {  // of one requirement
    const ruleset::Rule* rule = nullptr;
    bool decides = false;
    bool needed = false;
    std::set<std::string> winners;  // where it does not decide
    std::set<std::string> covers;   // where it does, and is not needed
};

bool lists(const std::string& ids, const std::string& id) {
    return ("," + ids + ",").find("," + id + ",") != std::string::npos;
}

bool restates(const Policy& policy, const std::string& id) {
    return std::any_of(policy.rules().begin(), policy.rules().end(), [&](const Rule& rule) {
        return rule.requirement->id == id && rule.restated != nullptr;
    });
}

class Sums {
public:
    Sums(Cells& cells, const Policy& policy) : cells_(cells), policy_(policy) {}

    void add(const Cells::Cell& cell) {
        const ruleset::Decision& decision = cells_.decision(cell.decisions[0]);
        for (const ruleset::Rule* rule : *cell.rules) {
            if (rule->exception) continue;
            Sum& sum = sums_[rule->id];
            sum.rule = rule;
            if (!lists(decision.id, rule->id)) {
                sum.winners.insert(decision.id);
                continue;
            }
            sum.decides = true;
            if (!sum.needed) look_without(cell, decision, rule->id, sum);
        }
    }
    [[nodiscard]] const std::map<std::string, Sum>& all() const { return sums_; }

private:
    void look_without(const Cells::Cell& cell, const ruleset::Decision& decision, const std::string& id,
                      Sum& sum) {
        const auto [at, fresh] = without_.try_emplace({cell.rules, id});
        if (fresh) {
            Rules rest = *cell.rules;
            std::erase_if(rest, [&](const ruleset::Rule* rule) { return rule->id == id || rule->exception; });
            at->second = decide_rules(cells_.ruleset(0), rest);
        }
        ruleset::Decision left;
        if (at->second) {
            left = *at->second;
        } else {
            left = decide_undocumented(cells_.ruleset(0),
                                       cells_.sources(cell.from->parts).ranges().front().first,
                                       cells_.targets(cell.to->parts).ranges().front().first);
        }
        if (left.action != decision.action) {
            sum.needed = true;
            return;
        }
        // One of those that are left is enough; one that is among the covers already, if there is.
        std::set<std::string> ids;
        for (std::size_t from = 0; from <= left.id.size();) {
            const std::size_t end = std::min(left.id.find(',', from), left.id.size());
            ids.insert(left.id.substr(from, end - from));
            from = end + 1;
        }
        const bool known = std::any_of(ids.begin(), ids.end(),
                                       [&](const std::string& each) { return sum.covers.contains(each); });
        if (known) return;
        const auto own = std::find_if(ids.begin(), ids.end(),
                                      [&](const std::string& each) { return !restates(policy_, each); });
        sum.covers.insert(own == ids.end() ? *ids.begin() : *own);
    }

    Cells& cells_;
    const Policy& policy_;
    std::map<std::string, Sum> sums_;
    std::map<std::pair<const Rules*, std::string>, std::optional<ruleset::Decision>> without_;
};

// By pair of products and their ids: the first cell that both speak of.
class Overlaps {
public:
    Overlaps(const Cells& cells, const Policy& policy) : cells_(cells), policy_(policy) {}

    void add(const Cells::Cell& cell) {
        if (!seen_.insert(cell.rules).second) return;
        std::map<std::uint16_t, std::pair<std::set<std::string>, bool>> by_product;
        for (const ruleset::Rule* rule : *cell.rules) {
            if (rule->exception) continue;  // of no product
            by_product[rule->product].first.insert(rule->id);
            by_product[rule->product].second |= rule->prohibits;
        }
        for (auto a = by_product.begin(); a != by_product.end(); ++a)
            for (auto b = std::next(a); b != by_product.end(); ++b)
                put(*a, *b, cell);
    }
    std::vector<Overlap> take() {
        std::vector<Overlap> out;
        for (auto& [key, overlap] : found_)
            out.push_back(std::move(overlap));
        return out;
    }

private:
    using Side = std::pair<const std::uint16_t, std::pair<std::set<std::string>, bool>>;
    void put(const Side& a, const Side& b, const Cells::Cell& cell) {
        const auto [at, fresh] = found_.try_emplace({a.second.first, b.second.first});
        if (!fresh) return;
        const auto& products = cells_.ruleset(0).products;
        at->second = {products[a.first].id,
                      products[b.first].id,
                      {a.second.first.begin(), a.second.first.end()},
                      {b.second.first.begin(), b.second.first.end()},
                      a.second.second != b.second.second,
                      row_of(cells_, cell, policy_)};
    }

    const Cells& cells_;
    const Policy& policy_;
    std::set<const Rules*> seen_;
    std::map<std::pair<std::set<std::string>, std::set<std::string>>, Overlap> found_;
};

std::set<std::string> facts_of(const Policy& policy, const std::string& id) {
    std::set<std::string> out;
    for (const Rule& rule : policy.rules())
        if (rule.requirement->id == id && rule.inactive.empty())
            for (const BoundTest& test : rule.facts)
                out.insert(
                    fmt::format("{} {}", fact_name(test.source->fact), documented_text(test, rule.to.names)));
    return out;
}

Shadow shadow_of(const Policy& policy, const Ruleset& ruleset, const std::string& id, const Sum& sum) {
    Shadow out;
    out.kind = sum.decides ? Shadow::Kind::redundant : Shadow::Kind::shadowed;
    out.product = ruleset.products[sum.rule->product].id;
    out.requirement = id;
    const std::set<std::string>& by = sum.decides ? sum.covers : sum.winners;
    out.by.assign(by.begin(), by.end());
    std::set<std::string> known;
    for (const std::string& other : out.by)
        known.merge(facts_of(policy, other));
    for (const std::string& fact : facts_of(policy, id))
        if (!known.contains(fact)) out.facts.push_back(fact);
    out.restates = restates(policy, id);
    return out;
}

}  // namespace

std::string_view shadow_name(Shadow::Kind kind) {
    return kind == Shadow::Kind::shadowed ? "shadowed" : "redundant";
}

Result<Shadows> shadows(const Policy& policy, std::optional<Timestamp> at) {
    std::vector<Ruleset> parts;
    parts.push_back(TRY(kernel_part(policy, at)));
    Cells cells(std::move(parts));
    Sums sums(cells, policy);
    Overlaps overlaps(cells, policy);
    cells.each([&](const Cells::Cell& cell) {
        if (cell.name != NameClasses::kOther && !cell.to->outside) return;
        sums.add(cell);
        overlaps.add(cell);
    });
    Shadows out;
    for (const auto& [id, sum] : sums.all())
        if (!sum.needed) out.shadows.push_back(shadow_of(policy, cells.ruleset(0), id, sum));
    out.overlaps = overlaps.take();
    return out;
}

}  // namespace portolan::policy
