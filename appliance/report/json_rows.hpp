// The rows of an assessment as JSON: the report and the API write them alike.
#pragma once

#include "appliance/report/assessment.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

namespace portolan::report {

// Foreign bytes as valid UTF-8.
boost::json::string json_text(std::string_view foreign);
boost::json::array json_texts(const std::vector<std::string>& lines);
boost::json::value json_instant(const std::string& when);  // null where empty

boost::json::object to_json(const Product& product);  // without its requirements
boost::json::object to_json(const Product& product, const Requirement& requirement);
boost::json::object to_json(const FlowRow& row);

// The text of a JSON value, safe to print: characters that steer a terminal or a reader's eye are \uXXXX.
std::string printable_json(const boost::json::value& value);

}  // namespace portolan::report
