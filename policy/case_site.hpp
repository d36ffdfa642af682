// The site and the attempt that a decided case supposes. Private to cases.cpp.
#pragma once

#include "policy/cases.hpp"
#include "policy/site.hpp"

namespace portolan::policy {

struct CaseWorld {
    Site site;
    Attempt attempt;
    evidence::Facts facts;
};

Result<CaseWorld> build_case_world(const Case& asked, const profiles::Profile& profile);

}  // namespace portolan::policy
