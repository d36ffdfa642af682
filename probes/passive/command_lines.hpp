// SMTP and FTP: clear-text command lines that may ask for TLS and go on in it (RFC 5321, RFC 3207, RFC 959,
// RFC 4217). Only command words are looked at; arguments are names and passwords.
#pragma once

#include "appliance/base/bytes.hpp"

#include <cstddef>
#include <optional>

namespace portolan::passive {

enum class LineProtocol { smtp, ftp };

// A server's "220" greeting. Both protocols begin so; the words tell them apart when they are there.
struct Greeting {
    std::optional<LineProtocol> protocol;
    bool complete = false;  // false: the first line has not ended
};
std::optional<Greeting> parse_greeting(Bytes server_stream);

struct CommandLines {
    LineProtocol protocol = LineProtocol::smtp;
    bool tls_asked = false;  // STARTTLS or AUTH TLS; what the client sends next begins at `end`
    bool clear = false;      // went on to mail or to a login without TLS
    std::size_t end = 0;     // of the last whole line looked at
};
// Nothing where the lines are neither. `after_greeting`: the server's 220 was seen, without which FTP's
// command words alone would be taken from POP3, IRC and others.
std::optional<CommandLines> parse_command_lines(Bytes client_stream, bool after_greeting);

// Offset of the first byte after the reply lines (three digits each) with which a server stream begins.
std::size_t end_of_replies(Bytes server_stream);

}  // namespace portolan::passive
