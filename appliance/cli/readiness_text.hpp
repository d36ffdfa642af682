// Readiness for a person at a terminal, from the JSON that the API gives (report/readiness_json.hpp).
#pragma once

#include <string>

#include <boost/json/fwd.hpp>

namespace portolan::cli {

std::string readiness_text(const boost::json::object& readiness);

}  // namespace portolan::cli
