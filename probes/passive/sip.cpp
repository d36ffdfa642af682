#include "probes/passive/sip.hpp"

#include <algorithm>

namespace portolan::passive {
namespace {

constexpr std::string_view kVersion = "SIP/2.0";
constexpr std::size_t kLongestMethod = 20;
constexpr std::size_t kLongestLine = 1024;  // a URI of a person or a trunk is far shorter

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

bool is_sip_uri(std::string_view uri) {
    return uri.starts_with("sip:") || uri.starts_with("sips:") || uri.starts_with("tel:");
}

}  // namespace

std::optional<SipStart> parse_sip(Bytes stream) {
    const std::string_view text = as_text(stream.first(std::min(stream.size(), kLongestLine)));
    if (text.size() > kVersion.size() && text.starts_with(kVersion)) return SipStart{{}, true, true};
    const std::size_t space = text.find(' ');
    const std::string_view method = text.substr(0, space);
    if (method.empty() || method.size() > kLongestMethod ||
        !std::all_of(method.begin(), method.end(), is_upper))
        return std::nullopt;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos)
        return text.size() < kLongestLine ? std::optional<SipStart>(SipStart{}) : std::nullopt;
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (space > line.size() || !is_sip_uri(line.substr(space + 1)) || !line.ends_with(kVersion))
        return std::nullopt;
    return SipStart{method, false, true};
}

}  // namespace portolan::passive
