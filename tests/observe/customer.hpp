// A customer's network around a box in which the whole appliance runs as a person starts it:
//     outside (192.0.2.2, DNS; 203.0.113.10 behind it) -- box -- inside (a PC of DCA4, a visitor of no role)
//                                                            `-- admin (one administrator, one who is none)
#pragma once

#include "tests/live/network.hpp"
#include "tests/observe/talk.hpp"

#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace portolan::observe {

// Empty where these tests can run, else why not.
std::string why_not();

struct Site {
    std::string dca4 = "enforce";
    std::string own = "enforce";  // the appliance's own profile
    std::string ungoverned = "observe";
    std::string more = {};  // further lines of the site file
};

class Customer {
public:
    Customer();
    ~Customer();  // nothing is left of it
    Customer(const Customer&) = delete;
    Customer& operator=(const Customer&) = delete;

    [[nodiscard]] const live::Machine& inside() const { return *inside_; }
    [[nodiscard]] const live::Machine& outside() const { return *outside_; }
    [[nodiscard]] const live::Machine& admin() const { return *admin_; }
    [[nodiscard]] const std::string& folder() const { return folder_; }
    // Writes the site's files; the path of the site file.
    [[nodiscard]] std::string site(const Site& site) const;

private:
    std::string folder_;
    std::unique_ptr<live::Machine> inside_, outside_, admin_;
};

// `portolan up` in the box, in the foreground of a child.
class Appliance {
public:
    Appliance(const Customer& customer, const std::string& site, const std::vector<std::string>& more = {});
    ~Appliance();
    Appliance(const Appliance&) = delete;
    Appliance& operator=(const Appliance&) = delete;

    // A command of the command line over RUN/api.sock; its output.
    [[nodiscard]] std::string ask(const std::string& command) const;
    // Waits until the rules are loaded and all roles run; false where that does not happen.
    [[nodiscard]] bool is_up() const;
    // As Ctrl-C; its exit status, -1 where it did not end.
    int interrupt();
    [[nodiscard]] std::string output() const;
    [[nodiscard]] std::string run_folder() const { return folder_ + "/run"; }

private:
    std::string folder_;
    pid_t pid_ = -1;
};

// The program itself, without an appliance.
std::string portolan(const std::string& arguments);

}  // namespace portolan::observe
