// A systemd unit as data, and what it grants beside the table of rights.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/privilege/rights.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::units {

// Values by "Section.Key", in the order of the file. systemd.syntax(7), without line continuations, which
// are an error here.
using UnitFile = std::map<std::string, std::vector<std::string>>;

Result<UnitFile> parse_unit(std::string_view text);

// Where the unit of a role differs from its row of the table: more rights, fewer, another binary or account.
// Each line names the key; empty where they are the same.
std::vector<std::string> differences(const privilege::Rights& rights, const UnitFile& unit);

// What every role's unit says besides; those that are missing or say something else.
std::vector<std::string> missing_hardening(const UnitFile& unit);

}  // namespace portolan::units
