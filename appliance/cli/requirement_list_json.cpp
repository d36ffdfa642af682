// The list of requirements as JSON (portolan-requirements/1).
#include "appliance/cli/requirement_list.hpp"
#include "profiles/words.hpp"

#include <boost/json.hpp>

namespace portolan::cli {
namespace {

namespace json = boost::json;
using profiles::Means;
using profiles::Point;

json::array words(const std::vector<std::string>& values) {
    json::array out;
    for (const std::string& value : values)
        out.emplace_back(value);
    return out;
}

json::array facts_at(const Means& means, Point point) {
    json::array out;
    for (const profiles::CheckedFact& each : means.enforced_facts)
        if (each.point == point) out.emplace_back(fact_name(each.fact));
    return out;
}

json::object means_json(const Means& means) {
    json::array kernel;
    for (const profiles::Effect effect : means.kernel)
        kernel.emplace_back(word_of(effect));
    json::array facts;
    for (const Fact fact : means.observed_facts)
        facts.emplace_back(fact_name(fact));
    json::object out;
    out["enforced"] = json::object{{"kernel", std::move(kernel)},
                                   {"kernel_facts", facts_at(means, Point::kernel)},
                                   {"cut_facts", facts_at(means, Point::cut)}};
    out["probed"] = json::object{{"kinds", words(means.probes)}, {"decides", means.probed()}};
    out["observed"] = json::object{{"flows", means.flows}, {"facts", std::move(facts)}};
    out["attested"] = json::object{{"needed", means.attested}, {"evidence", means.evidence}};
    if (means.validity_months != 0) out["attested"].as_object()["validity_months"] = means.validity_months;
    return out;
}

json::array ambiguities_json(const profiles::Requirement& requirement) {
    json::array out;
    for (const profiles::Ambiguity& each : requirement.ambiguities) {
        json::object other;
        for (const profiles::Clause& clause : each.other)
            other[clause.name] = clause.values.empty() ? json::array{"set"} : words(clause.values);
        out.push_back(json::object{
            {"tag", each.tag}, {"text", each.text}, {"reading", each.reading}, {"other", std::move(other)}});
    }
    return out;
}

json::array rows_json(const std::vector<ListedRequirement>& rows) {
    json::array out;
    for (const ListedRequirement& row : rows) {
        const profiles::Requirement& requirement = *row.requirement;
        json::object each;
        each["id"] = requirement.id;
        each["kind"] = word_of(requirement.kind);
        each["level"] = word_of(requirement.level);
        each["title"] = row.title;
        each["lines"] = requirement.lines;
        each["quote"] = requirement.quote;
        each["trace_only"] = requirement.trace_only();
        for (auto& [key, value] : means_json(row.means))
            each[key] = std::move(value);
        each["ambiguities"] = ambiguities_json(requirement);
        if (row.not_applicable) {
            each["applicable"] = row.not_applicable->empty();
            each["reason"] = *row.not_applicable;
        }
        out.push_back(std::move(each));
    }
    return out;
}

json::object totals_json(const RequirementTotals& totals, bool at_site) {
    json::object out{{"requirements", totals.all},      {"covered", totals.covered},
                     {"enforced", totals.enforced},     {"probed", totals.probed},
                     {"observed", totals.observed},     {"attested", totals.attested},
                     {"trace_only", totals.trace_only}, {"vendor_statements", totals.vendor_statements}};
    if (at_site) out["applicable"] = totals.applicable;
    return out;
}

}  // namespace

std::string requirements_json(const RequirementList& list) {
    json::array products;
    for (const ListedProduct& product : list.products) {
        json::object each;
        each["id"] = product.profile->id;
        each["title"] = product.profile->title;
        each["version"] = product.profile->version;
        each["review_by"] = product.profile->review_by;
        each["totals"] = totals_json(product.totals, list.at_site());
        each["requirements"] = rows_json(product.requirements);
        each["vendor_statements"] = rows_json(product.vendor_statements);
        products.push_back(std::move(each));
    }
    json::object out;
    out["schema"] = "portolan-requirements/1";
    if (list.at_site()) out["policy"] = list.policy;
    out["totals"] = totals_json(list.vendor_documents(), list.at_site());
    out["own_totals"] = totals_json(list.own_document(), list.at_site());
    json::array not_yet;
    for (const std::string& each : profiles::not_yet_done())
        not_yet.emplace_back(each);
    out["not_yet_done"] = std::move(not_yet);
    out["products"] = std::move(products);
    return json::serialize(out) + "\n";
}

}  // namespace portolan::cli
