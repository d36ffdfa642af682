// What the start of a TCP conversation tells. Each look sees one direction from its first byte on and adds to
// what is known; the dissectors keep no state between looks.
#pragma once

#include "appliance/base/bytes.hpp"
#include "appliance/evidence/facts.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace portolan::passive {

struct Conversation {
    evidence::Facts facts;
    bool greeted = false;         // the server said "220 ..."
    bool tls_agreed = false;      // the version fact is the server's answer: an offer does not replace it
    bool client_decided = false;  // the client's bytes have nothing more to tell
    bool server_decided = false;
};

enum class Begin : bool { middle, start };  // whether the first byte seen is the first that was sent
enum class More : bool { none, possible };  // whether further bytes of this direction may come

// Both set facts and the *_decided flags. With More::none they take what a message that is cut short still
// says.
void look_at_client(Conversation& conversation, Bytes stream, Begin begin, More more,
                    std::span<const std::string> http_patterns);
void look_at_server(Conversation& conversation, Bytes stream, Begin begin, More more);

}  // namespace portolan::passive
