#include "appliance/roles/resolve_role.hpp"

#include "appliance/privilege/confine.hpp"
#include "appliance/resolve/gate.hpp"
#include "appliance/roles/peers.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace portolan::roles {
namespace {

using wire::Kind;

const std::string kRole = "resolve";
constexpr std::uint16_t kDnsPort = 53;

class ResolveRole final : public resolve::Learner {
public:
    explicit ResolveRole(const std::string& run_folder)
        : enforcer_(
              loop_, kRole, run_folder + "/enforce/socket",
              [this](const wire::Packet& packet) { return received(packet); }, [] {}) {}

    Result<void> run() {
        loop_.every(20, [this] { step(); });
        loop_.run();
        return {};
    }

    // An enforcer that is away does not answer: the gate then does what it does without a word.
    void learn(const resolve::LearnRequest& request) override {
        enforcer_.send(Kind::learn, wire::Learn{request.serial, request.client, request.name,
                                                request.addresses, request.ttl});
    }

private:
    using Ports = std::map<std::uint16_t, Address>;

    Result<void> received(const wire::Packet& packet) {
        if (packet.kind == Kind::gates) return set_gates(TRY(wire::read_as<wire::Gates>(packet)));
        if (packet.kind != Kind::learn_answer)
            return fail(ErrorCode::bad_input, "enforce sent a message that it may not send");
        const wire::LearnAnswer answer = TRY(wire::read_as<wire::LearnAnswer>(packet));
        if (!gate_) return {};
        gate_->learned(answer.serial, {answer.documented, answer.done, answer.enforced},
                       resolve::uptime_now());
        step();
        return {};
    }

    // Ports that stay the same keep their sockets and the queries on their way.
    Result<void> set_gates(const wire::Gates& gates) {
        Ports ports;
        for (const ruleset::DnsGate& gate : gates.gates)
            ports[gate.port] = gate.resolver;
        if (ports == ports_ && gate_) return {};
        if (gate_) loop_.unwatch(gate_->descriptor());
        gate_.reset();
        std::vector<resolve::Listener> listeners;
        for (const auto& [port, resolver] : ports)
            listeners.push_back(TRY(listen(port, resolver)));
        ports_ = ports;
        if (listeners.empty()) return {};
        gate_ = std::make_unique<resolve::Gate>(TRY(resolve::Gate::create(std::move(listeners), *this, {})));
        loop_.watch(gate_->descriptor(), [this] { step(); });
        return {};
    }

    // The redirection leads to whatever address of ours the packet came in by.
    static Result<resolve::Listener> listen(std::uint16_t port, const Address& resolver) {
        const Address any = resolver.is_v4() ? Address::from_v4(0) : Address();
        resolve::Listener out;
        out.udp = TRY(resolve::listen_udp({any, port}));
        out.tcp = TRY(resolve::listen_tcp({any, port}));
        out.resolver = {resolver, kDnsPort};
        return out;
    }

    void step() {
        if (!gate_) return;
        gate_->step(resolve::uptime_now());
        for (const resolve::Miss& miss : gate_->take_misses())
            say(kRole, miss.name + " for " + miss.client.text() +
                           (miss.refused ? ": refused" : ": the enforcer is silent") +
                           (miss.withheld ? "; the answer was withheld" : "; answered all the same"));
    }

    EventLoop loop_;
    Ports ports_;
    std::unique_ptr<resolve::Gate> gate_;
    Caller enforcer_;
};

}  // namespace

Result<void> run_resolve(const std::string& run_folder) {
    const privilege::Rights& rights = *privilege::rights_of(kRole);
    TRY_VOID(privilege::check(rights));
    TRY_VOID(privilege::confine(rights));
    return ResolveRole(run_folder).run();
}

}  // namespace portolan::roles
