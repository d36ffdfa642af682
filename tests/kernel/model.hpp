// What the kernel has to do with a trial: decide() for what begins a connection, and for the rest what a
// stateful firewall owes to a flow that it let begin.
#pragma once

#include "policy/ruleset/render.hpp"
#include "tests/kernel/trial.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace portolan::kernel {

// False for ICMP types that conntrack does not let begin a flow.
bool may_begin(const Trial& trial);

// All addresses of the client's machine: what one of them resolved, each may use in its own family.
std::vector<Address> clients_of(const ruleset::Ruleset& ruleset, const Address& client);

struct Expected {
    bool arrives = false;
    std::string counter;  // a decision's key, "c_...", or empty where none moves
};

class Model {
public:
    // `own`: the box's addresses.
    explicit Model(std::vector<Address> own) : own_(std::move(own)) {}

    // Learned names stay, as in the enforcer.
    void stage(const ruleset::Ruleset& ruleset);
    void learn(const Learning& learning);
    Expected expect(const Trial& trial);

    // The ruleset's decisions and those that learned names added to them, by key.
    [[nodiscard]] const std::map<std::string, ruleset::Decision>& known() const { return known_; }
    [[nodiscard]] ruleset::Attempt attempt_of(const Trial& trial) const;
    // The counter's name in the kernel.
    static std::string counter_of(const std::string& key);

private:
    void know_learned();
    Expected begin(const Trial& trial);
    Expected of_flow(const Trial& trial);
    Expected of_no_flow(const Trial& trial);
    Expected untracked(const Trial& trial);
    [[nodiscard]] Expected invalid(const Ends& ends) const;
    [[nodiscard]] bool is_free(const Ends& ends) const;
    [[nodiscard]] bool is_own(const Address& address) const;
    [[nodiscard]] bool is_administration(const Trial& trial) const;
    [[nodiscard]] const ruleset::Decision* decision_of(const std::string& key) const;

    std::vector<Address> own_;
    ruleset::Ruleset ruleset_;
    AddressSet enforced_;
    bool drops_ungoverned_ = false;
    std::map<std::string, ruleset::Decision> known_;
    std::map<std::pair<Address, Address>, std::vector<std::string>> names_;
    std::map<std::size_t, std::string> flows_;  // that the kernel tracks: key of the decision
    std::set<std::size_t> answered_;            // before that, each packet is classified as the first is
    // Without ports all packets between two ends are one flow.
    std::map<std::tuple<Address, Address, std::uint8_t>, std::size_t> pairs_;
};

}  // namespace portolan::kernel
