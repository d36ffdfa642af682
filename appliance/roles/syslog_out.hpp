// Glue between the event spool of the store and the sinks of syslog: each target reads with a reader of its
// own, in its sink's thread, and hands its cursor to the server's loop.
#pragma once

#include "appliance/roles/event_loop.hpp"
#include "appliance/store/reader.hpp"
#include "appliance/syslog/tcp_sink.hpp"
#include "policy/site.hpp"
#include "webui/live_status.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace portolan::roles {

class SyslogOut {
public:
    struct Calls {  // all on the loop's thread
        std::function<void(store::EventCursor)> save;
        std::function<void(const std::string& target, bool up, const std::string& reason)> changed;
    };
    SyslogOut(EventLoop& loop, std::string database, std::string hostname, std::string appliance,
              Calls calls);
    ~SyslogOut();
    SyslogOut(const SyslogOut&) = delete;
    SyslogOut& operator=(const SyslogOut&) = delete;

    // Ends the sinks that are not listed any more or changed, begins the others at their cursors.
    Result<void> set_targets(const std::vector<policy::SyslogTarget>& targets,
                             const std::vector<store::EventCursor>& cursors);
    void notify();
    [[nodiscard]] std::vector<webui::SyslogState> states(std::uint64_t last_event) const;

private:
    struct Target;
    EventLoop& loop_;
    std::string database_, hostname_, appliance_;
    Calls calls_;
    std::vector<std::unique_ptr<Target>> targets_;
};

}  // namespace portolan::roles
