#include "policy/assertion_check.hpp"

#include "policy/kernel_part.hpp"
#include "policy/search.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

struct Question {
    const Assertion* assertion = nullptr;
    End from;
    End to;
    ServiceSet services;
};

template <typename T>
Result<T> placed(const Assertion& assertion, Result<T> result) {
    if (result) return result;
    return fail(result.error().code, result.error().message, assertion.where, result.error().remedy);
}

Result<End> end_of(const Policy& policy, const std::string& text, bool may_be_name) {
    const bool is_address = parse_address_range(text).has_value() || policy.site().asset(text) != nullptr;
    if (!is_address && text.find('/') != std::string::npos) return players_of(policy, text);
    if (!is_address && may_be_name && text.find('.') != std::string::npos) {
        End out;
        out.names.push_back(TRY(parse_name_pattern(text)));
        return out;
    }
    End out;
    out.addresses = TRY(addresses_of(policy.site(), text));
    return out;
}

ServiceSet services_of(const Assertion& assertion) {
    ServiceSet out;
    for (const Protocol protocol : {Protocol::tcp, Protocol::udp}) {
        if (assertion.protocol && assertion.protocol != protocol) continue;
        for (const PortRange& ports : assertion.ports)
            out.add({protocol, ports});
        if (assertion.ports.empty()) out.add({protocol, {1, 0xffff}});
    }
    if (!assertion.protocol || assertion.protocol == Protocol::icmp)
        for (unsigned type = 0; type <= 255; ++type)
            for (const bool v6 : {false, true})
                out.add_icmp(v6, static_cast<std::uint8_t>(type));
    if (!assertion.protocol) out.add_other();
    return out;
}

// Classes that names of the pattern fall into.
std::vector<std::size_t> classes_of(const NameClasses& classes, const NamePattern& pattern) {
    std::vector<std::size_t> out;
    if (pattern.kind == NamePattern::Kind::exact) return {classes.of(pattern.name)};
    out.push_back(classes.of("portolan-witness." + pattern.name));
    if (pattern.kind == NamePattern::Kind::subtree)
        out.push_back(classes.of("portolan.witness." + pattern.name));
    for (std::size_t id = 1; id < classes.size(); ++id)
        if (classes.matches(pattern, id)) out.push_back(id);
    return out;
}

class Checker {
public:
    Checker(const Policy& policy, Cells& cells, std::optional<Timestamp> at)
        : policy_(policy), cells_(cells), at_(at) {}

    std::optional<Broken> check(const Question& question) {
        const Assertion& assertion = *question.assertion;
        for (const auto& [end, text] :
             {std::pair{&question.from, &assertion.from}, {&question.to, &assertion.to}})
            if (end->empty()) return Broken{&assertion, fmt::format("nobody plays {}", *text), {}, {}};
        std::vector<Row> rows;
        bool asked = false;
        if (!question.to.addresses.empty()) {
            cells_.rescope({question.from.addresses, question.to.addresses});
            asked |= look(question, {}, rows);
        }
        for (const NamePattern& name : question.to.names) {
            cells_.rescope({question.from.addresses, AddressSet::everything()});
            asked |= look(question, classes_of(cells_.names(), name), rows);
        }
        if (!asked) return Broken{&assertion, "its ends have no address family in common", {}, {}};
        if (rows.empty()) return std::nullopt;
        Broken out{&assertion, reason_of(assertion, rows.front().decisions[0]), std::move(rows), {}};
        for (const Row& row : out.boxes)
            out.by.push_back(deciding_of(policy_, row.witnesses.front(), at_));
        return out;
    }

private:
    // `names`: classes of a name that is asked about; none where addresses are. True where any cell was.
    bool look(const Question& question, const std::vector<std::size_t>& names, std::vector<Row>& rows) {
        bool asked = false;
        for (Row& row : rows_of(cells_, policy_, [&](const Cells::Cell& cell) {
                 if (!wanted_name(cell, names) || !wanted_service(cell, question)) return false;
                 asked = true;
                 return !holds_in(cell, *question.assertion, !names.empty());
             })) {
            row.services = row.services.intersected(question.services);
            renew_witnesses(row, question);
            rows.push_back(std::move(row));
        }
        return asked;
    }

    bool wanted_name(const Cells::Cell& cell, const std::vector<std::size_t>& names) const {
        if (cell.name != NameClasses::kOther && !cell.to->outside) return false;
        if (names.empty()) return true;  // addresses: whatever name leads there
        if (!cell.to->outside) return false;
        return std::any_of(names.begin(), names.end(), [&](std::size_t name) {
            return cells_.names_class(cell.block, name) ? cell.name == name
                                                        : cell.name == NameClasses::kOther;
        });
    }

    bool wanted_service(const Cells::Cell& cell, const Question& question) const {
        return cells_.services(cell.block).intersected(question.services).speaks_of(cell.to->v6);
    }

    bool holds_in(const Cells::Cell& cell, const Assertion& assertion, bool asks_a_name) const {
        const ruleset::Decision& decision = cells_.decision(cell.decisions[0]);
        const bool accepted = decision.action == ruleset::Action::accept;
        if (asks_a_name && !assertion.allow) return !accepted || is_open_without_name(cell);
        if (accepted != assertion.allow) return false;
        return assertion.requirement.empty() ||
               ("," + decision.id + ",").find("," + assertion.requirement + ",") != std::string::npos;
    }

    // Then it is the address that opens the way, and not the name.
    bool is_open_without_name(const Cells::Cell& cell) const {
        const Address from = cells_.sources(cell.from->parts).ranges().front().first;
        const Address to = cells_.targets(cell.to->parts).ranges().front().first;
        std::vector<const ruleset::Rule*> rules = *cell.rules;
        std::erase_if(rules, [&](const ruleset::Rule* rule) { return !rule->to.contains(to); });
        const std::optional<ruleset::Decision> said = decide_rules(cells_.ruleset(0), rules);
        const ruleset::Decision alone = said ? *said : decide_undocumented(cells_.ruleset(0), from, to);
        return alone.action == ruleset::Action::accept;
    }

    // Of the services that are asked about, and with the name where that is one.
    static void renew_witnesses(Row& row, const Question& question) {
        const ServiceSet::Sample sample = row.services.sample(row.v6);
        for (Witness& witness : row.witnesses) {
            put_service(witness, sample, row.v6);
            for (const NamePattern& name : question.to.names)
                if (name.kind == NamePattern::Kind::exact && question.to.addresses.empty())
                    witness.attempt.names = {name.name};
        }
    }

    static std::string reason_of(const Assertion& assertion, const ruleset::Decision& decision) {
        const bool accepted = decision.action == ruleset::Action::accept;
        if (accepted == assertion.allow) return fmt::format("is not decided by {}", assertion.requirement);
        return accepted ? "is let through" : "is denied";
    }

    const Policy& policy_;
    Cells& cells_;
    std::optional<Timestamp> at_;
};

}  // namespace

Result<AssertionCheck> check_assertions(const Policy& policy, const std::vector<Assertion>& assertions,
                                        std::optional<Timestamp> at) {
    std::vector<ruleset::Ruleset> parts;
    parts.push_back(TRY(kernel_part(policy, at)));
    const auto cells = std::make_shared<Cells>(std::move(parts));
    AssertionCheck out;
    Checker checker(policy, *cells, at);
    for (const Assertion& assertion : assertions) {
        Question question;
        question.assertion = &assertion;
        question.from = TRY(placed(assertion, end_of(policy, assertion.from, /*may_be_name=*/false)));
        question.to = TRY(placed(assertion, end_of(policy, assertion.to, /*may_be_name=*/true)));
        question.services = services_of(assertion);
        if (std::optional<Broken> broken = checker.check(question)) out.broken.push_back(std::move(*broken));
    }
    out.cells = cells;
    return out;
}

Result<void> hold_assertions(const Policy& policy, const std::vector<Assertion>& assertions,
                             std::optional<Timestamp> at) {
    if (assertions.empty()) return {};
    const AssertionCheck check = TRY(check_assertions(policy, assertions, at));
    if (check.broken.empty()) return {};
    const Broken& first = check.broken.front();
    const std::string witness =
        first.boxes.empty() ? "" : ": " + first.boxes.front().witnesses.front().text();
    return fail(
        ErrorCode::bad_input,
        fmt::format("assertion '{}' does not hold{} {}", first.assertion->name, witness, first.reason),
        first.assertion->where, "mend the site, or the assertion; portolan policy check shows every box");
}

}  // namespace portolan::policy
