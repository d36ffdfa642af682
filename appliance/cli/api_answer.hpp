// What the appliance answered, as rows and cells for the terminal.
#pragma once

#include "appliance/cli/api_client.hpp"

#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

namespace portolan::cli {

// Of a good answer; else the error that it stands for.
Result<boost::json::object> object_of(const ApiAnswer& answer);

// All pages of a list as one.
Result<boost::json::object> whole_list(ApiClient& client, const std::string& target);

// A cell as text; lists joined, null empty.
std::string cell(const boost::json::object& row, std::string_view key);

}  // namespace portolan::cli
