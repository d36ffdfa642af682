#include "appliance/cli/requirement_list.hpp"

#include "policy/subjects.hpp"

#include <map>

#include <fmt/format.h>

namespace portolan::cli {
namespace {

using profiles::Language;
using profiles::Profile;
using profiles::Requirement;

RequirementTotals totals_of(const ListedRequirement& row) {
    RequirementTotals out;
    out.all = 1;
    out.trace_only = row.requirement->trace_only() ? 1 : 0;
    out.covered = row.means.any() || row.requirement->trace_only() ? 1 : 0;
    out.enforced = row.means.enforced() ? 1 : 0;
    out.probed = row.means.probed() ? 1 : 0;
    out.observed = row.means.flows ? 1 : 0;
    out.attested = row.means.attested ? 1 : 0;
    out.vendor_statements = row.requirement->of_vendor ? 1 : 0;
    out.applicable = row.not_applicable && row.not_applicable->empty() ? 1 : 0;
    return out;
}

ListedRequirement row_of(const Requirement& requirement, Language language) {
    ListedRequirement row;
    row.requirement = &requirement;
    row.means = profiles::means_of(requirement);
    const std::string& asked = requirement.title.in(language);
    row.title = asked.empty() ? requirement.title.in(Language::en) : asked;
    return row;
}

void add_row(ListedRequirement row, ListedProduct& product) {
    product.totals += totals_of(row);
    (row.requirement->of_vendor ? product.vendor_statements : product.requirements).push_back(std::move(row));
}

}  // namespace

RequirementTotals& RequirementTotals::operator+=(const RequirementTotals& other) {
    all += other.all;
    covered += other.covered;
    enforced += other.enforced;
    probed += other.probed;
    observed += other.observed;
    attested += other.attested;
    trace_only += other.trace_only;
    vendor_statements += other.vendor_statements;
    applicable += other.applicable;
    return *this;
}

RequirementTotals RequirementList::vendor_documents() const {
    RequirementTotals out;
    for (const ListedProduct& product : products)
        if (product.of_vendor()) out += product.totals;
    return out;
}

RequirementTotals RequirementList::own_document() const {
    RequirementTotals out;
    for (const ListedProduct& product : products)
        if (product.own()) out += product.totals;
    return out;
}

RequirementList list_requirements(const std::vector<const Profile*>& library, Language language) {
    RequirementList out;
    for (const Profile* profile : library) {
        ListedProduct product;
        product.profile = profile;
        for (const Requirement& requirement : profile->requirements)
            add_row(row_of(requirement, language), product);
        out.products.push_back(std::move(product));
    }
    return out;
}

RequirementList list_requirements(const policy::Policy& policy, Language language) {
    std::map<const Requirement*, std::string> decided;
    for (const policy::Applicability& each : policy::applicabilities(policy))
        decided[each.requirement] =
            each.not_applicable.empty() ? each.parameter_missing : each.not_applicable;
    RequirementList out;
    out.policy = policy.short_id();
    for (const policy::CompiledProduct& compiled : policy.products()) {
        ListedProduct product;
        product.profile = compiled.profile;
        for (const Requirement& requirement : compiled.profile->requirements) {
            ListedRequirement row = row_of(requirement, language);
            row.not_applicable = decided[&requirement];  // what is kept for the trace always applies
            add_row(std::move(row), product);
        }
        out.products.push_back(std::move(product));
    }
    return out;
}

std::string other_reading_text(const profiles::Ambiguity& ambiguity) {
    std::string out;
    for (const profiles::Clause& clause : ambiguity.other)
        out +=
            fmt::format("{}{} is {}", out.empty() ? "" : ", ", clause.name,
                        clause.values.empty() ? "set" : fmt::format("{}", fmt::join(clause.values, " or ")));
    return out;
}

std::string totals_text(const RequirementTotals& totals, bool at_site) {
    std::string out =
        fmt::format("{} of {} requirements: {} enforced, {} probed, {} observed, {} attested", totals.covered,
                    totals.all, totals.enforced, totals.probed, totals.observed, totals.attested);
    if (totals.trace_only != 0) out += fmt::format(", {} kept for the trace", totals.trace_only);
    if (totals.vendor_statements != 0)
        out += fmt::format("; {} are vendor statements", totals.vendor_statements);
    if (at_site) out += fmt::format("; {} apply at this site", totals.applicable);
    return out;
}

}  // namespace portolan::cli
