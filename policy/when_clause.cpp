#include "policy/when_clause.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::policy {

std::string failed_clause(const std::vector<profiles::Clause>& when, const CompiledProduct& product) {
    for (const profiles::Clause& clause : when) {
        if (clause.values.empty()) {
            if (!product.parameters.contains(clause.name))
                return fmt::format("parameter {} is unset", clause.name);
            continue;
        }
        const std::string& value = product.options.at(clause.name);
        if (std::find(clause.values.begin(), clause.values.end(), value) == clause.values.end())
            return fmt::format("option {} is {}", clause.name, value);
    }
    return {};
}

}  // namespace portolan::policy
