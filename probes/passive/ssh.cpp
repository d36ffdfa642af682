#include "probes/passive/ssh.hpp"

#include <algorithm>

namespace portolan::passive {

std::optional<SshBanner> parse_ssh_banner(Bytes stream) {
    constexpr std::size_t kLongest = 255;  // RFC 4253: with CR LF
    constexpr std::string_view kStart = "SSH-";
    const std::string_view text = as_text(stream.first(std::min(stream.size(), kLongest)));
    if (text.empty() || !text.starts_with(kStart.substr(0, text.size()))) return std::nullopt;
    const std::size_t end = text.find_first_of("\r\n");
    if (end == std::string_view::npos)
        return text.size() < kLongest ? std::optional<SshBanner>(SshBanner{}) : std::nullopt;
    const std::string_view line = text.substr(0, end);
    const std::size_t dash = line.find('-', kStart.size());  // after the protocol version
    if (dash == std::string_view::npos) return std::nullopt;
    const std::string_view software = line.substr(dash + 1, line.find(' ', dash) - dash - 1);
    const bool printable =
        std::all_of(software.begin(), software.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (software.empty() || !printable) return std::nullopt;
    return SshBanner{std::string(software), true};
}

}  // namespace portolan::passive
