// Decided cases: a table of attempts with the site and facts that each one supposes (format:
// docs/profiles.md, "Decided cases"). A thin reader over the real policy: for each row it builds the site
// that the row describes, compiles it and asks assess. It knows no case ids and no products.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/evidence/facts.hpp"
#include "policy/admit.hpp"
#include "profiles/profile.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::policy {

struct Case {
    std::string id;
    std::string prefix;  // of the profile: "DCA4"
    std::string from;    // role, host name or address
    std::string to;
    std::string protocol;
    std::string port;  // "-" where there is none
    std::map<std::string, std::string> extra;
    std::string where;
};

struct CaseAnswer {
    std::string id;
    bool allow = false;
    std::string requirement;  // or "default-deny"
    std::string reason;
};

// Columns by header name: case_id, product, from_role, to_role_or_host, proto, port, extra; further ones are
// ignored.
Result<std::vector<Case>> parse_cases(std::string_view tsv, const std::string& file);

Result<CaseAnswer> answer_case(const Case& asked, const std::vector<profiles::Profile>& library);

}  // namespace portolan::policy
