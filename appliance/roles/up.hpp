// `portolan up`: the whole appliance in the foreground, from one table; with --lab a simulated customer
// network around it. Nothing of it outlives this process.
#pragma once

#include "appliance/base/result.hpp"

#include <string>

namespace portolan::roles {

struct UpOptions {
    std::string site;  // file; empty = the one that is in the state folder
    std::string state_folder = "/var/lib/portolan";
    std::string run_folder = "/run/portolan";
    std::string listen = "127.0.0.1:8443";  // of the page
    std::string api_socket;   // of the command line; empty = RUN/api.sock; "@NAME" is an abstract one
    bool observe = false;     // every product, whatever the site says
    bool keep_table = false;  // at the end; else a plain router is left
    bool lab = false;
    std::string lab_program;  // tests/lab/network
    std::string lab_folder = "/run/portolan-lab";
};

// Returns when a signal ended it.
Result<void> run_up(const UpOptions& options);

}  // namespace portolan::roles
