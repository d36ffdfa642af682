#include "appliance/cli/exact_output.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostWords = 8;  // of a list in text

json::object witness_json(const policy::Witness& witness) {
    const ruleset::Attempt& attempt = witness.attempt;
    json::object out;
    out["from"] = attempt.from.text();
    out["to"] = attempt.to.text();
    out["protocol"] = std::string(protocol_name(attempt.protocol));
    if (attempt.protocol == Protocol::tcp || attempt.protocol == Protocol::udp) out["port"] = attempt.port;
    if (attempt.icmp) out["icmp"] = *attempt.icmp;
    if (!attempt.names.empty()) out["name"] = attempt.names.front();
    return out;
}

std::string by(const ruleset::Decision& decision, const policy::Deciding& deciding) {
    return deciding.requirement.empty() ? decision.id : deciding.requirement;
}

}  // namespace

json::array json_words(const std::vector<std::string>& words) {
    json::array out;
    for (const std::string& word : words)
        out.emplace_back(word);
    return out;
}

std::string some_words(const std::vector<std::string>& words) {
    if (words.size() <= kMostWords) return fmt::format("{}", fmt::join(words, ", "));
    return fmt::format(
        "{} and {} more",
        fmt::join(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(kMostWords), ", "),
        words.size() - kMostWords);
}

std::string row_text(const policy::Row& row, const policy::NameClasses& names, const policy::Policy& policy) {
    const std::string to = some_words(policy::address_words(row.to, row.v6, policy));
    const std::string target =
        row.is_named() ? fmt::format("{} (at {})", some_words(names.words(row.names)), to) : to;
    return fmt::format("{} -> {}  {}", some_words(policy::address_words(row.from, row.v6, policy)), target,
                       some_words(row.services.words(row.v6)));
}

json::object row_json(const policy::Row& row, const policy::NameClasses& names,
                      const policy::Policy& policy) {
    json::object out;
    out["from"] = json_words(policy::address_words(row.from, row.v6, policy));
    out["to"] = json_words(policy::address_words(row.to, row.v6, policy));
    out["names"] = row.is_named() ? json_words(names.words(row.names)) : json::array();
    out["services"] = json_words(row.services.words(row.v6));
    json::array witnesses;
    for (const policy::Witness& witness : row.witnesses)
        witnesses.push_back(witness_json(witness));
    out["witnesses"] = std::move(witnesses);
    return out;
}

std::string decision_text(const ruleset::Decision& decision, const policy::Deciding& deciding) {
    std::string out = fmt::format("{} by {}", action_name(decision.action), by(decision, deciding));
    if (!deciding.also.empty()) out += fmt::format(", also {}", some_words(deciding.also));
    if (!decision.held_by.empty()) out += fmt::format(" ({} is in observe)", decision.held_by);
    return out;
}

json::object decision_json(const ruleset::Decision& decision, const policy::Deciding& deciding) {
    json::object out;
    out["action"] = std::string(action_name(decision.action));
    out["decision"] = decision.id;
    out["held_by"] = decision.held_by;
    out["requirement"] = deciding.requirement;
    out["also"] = json_words(deciding.also);
    return out;
}

}  // namespace portolan::cli
