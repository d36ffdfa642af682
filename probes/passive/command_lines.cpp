#include "probes/passive/command_lines.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace portolan::passive {
namespace {

constexpr std::size_t kMostLines = 64;  // before TLS or a login; bounds the work on a stream of line ends

struct Word {
    std::string_view word;
    std::optional<LineProtocol> protocol;  // absent: both have it
    bool clear;                            // a client that comes here without TLS stays in clear text
};

constexpr Word kWords[] = {
    {"EHLO", LineProtocol::smtp, false}, {"HELO", LineProtocol::smtp, true},
    {"MAIL", LineProtocol::smtp, true},  {"RSET", LineProtocol::smtp, false},
    {"USER", LineProtocol::ftp, true},   {"PASS", LineProtocol::ftp, true},
    {"FEAT", LineProtocol::ftp, false},  {"SYST", LineProtocol::ftp, false},
    {"OPTS", LineProtocol::ftp, false},  {"CLNT", LineProtocol::ftp, false},
    {"HOST", LineProtocol::ftp, false},  {"PBSZ", LineProtocol::ftp, false},
    {"NOOP", std::nullopt, false},       {"QUIT", std::nullopt, true},
};

std::string upper_start(std::string_view line) {
    std::string out(line.substr(0, 8));
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

const Word* find_word(std::string_view start) {
    for (const Word& word : kWords)
        if (start.starts_with(word.word) && (start.size() == 4 || start[4] == ' ')) return &word;
    return nullptr;
}

bool contains(std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
}

// AUTH is FTP's way to TLS and SMTP's way to a login.
bool asks_tls(std::string_view start, std::optional<LineProtocol> protocol) {
    if (start == "STARTTLS") return true;
    const bool ftp_auth = start == "AUTH TLS" || start == "AUTH SSL";
    return ftp_auth && protocol != LineProtocol::smtp;
}

}  // namespace

std::optional<Greeting> parse_greeting(Bytes server_stream) {
    constexpr std::string_view kCode = "220";
    const std::string_view text = as_text(server_stream);
    if (text.empty() || !text.starts_with(kCode.substr(0, text.size()))) return std::nullopt;
    if (text.size() > 3 && text[3] != ' ' && text[3] != '-') return std::nullopt;
    Greeting greeting;
    const std::size_t end = text.find('\n');
    greeting.complete = end != std::string_view::npos;
    const std::string_view line = text.substr(0, end);
    if (contains(line, "SMTP")) greeting.protocol = LineProtocol::smtp;
    if (contains(line, "FTP")) greeting.protocol = LineProtocol::ftp;
    return greeting;
}

std::optional<CommandLines> parse_command_lines(Bytes client_stream, bool after_greeting) {
    std::string_view text = as_text(client_stream);
    CommandLines out;
    std::optional<LineProtocol> protocol;
    for (std::size_t lines = 0; lines < kMostLines; ++lines) {
        const std::size_t end = text.find('\n', out.end);
        if (end == std::string_view::npos) break;
        std::string_view line = text.substr(out.end, end - out.end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        const std::string start = upper_start(line);
        const Word* word = find_word(start);
        out.tls_asked = asks_tls(start, protocol);
        if (out.tls_asked && !protocol)
            protocol = start == "STARTTLS" ? LineProtocol::smtp : LineProtocol::ftp;
        const bool login = start.starts_with("AUTH ") && protocol == LineProtocol::smtp && !out.tls_asked;
        if (word == nullptr && !out.tls_asked && !login) break;
        if (word != nullptr && word->protocol && !protocol) protocol = word->protocol;
        out.clear = login || (word != nullptr && word->clear);
        out.end = end + 1;
        if (out.tls_asked || out.clear) break;
    }
    const bool named_by_itself = protocol == LineProtocol::smtp || out.tls_asked;
    if (!protocol || (!after_greeting && !named_by_itself)) return std::nullopt;
    out.protocol = *protocol;
    return out;
}

std::size_t end_of_replies(Bytes server_stream) {
    const std::string_view text = as_text(server_stream);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    std::size_t at = 0;
    for (std::size_t lines = 0; lines < kMostLines; ++lines) {
        const std::string_view rest = text.substr(at);
        const bool reply = rest.size() >= 4 && std::all_of(rest.begin(), rest.begin() + 3, is_digit);
        const std::size_t end = rest.find('\n');
        if (!reply || end == std::string_view::npos) break;
        at += end + 1;
    }
    return at;
}

}  // namespace portolan::passive
