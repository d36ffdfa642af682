// Lists and pairs inside one column, as JSON text. Bytes that are no UTF-8 come back as they went in.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/evidence/facts.hpp"
#include "appliance/evidence/measurement.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portolan::store {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string list_json(const std::vector<std::string>& values);
Result<std::vector<std::string>> parse_list(std::string_view json);

// [["key","value"],...]: an object would lose the order, and the second of two equal keys.
std::string pairs_json(const Pairs& values);
Result<Pairs> parse_pairs(std::string_view json);

std::string facts_json(const evidence::Facts& facts);
Result<evidence::Facts> parse_facts(
    std::string_view json);  // facts that this version doesn't know are left out

// [["down_kbps",384],["ssh_methods",["publickey"]]]
std::string measurements_json(const std::vector<evidence::Measurement>& values);
Result<std::vector<evidence::Measurement>> parse_measurements(std::string_view json);

}  // namespace portolan::store
