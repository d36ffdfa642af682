// Where one product documents what another, which is enforced, prohibits: the prohibition would win, and the
// documented flow would stop without a word. Exact: two rules clash when a first packet exists that both
// speak of, and such a packet is given. Names are no part of it: what they resolve to is not known here.
//
// A rule that allows to or from everybody ("any", "any device on the Internet") makes no statement of a
// single host, so an enforced product may close its own hosts to it: that is no clash.
#pragma once

#include "policy/admit.hpp"

#include <vector>

namespace portolan::policy {

struct Clash {
    const Rule* allow = nullptr;
    const Rule* prohibition = nullptr;
    Attempt witness;
};
// In order of the rules; the first witness of each pair.
std::vector<Clash> clashes_of(const Policy& policy);

// Fails with the first clash, and how many more there are.
Result<void> check_clashes(const Policy& policy);

}  // namespace portolan::policy
