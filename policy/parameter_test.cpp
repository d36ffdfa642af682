#include "policy/parameter.hpp"

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

using profiles::ParameterType;

TEST(Parameter, ReadsEachType) {
    EXPECT_TRUE(parse_parameter(ParameterType::prefix_list, {"10.0.0.0/8", "2001:db8::/32"})
                    ->addresses.contains(*Address::parse("10.9.9.9")));
    EXPECT_EQ(parse_parameter(ParameterType::transport_port_list, {"tcp/44301", "53"})->ports.size(), 2U);
    EXPECT_EQ(parse_parameter(ParameterType::name_list, {"*.example.com"})->names.front().kind,
              profiles::NamePattern::Kind::label);
    EXPECT_EQ(parse_parameter(ParameterType::rate, {"50/s"})->number, 50U);
    EXPECT_EQ(parse_parameter(ParameterType::duration, {"600s"})->number, 600U);
    EXPECT_EQ(parse_parameter(ParameterType::integer, {"5"})->number, 5U);
    EXPECT_TRUE(parse_parameter(ParameterType::mac_list, {"02:00:00:00:00:01"}));
    EXPECT_TRUE(parse_parameter(ParameterType::country_list, {"BR"}));
}

TEST(Parameter, RefusesOtherTypes) {
    EXPECT_FALSE(parse_parameter(ParameterType::prefix_list, {"10.0.0.1/8"}));
    EXPECT_FALSE(parse_parameter(ParameterType::port_list, {"tcp/443"}));
    EXPECT_FALSE(parse_parameter(ParameterType::port_list, {"0"}));
    EXPECT_FALSE(parse_parameter(ParameterType::mac_list, {"02-00-00-00-00-01"}));
    EXPECT_FALSE(parse_parameter(ParameterType::mac_list, {"02:00:00:00:00:0G"}));
    EXPECT_FALSE(parse_parameter(ParameterType::country_list, {"Brazil"}));
    EXPECT_FALSE(parse_parameter(ParameterType::integer, {"5", "6"}));
    EXPECT_FALSE(parse_parameter(ParameterType::integer, {"-5"}));
    EXPECT_FALSE(parse_parameter(ParameterType::name_list, {"**.com"}));
}

}  // namespace
}  // namespace portolan::policy
