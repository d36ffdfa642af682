// Exceptions of a site in a policy: a flow that no document speaks of, or that deviates from one, tolerated
// from one instant to another. An exception lifts default deny and deviations between its dates; it never
// changes the decision of a documented first packet, and never beats a prohibition of an enforcing product.
#pragma once

#include "policy/admit.hpp"

#include <optional>

namespace portolan::policy {

// The first in the site's order that covers the attempt and is in force at its time; null without a time.
const CompiledException* exception_of(const Policy& policy, const Attempt& attempt);

// Between which instants the exceptions that cover this attempt, and the hours of requirements that do,
// change nothing: the last start or end at or before `at`, and the next one after it.
struct Validity {
    std::optional<Timestamp> from;   // inclusive
    std::optional<Timestamp> until;  // exclusive
};
Validity validity_of(const Policy& policy, const Attempt& attempt, Timestamp at);
Validity hours_of(const Policy& policy, const Attempt& attempt, Timestamp at);  // of requirements alone

// The next start or end of any exception, or of a requirement's hours, after `now`: until when a kernel's
// part made now holds.
std::optional<Timestamp> next_change(const Policy& policy, Timestamp now);
// True where a kernel's part that was made at one time is wrong at another; clocks also go backwards.
bool changes_between(const Policy& policy, Timestamp made, Timestamp now);

}  // namespace portolan::policy
