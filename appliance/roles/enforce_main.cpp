// portolan-enforce: the role `enforce`. Wiring only: channels to server and resolve around enforce::Enforcer.
#include "appliance/enforce/enforcer.hpp"
#include "appliance/privilege/confine.hpp"
#include "appliance/roles/peers.hpp"

#include <cstdio>
#include <string_view>

namespace portolan::roles {
namespace {

using wire::Kind;

const std::string kRole = "enforce";
constexpr std::int64_t kCounterPeriod = 1000;  // ms

class EnforceRole {
public:
    explicit EnforceRole(const std::string& folder)
        : enforcer_(folder + "/names.snapshot"),
          listener_(
              loop_, kRole, {"server", "resolve"},
              [this](const std::string& role, const wire::Packet& packet) { return received(role, packet); },
              [this](const std::string& role, bool connected) { changed(role, connected); }),
          folder_(folder) {}

    Result<void> run() {
        TRY_VOID(listener_.listen(folder_ + "/socket"));
        loop_.every(kCounterPeriod, [this] { tick(); });
        loop_.run();
        return {};
    }

private:
    Result<void> received(const std::string& role, const wire::Packet& packet) {
        if (role == "server" && packet.kind == Kind::stage)
            return stage(TRY(wire::read_as<wire::Stage>(packet)));
        if (role == "server" && packet.kind == Kind::disarm)
            return disarm(TRY(wire::read_as<wire::Disarm>(packet)));
        if (role == "resolve" && packet.kind == Kind::learn)
            return learn(TRY(wire::read_as<wire::Learn>(packet)));
        return fail(ErrorCode::bad_input, role + " sent a message that it may not send");
    }

    void changed(const std::string& role, bool connected) {
        if (role == "resolve" && connected) listener_.send(role, Kind::gates, wire::Gates{enforcer_.gates()});
        if (role == "server" && connected) tell_new_server();
    }

    // It judges flows that began before it did: by rules that may be loaded, and names that clients know.
    void tell_new_server() {
        listener_.send("server", Kind::staged,
                       wire::Staged{0, true, "", enforcer_.policy_in_kernel(), enforcer_.elements()});
        listener_.send("server", Kind::names, enforcer_.names(enforce::boot_seconds()));
    }

    Result<void> stage(wire::Stage stage) {
        answer(stage.serial, enforcer_.stage(std::move(stage.ruleset)));
        return {};
    }

    Result<void> disarm(const wire::Disarm& disarm) {
        answer(disarm.serial, enforcer_.disarm());
        return {};
    }

    void answer(std::uint64_t serial, const Result<void>& done) {
        if (!done) say(kRole, done.error().text());
        listener_.send("server", Kind::staged,
                       wire::Staged{serial, done.has_value(), done ? "" : done.error().text(),
                                    enforcer_.policy(), enforcer_.elements()});
        if (done) listener_.send("resolve", Kind::gates, wire::Gates{enforcer_.gates()});
    }

    Result<void> learn(const wire::Learn& learn) {
        std::string refused;
        const wire::LearnAnswer out = enforcer_.learn(learn, enforce::boot_seconds(), &refused);
        listener_.send("resolve", Kind::learn_answer, out);
        listener_.send("server", Kind::learned,
                       wire::Learned{learn.client, learn.name, learn.addresses, learn.ttl, refused});
        return {};
    }

    void tick() {
        enforcer_.tick(enforce::boot_seconds());
        if (listener_.to("server") == nullptr || !enforcer_.loaded()) return;
        const Result<wire::Counters> counters = enforcer_.counters();
        if (counters) listener_.send("server", Kind::counters, *counters);
    }

    EventLoop loop_;
    enforce::Enforcer enforcer_;
    Listener listener_;
    std::string folder_;
};

Result<void> run(const std::string& folder) {
    const privilege::Rights& rights = *privilege::rights_of(kRole);
    TRY_VOID(privilege::check(rights));
    TRY_VOID(privilege::confine(rights));
    return EnforceRole(folder).run();
}

}  // namespace
}  // namespace portolan::roles

int main(int count, char** arguments) {
    // Once, as root, when `portolan up` ends: takes the table away.
    if (count == 3 && std::string_view(arguments[2]) == "--disarm") {
        const portolan::Result<void> done = portolan::enforce::Enforcer("").disarm();
        if (!done) portolan::roles::end_role("enforce", done.error());
        return 0;
    }
    if (count != 2) {
        std::fputs("usage: portolan-enforce FOLDER    (started by `portolan up` or its unit)\n", stderr);
        return 2;
    }
    const portolan::Result<void> done = portolan::roles::run(arguments[1]);
    if (!done) portolan::roles::end_role("enforce", done.error());
    return 0;
}
