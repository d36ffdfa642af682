// By what means a requirement is held and shown, told from its profile alone: what the kernel does to the
// attempts it speaks of, which facts are checked where, which probes ask, what the recorder sees, what a
// person attests.
//
//     const Means means = means_of(requirement);
//     if (!means.any()) ...  // kept for the trace
#pragma once

#include "profiles/requirement.hpp"

#include <string>
#include <vector>

namespace portolan::profiles {

struct CheckedFact {
    Fact fact = Fact::sni;
    Point point = Point::report;
    friend bool operator==(const CheckedFact&, const CheckedFact&) = default;
};

struct Means {
    // What the kernel does with attempts, each once, in the order of the bodies; empty: not by the network.
    // Only allow, prohibit and closed_list stand here.
    std::vector<Effect> kernel;
    std::vector<CheckedFact> enforced_facts;  // at the points kernel and cut
    std::vector<std::string> probes;          // kinds
    bool probes_decide = false;               // else they only support an attestation
    bool flows = false;                       // attempts that the recorder sees decide
    std::vector<Fact> observed_facts;         // on those flows, each once
    bool attested = false;
    std::string evidence;
    unsigned validity_months = 0;

    [[nodiscard]] bool enforced() const { return !kernel.empty() || !enforced_facts.empty(); }
    [[nodiscard]] bool probed() const { return probes_decide && !probes.empty(); }
    [[nodiscard]] bool any() const { return enforced() || probed() || flows || attested; }
};

Means means_of(const Requirement& requirement);

// What documents ask for and profiles say, and this version does not do itself: whoever reads a list of means
// must not take a plan for an act. Words for a sentence, in the order of the columns.
const std::vector<std::string>& not_yet_done();

// "kernel: allow; cut: sni", "not by the network"; "tcp, tls"; "flows; facts sni, alpn"; "export of the list
// (12 months)". A means that is not there is "-".
std::string enforced_text(const Means& means);
std::string probed_text(const Means& means);
std::string observed_text(const Means& means);
std::string attested_text(const Means& means);

}  // namespace portolan::profiles
