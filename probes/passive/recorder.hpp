// The recorder: packets in, two-way flows with facts out. Needs no rights for files; reads capture files
// whole or says where they end.
//
//     Result<evidence::Recording> recording = passive::record_files({"dmz.pcapng"}, {});
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/evidence/recording.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace portolan::passive {

// From each further address of a machine to its first: one that asks over IPv4 and connects over IPv6 is one
// client.
using ClientAliases = std::unordered_map<Address, Address, AddressHash>;

struct RecorderOptions {
    // Documented HTTP requests ("GET /din.aspx?s=*&client=DynGate*"). A request that matches one is released
    // as that pattern; of any other only method and path are kept: query strings are personal data.
    std::vector<std::string> http_patterns;
    // Names that one address of a machine asked for hold for its other addresses too.
    ClientAliases same_client;
    // Bound on flows held at once; further ones are counted in not_covered, never silently lost.
    std::size_t most_flows = 4'000'000;
};

// Reads the files in order as one recording. Fails (exit 2 at the command line) where a file can't be opened
// or is no capture; a file that ends early is no failure: what was whole is in the recording, `incomplete`
// says the rest.
Result<evidence::Recording> record_files(const std::vector<std::string>& paths,
                                         const RecorderOptions& options);

}  // namespace portolan::passive
