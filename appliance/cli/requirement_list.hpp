// Every documented requirement with the means by which it is held and shown, and at a site whether it
// applies: what `portolan requirements` prints. Rows point into the profiles they were made from.
#pragma once

#include "policy/policy.hpp"
#include "profiles/means.hpp"
#include "profiles/profile.hpp"

#include <optional>
#include <string>
#include <vector>

namespace portolan::cli {

struct ListedRequirement {
    const profiles::Requirement* requirement = nullptr;
    profiles::Means means;
    std::string title;  // in the language asked for, else English; empty where the profile gives neither
    std::optional<std::string> not_applicable;  // at a site: why not; empty where it applies
};

struct RequirementTotals {
    std::size_t all = 0;
    std::size_t covered = 0;  // by at least one means, or kept for the trace
    std::size_t enforced = 0;
    std::size_t probed = 0;
    std::size_t observed = 0;
    std::size_t attested = 0;
    std::size_t trace_only = 0;
    std::size_t vendor_statements = 0;
    std::size_t applicable = 0;
    RequirementTotals& operator+=(const RequirementTotals& other);
};

struct ListedProduct {
    const profiles::Profile* profile = nullptr;
    std::vector<ListedRequirement> requirements;                          // file order
    std::vector<ListedRequirement> vendor_statements;                     // not counted against the customer
    RequirementTotals totals;                                             // of both
    [[nodiscard]] bool own() const { return profile->id == "portolan"; }  // the appliance's own document
    // Not the customer's local requirements: they are never mixed with vendors' counts.
    [[nodiscard]] bool of_vendor() const { return !own() && profile->prefix != "LOC"; }
};

struct RequirementList {
    std::string policy;  // short id; empty without a site
    std::vector<ListedProduct> products;
    [[nodiscard]] bool at_site() const { return !policy.empty(); }
    [[nodiscard]] RequirementTotals vendor_documents() const;
    [[nodiscard]] RequirementTotals own_document() const;
};

RequirementList list_requirements(const std::vector<const profiles::Profile*>& library,
                                  profiles::Language language);
// The products of the site only.
RequirementList list_requirements(const policy::Policy& policy, profiles::Language language);

std::string requirements_table(const RequirementList& list);
std::string requirements_markdown(const RequirementList& list);
std::string requirements_json(const RequirementList& list);

// "mode is wildcard, custom_ports is set": what takes the other reading; empty where nothing does.
std::string other_reading_text(const profiles::Ambiguity& ambiguity);
// "72 of 72 requirements: 40 enforced, 30 probed, ...".
std::string totals_text(const RequirementTotals& totals, bool at_site);

}  // namespace portolan::cli
