// Readiness as JSON (portolan-readiness/1): the API and the command line write it alike.
#pragma once

#include "appliance/evidence/readiness.hpp"

#include <boost/json/fwd.hpp>

namespace portolan::report {

// Within the bounds of webui/openapi.yaml, whatever the texts are.
boost::json::object to_json(const evidence::Readiness& readiness);

}  // namespace portolan::report
