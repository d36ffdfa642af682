// The finding that a row of flows is, if it is one.
#pragma once

#include "appliance/live/finding_book.hpp"
#include "appliance/live/ledger.hpp"

#include <optional>
#include <string>

namespace portolan::live {

// Severity is left to the caller. `count`: flows that the findings do not know of yet.
std::optional<Sighting> sighting_of(const policy::Policy& policy, const Row& row);

// The zone of an address: of those in no zone, the first untrusted one.
std::string zone_name(const policy::Policy& policy, const Address& address);
// True where a product governs the address.
bool is_governed(const policy::Policy& policy, const Address& address);

}  // namespace portolan::live
