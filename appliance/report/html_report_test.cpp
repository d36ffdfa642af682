#include "appliance/report/html_report.hpp"

#include "appliance/report/golden.hpp"
#include "appliance/report/sample_assessment.hpp"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::report {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HtmlReport, Golden) {
    const std::string html = html_report(sample_assessment());
    write_sample("sample.html", html);
    write_sample("large.html", html_report(large_assessment(484, 20'000)));
    expect_golden("sample.html", html);
}

}  // namespace
}  // namespace portolan::report
