// One access control entry of a MUD file: what it matches, and which way it looks. Private to the import.
#pragma once

#include "appliance/base/result.hpp"
#include "profiles/json_place.hpp"
#include "profiles/match.hpp"

#include <string>

namespace portolan::profiles {

enum class MudDirection { from_device, to_device };

// What stands at the other end in the words of RFC 8520 section 3.
struct MudPeer {
    enum class Kind { any, address, local_networks, role };
    Kind kind = Kind::any;
    std::string role;  // of kind role: word for whoever plays it
    std::string says;  // what the file says of it, for people
};

struct MudEntry {
    std::string name;
    std::string quote;       // the entry as it stands in the file, bounded
    std::string left_out;    // why it is no flow of a profile; empty: it is one
    bool answers = false;    // it only lets the answers of another entry through
    bool by_device = false;  // the device opens the connection
    MudPeer peer;
    Match body;  // protocol, ports, names, addresses; no roles yet
};

Result<MudEntry> read_mud_entry(const JsonPlace& place, MudDirection direction);

}  // namespace portolan::profiles
