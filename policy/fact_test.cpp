#include "policy/fact_test.hpp"

#include "appliance/base/dns_name.hpp"
#include "appliance/base/glob.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::policy {
namespace {

using evidence::Fact;
using profiles::FactTest;
using profiles::NamePattern;

bool no_tls(std::string_view seen) {
    return seen == "none" || seen == "no";
}

// Position in the order of versions; "yes" (TLS, version unseen) passes every minimum.
bool version_at_least(std::string_view seen, std::string_view least) {
    if (no_tls(seen)) return false;
    return seen == "yes" || seen >= least;  // "1.0" to "1.3": text order is version order
}

std::optional<std::uint64_t> leading_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end == text.data()) return std::nullopt;
    return value;
}

// "5 in 600 s"
bool threshold_reached(std::string_view seen, const std::vector<std::uint64_t>& numbers) {
    const std::optional<std::uint64_t> count = leading_number(seen);
    const std::size_t in = seen.find(" in ");
    const std::optional<std::uint64_t> window =
        in == std::string_view::npos ? std::nullopt : leading_number(seen.substr(in + 4));
    return count && window && numbers.size() == 2 && *count >= numbers[0] && *window <= numbers[1];
}

// A list of offers ("h2,http/1.1") holds a value where one of its parts does.
bool holds_value(Fact fact, std::string_view seen, const std::string& value) {
    if (fact != Fact::alpn) return glob_match(value, seen);
    while (!seen.empty()) {
        const std::size_t comma = seen.find(',');
        if (glob_match(value, seen.substr(0, comma))) return true;
        seen.remove_prefix(comma == std::string_view::npos ? seen.size() : comma + 1);
    }
    return false;
}

bool holds_any(const BoundTest& test, std::string_view seen) {
    return std::any_of(test.values.begin(), test.values.end(),
                       [&](const std::string& value) { return holds_value(test.source->fact, seen, value); });
}

bool passes(const BoundTest& test, const std::vector<NamePattern>& names, const std::string& seen) {
    switch (test.source->op) {
        case FactTest::Op::one_of:
            return holds_any(test, seen);
        case FactTest::Op::none_of:
            return !holds_any(test, seen);
        case FactTest::Op::any:
            return !no_tls(seen);
        case FactTest::Op::least:
            return version_at_least(seen, test.values.front());
        case FactTest::Op::names: {
            const std::optional<std::string> name = normalise_name(seen);
            return names.empty() || (name && profiles::any_matches(names, {*name}));
        }
        case FactTest::Op::above: {
            const std::optional<std::uint64_t> number = leading_number(seen);
            return number && !test.numbers.empty() && *number > test.numbers.front();
        }
        case FactTest::Op::reached:
            return threshold_reached(seen, test.numbers);
    }
    return false;
}

}  // namespace

TestOutcome run_test(const BoundTest& test, const std::vector<NamePattern>& names,
                     const evidence::Facts& facts) {
    if (test.unset) return TestOutcome::not_set;
    const std::string* seen = facts.find(test.source->fact);
    if (seen == nullptr) return TestOutcome::not_seen;
    return passes(test, names, *seen) ? TestOutcome::passes : TestOutcome::fails;
}

std::string documented_text(const BoundTest& test, const std::vector<NamePattern>& names) {
    switch (test.source->op) {
        case FactTest::Op::one_of:
            return fmt::format("{}", fmt::join(test.values, " or "));
        case FactTest::Op::none_of:
            return fmt::format("not {}", fmt::join(test.values, " nor "));
        case FactTest::Op::any:
            return "TLS";
        case FactTest::Op::least:
            return test.values.front() + " or higher";
        case FactTest::Op::above:
            return fmt::format("above {}", fmt::join(test.numbers, ", "));
        case FactTest::Op::reached:
            return fmt::format("{} failures or more", fmt::join(test.numbers, " within seconds: "));
        case FactTest::Op::names:
            break;
    }
    std::string out;
    for (const NamePattern& name : names)
        out += (out.empty() ? "" : " or ") + name.text();
    return out.empty() ? "any name" : out;
}

}  // namespace portolan::policy
