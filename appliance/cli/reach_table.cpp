#include "appliance/cli/reach_table.hpp"

#include "policy/reach.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

using policy::Reach;
using policy::RequirementReach;

// "inline 3, none 1" where subjects differ; else how many there are.
std::string subjects_text(const RequirementReach& row) {
    std::string out;
    for (const Reach reach : {Reach::in_line, Reach::mirror, Reach::none})
        if (const std::size_t count = row.count(reach); count > 0)
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", policy::reach_name(reach), count);
    return out;
}

const std::string& product_of(const policy::Policy& policy, const RequirementReach& row) {
    return policy.products()[row.product].profile->id;
}

}  // namespace

std::string reach_summary(const policy::Policy& policy, const std::string& file) {
    const std::vector<RequirementReach> rows = policy::requirement_reaches(policy);
    std::string out;
    for (std::size_t product = 0; product < policy.products().size(); ++product) {
        std::size_t counts[3] = {};
        for (const RequirementReach& row : rows)
            if (row.product == product) ++counts[static_cast<std::size_t>(row.best())];
        out += fmt::format("{}: {} reach: {} inline, {} mirror, {} none of the requirements in force\n", file,
                           policy.products()[product].profile->id, counts[2], counts[1], counts[0]);
    }
    return out;
}

std::string reach_table(const policy::Policy& policy) {
    std::string out = fmt::format("{:<22} {:<14} {:<7} {:<28} {}\n", "PRODUCT", "REQUIREMENT", "REACH",
                                  "SUBJECTS", "WHY NOT INLINE");
    for (const RequirementReach& row : policy::requirement_reaches(policy)) {
        std::string line =
            fmt::format("{:<22} {:<14} {:<7} {:<28} {}", product_of(policy, row), row.requirement->id,
                        policy::reach_name(row.best()), subjects_text(row), row.why);
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    return out;
}

boost::json::array reach_json(const policy::Policy& policy) {
    boost::json::array out;
    for (const RequirementReach& row : policy::requirement_reaches(policy)) {
        boost::json::array subjects;
        for (const policy::SubjectReach& subject : row.subjects)
            subjects.push_back(
                {{"subject", subject.subject}, {"reach", std::string(policy::reach_name(subject.reach))}});
        boost::json::object each;
        each["product"] = product_of(policy, row);
        each["requirement"] = row.requirement->id;
        each["reach"] = std::string(policy::reach_name(row.best()));
        each["why"] = row.why;
        each["subjects"] = std::move(subjects);
        out.push_back(std::move(each));
    }
    return out;
}

}  // namespace portolan::cli
