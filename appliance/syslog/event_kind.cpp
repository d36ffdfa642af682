#include "appliance/syslog/event_kind.hpp"

#include "appliance/base/result.hpp"

#include <algorithm>

namespace portolan::syslog {
namespace {

const EventKind* find(std::string_view EventKind::*member, std::string_view value) {
    const auto found = std::ranges::find(event_kinds(), value, member);
    return found == event_kinds().end() ? nullptr : &*found;
}

}  // namespace

const EventKind& event_kind(EventCode code) {
    const auto found = std::ranges::find(event_kinds(), code, &EventKind::code);
    if (found == event_kinds().end()) panic("an event code without an entry in the catalogue");
    return *found;
}

const EventKind* find_event_kind(std::string_view id) {
    return find(&EventKind::id, id);
}

const EventKind* find_event_kind_named(std::string_view name) {
    return find(&EventKind::name, name);
}

}  // namespace portolan::syslog
