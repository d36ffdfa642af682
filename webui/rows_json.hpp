// The rows of LiveView as JSON, in the shape and within the bounds of openapi.yaml. Private to the API.
#pragma once

#include "webui/live_view.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

namespace portolan::webui {

// Valid UTF-8 of at most `most` code points, an ellipsis where something was cut off.
boost::json::string clipped(std::string_view text, std::size_t most);
// At most 2^53 - 1: what JavaScript holds exactly.
std::uint64_t json_count(std::uint64_t count);

boost::json::object flow_json(const LiveFlow& flow);
boost::json::object finding_json(const FindingRow& finding);
boost::json::object requirement_row_json(const report::Product& product,
                                         const report::Requirement& requirement,
                                         const RequirementActivity& activity);
boost::json::object trace_json(const report::Product& product, const report::Requirement& requirement);
boost::json::object stream_requirement_json(const report::Requirement& requirement,
                                            const RequirementActivity& activity);
boost::json::object decision_json(const DecisionRow& decision, bool with_elements);
boost::json::object history_json(const HistoryRow& row);
boost::json::object audit_json(const AuditRow& row);

// Which total a requirement belongs to: "documented" by a vendor for the customer, "local", the customer's
// own, or "vendor-statement", what a vendor says of itself. They are never added up.
inline constexpr std::array<std::string_view, 3> kRequirementGroups = {"documented", "local",
                                                                       "vendor-statement"};
std::string_view group_word(const report::Product& product, const report::Requirement& requirement);

// A statement kept for the trace has no verdict of its own; the API calls it not-applicable and says why.
std::string_view verdict_word(const report::Requirement& requirement);

boost::json::object status_json(const LiveView& view);
boost::json::object overview_json(const LiveView& view);
boost::json::array products_json(const report::Assessment& assessment);

}  // namespace portolan::webui
