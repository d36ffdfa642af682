#include "profiles/documented_name.hpp"

#include <algorithm>
#include <array>
#include <idn2.h>
#include <libpsl.h>
#include <memory>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

// A name has at most 253 bytes; four bytes a character and room for the wildcard is more than any has.
constexpr std::size_t kLongestText = 1024;

// Services that give each customer a name of its own and are not on the Public Suffix List.
constexpr std::array<std::string_view, 1> kOneNameACustomer = {
    "azure-devices.net",  // Azure IoT Hub: one name for each tenant's hub
};

bool is_international(std::string_view text) {
    const bool beyond_ascii =
        std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return beyond_ascii || lower.starts_with("xn--") || lower.find(".xn--") != std::string::npos;
}

// The A-labels of a name; an A-label is checked too: one that stands for nothing would match nothing.
Result<std::string> to_a_labels(std::string_view text) {
    const std::string terminated(text);
    std::uint8_t* raw = nullptr;
    const int status = idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(terminated.c_str()), &raw,
                                      IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    const std::unique_ptr<std::uint8_t, void (*)(void*)> owned(raw, idn2_free);
    if (status != IDN2_OK)
        return fail(ErrorCode::bad_input,
                    fmt::format("'{}' is not a host name: {}", text.substr(0, 64), idn2_strerror(status)), {},
                    "write it as the document does, or as its A-labels (xn--...)");
    return std::string(reinterpret_cast<const char*>(raw));
}

// "209.85.128.000" to "209.85.128.0"; the same text where no octet has a leading zero.
std::string without_zeros(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool starts = i == 0 || text[i - 1] == '.' || text[i - 1] == '-';
        std::size_t zeros = 0;
        const auto digit_at = [&](std::size_t at) {
            return at < text.size() && text[at] >= '0' && text[at] <= '9';
        };
        while (starts && i + zeros < text.size() && text[i + zeros] == '0' && digit_at(i + zeros + 1))
            ++zeros;
        i += zeros;
        out += text[i];
    }
    return out;
}

}  // namespace

Result<NamePattern> documented_name(std::string_view kind, std::string_view text) {
    if (text.size() > kLongestText || text.find('\0') != std::string_view::npos || !is_international(text))
        return make_name_pattern(kind, text);
    return make_name_pattern(kind, TRY(to_a_labels(text)));
}

Result<NamePattern> documented_name(std::string_view text) {
    if (text.starts_with("**.")) return documented_name("subtree", text.substr(3));
    if (text.starts_with("*.")) return documented_name("label", text.substr(2));
    return documented_name("exact", text);
}

std::string shared_by_strangers(const std::string& name) {
    // The rule "*" for names that no list knows would make every top-level name a suffix: not asked.
    constexpr int kListed = PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE;
    if (psl_is_public_suffix2(psl_builtin(), name.c_str(), kListed) == 1)
        return fmt::format("'{}' is a public suffix", name);
    if (std::find(kOneNameACustomer.begin(), kOneNameACustomer.end(), name) != kOneNameACustomer.end())
        return fmt::format("'{}' gives a name to each of its customers", name);
    return {};
}

Result<AddressRange> documented_range(std::string_view text) {
    const bool dotted = text.find('.') != std::string_view::npos && text.find(':') == std::string_view::npos;
    const std::string plain = dotted && text.size() <= 64 ? without_zeros(text) : std::string(text);
    if (plain != text && parse_address_range(plain))
        return fail(ErrorCode::bad_input, fmt::format("'{}' has octets with leading zeros", text), {},
                    fmt::format("they are decimal in the vendor's text: write {}", plain));
    return parse_address_range(text);
}

}  // namespace portolan::profiles
