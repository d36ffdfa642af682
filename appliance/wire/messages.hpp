// Every message between roles. A channel (channel.hpp) carries the kinds that its two ends may speak; another
// kind, or a malformed one, ends the receiver. Nothing here names a file, a command or nft text.
#pragma once

#include "appliance/evidence/flow.hpp"
#include "appliance/wire/http_messages.hpp"
#include "policy/ruleset/ruleset.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::wire {

enum class Kind : std::uint8_t {
    // server -> enforce
    stage = 1,
    disarm,
    // enforce -> server
    staged,
    counters,
    learned,
    names,
    // enforce -> resolve
    gates,
    learn_answer,
    // resolve -> enforce
    learn,
    // server -> capture
    capture_setup,
    // capture -> server
    flows,
    capture_stats,
    // web -> server
    http_request,
    http_gone,
    // server -> web
    http_response,
    http_frame,
    // up -> server
    role_states,
};
constexpr Kind last_of(Kind) {
    return Kind::role_states;
}

struct Stage {  // put this in force, in one transaction
    std::uint64_t serial = 0;
    ruleset::Ruleset ruleset;
};
struct Disarm {  // take the table away
    std::uint64_t serial = 0;
};
struct Staged {  // answer to both
    std::uint64_t serial = 0;
    bool done = false;
    std::string error;   // what the kernel or the floor refused
    std::string policy;  // in force now; empty = no table
    std::uint64_t elements = 0;
};
struct CounterRow {
    std::uint32_t mark = 0;
    std::string key;          // of the decision; "c_..." for those that are none's
    std::uint8_t action = 0;  // ruleset::Action
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
};
struct Counters {
    std::string policy;
    std::string boot;  // counters start anew with another
    std::vector<CounterRow> rows;
};
struct Learned {  // a name became a row of the kernel, or was refused
    Address client;
    std::string name;
    std::vector<Address> addresses;
    std::uint32_t ttl = 0;  // seconds
    std::string refused;    // why not, or empty
};

struct KnownName {
    Address client;
    std::string name;
    Address address;
    std::uint32_t left = 0;  // seconds, grace included
};
struct Names {  // what was learned before this connection
    std::vector<KnownName> rows;
};

struct Gates {  // ports to listen on, each for one resolver
    std::vector<ruleset::DnsGate> gates;
};
struct Learn {
    std::uint64_t serial = 0;
    Address client;
    std::string name;  // as asked, normal form
    std::vector<Address> addresses;
    std::uint32_t ttl = 0;
};
struct LearnAnswer {
    std::uint64_t serial = 0;
    bool documented = false;  // false: no requirement names it, nothing was learned
    bool done = false;        // the kernel has it
    bool enforced = false;    // of the client: without `done` its answer is withheld
};

struct CaptureSetup {
    std::vector<std::string> http_patterns;
    std::vector<std::pair<Address, Address>> same_client;  // further address, first address
};
struct FlowUpdate {
    std::uint64_t id = 0;  // of the recorder's run
    evidence::Flow flow;   // all of it so far
    bool final = false;
};
struct Flows {
    std::string run;  // ids are unique within it
    std::vector<FlowUpdate> updates;
};
struct InterfaceStats {
    std::string interface;
    std::uint64_t received = 0;  // by the kernel's tap, since the start of the run
    std::uint64_t dropped = 0;
    bool up = true;
};
struct CaptureStats {
    std::string run;
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    std::vector<InterfaceStats> interfaces;
    std::vector<std::pair<std::string, std::uint64_t>> not_covered;
};

struct RoleState {
    std::string role;
    std::string state;  // starting, running, down
    std::uint32_t pid = 0;
    std::uint32_t restarts = 0;
    Timestamp since;
};
struct RoleStates {
    std::vector<RoleState> roles;
};

}  // namespace portolan::wire
