// One event of every kind with fixed values: for the golden file, the documentation and the collectors'
// tests.
#pragma once

#include "appliance/syslog/event_kind.hpp"
#include "appliance/syslog/rfc5424.hpp"

#include <string>
#include <vector>

namespace portolan::syslog {

std::vector<evidence::Event> sample_events();
LineOptions sample_options();

// Reads tests/golden/syslog/NAME, or writes it with PORTOLAN_UPDATE_GOLDEN=1.
std::string golden_text(const std::string& path);
void put_golden(const std::string& path, const std::string& text);
bool updates_golden();

}  // namespace portolan::syslog
