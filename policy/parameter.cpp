#include "policy/parameter.hpp"

#include "appliance/base/number.hpp"
#include "policy/mac.hpp"
#include "profiles/documented_name.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using profiles::ParameterType;

bool is_country(std::string_view text) {
    return text.size() == 2 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// "50", "50/s" for a rate, "600" or "600s" for a duration.
std::optional<std::uint64_t> parse_number(ParameterType type, std::string_view text) {
    constexpr std::uint64_t kMost = 1'000'000'000;
    if (type == ParameterType::rate && text.ends_with("/s")) text.remove_suffix(2);
    if (type == ParameterType::duration && text.ends_with("s")) text.remove_suffix(1);
    return parse_decimal(text, kMost);
}

Result<void> read_word(ParameterType type, const std::string& word, ParameterValue& out) {
    switch (type) {
        case ParameterType::prefix_list:
        case ParameterType::address_list:
            out.addresses.add(TRY(parse_address_range(word)));
            return {};
        case ParameterType::port_list:
        case ParameterType::transport_port_list:
            out.ports.push_back(TRY(parse_transport_port(word)));
            if (type == ParameterType::port_list && out.ports.back().protocol)
                return fail(ErrorCode::bad_input, fmt::format("'{}' names a protocol", word), {},
                            "write the port alone");
            return {};
        case ParameterType::name_list:
            out.names.push_back(TRY(profiles::documented_name(word)));
            return {};
        case ParameterType::mac_list:
            return check_mac(word);
        case ParameterType::country_list:
            if (!is_country(word))
                return fail(ErrorCode::bad_input, fmt::format("'{}' is not a country code", word), {},
                            "write two capital letters (ISO 3166)");
            return {};
        case ParameterType::integer:
        case ParameterType::duration:
        case ParameterType::rate: {
            const std::optional<std::uint64_t> number = parse_number(type, word);
            if (!number)
                return fail(ErrorCode::bad_input, fmt::format("'{}' is not a number", word), {},
                            "write digits only");
            out.number = *number;
            return {};
        }
        case ParameterType::window:
            return {};  // all words together: "always" stands alone
    }
    return {};
}

}  // namespace

Result<ParameterValue> parse_parameter(ParameterType type, const std::vector<std::string>& words) {
    ParameterValue out;
    out.words = words;
    const bool single =
        type == ParameterType::integer || type == ParameterType::duration || type == ParameterType::rate;
    if (single && words.size() != 1)
        return fail(ErrorCode::bad_input, "one value is wanted here, not a list", {}, "write one number");
    if (type == ParameterType::window) out.window = TRY(TimeWindow::parse(words));
    for (const std::string& word : words)
        TRY_VOID(read_word(type, word, out));
    return out;
}

}  // namespace portolan::policy
