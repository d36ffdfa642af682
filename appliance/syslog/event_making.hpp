// Events from what happened: severity, order of fields and sentence come from the catalogue.
//
//     Event event = make_event(EventCode::collector_down, {{"target", "siem-1"}, {"reason", "refused"}},
//     now);
#pragma once

#include "appliance/evidence/finding.hpp"
#include "appliance/evidence/interval.hpp"
#include "appliance/syslog/event_kind.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portolan::syslog {

using Fields = std::vector<std::pair<std::string, std::string>>;

// Empty values are left out. Fields come in the order of the catalogue; those that it doesn't list for the
// event follow, for a value that was given is never lost (see unlisted_fields).
evidence::Event make_event(EventCode code, const Fields& fields, Timestamp now);

// Names of fields that the catalogue doesn't list for the event: empty in every correct program.
std::vector<std::string> unlisted_fields(const evidence::Event& event);

enum class FindingStep : std::uint8_t { open, update, close };

// The event of a finding's kind; none where a kind has no event. `more` adds fields: src, dst, action, url,
// ... Passed is worse than blocked, as the catalogue has it; a closing is a notice at most.
std::optional<evidence::Event> make_finding_event(const evidence::Finding& finding, FindingStep step,
                                                  const Fields& more, Timestamp now);

// The usual severity of a finding's kind, one step milder where its source is not a governed asset.
evidence::Severity finding_severity(std::string_view kind, bool governed_source);

// PT1001 to PT1007 by the new verdict; none where the word is no verdict.
std::optional<evidence::Event> make_verdict_event(const evidence::VerdictInterval& now_so,
                                                  std::string_view old_verdict, Timestamp now);

// Of the spool: PT9010 and PT9011.
evidence::Event make_spool_filling_event(std::uint64_t bytes, std::uint64_t limit, Timestamp now);
evidence::Event make_spool_dropped_event(std::uint64_t first, std::uint64_t last, std::uint64_t limit,
                                         Timestamp now);

}  // namespace portolan::syslog
