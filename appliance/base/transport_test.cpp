#include "appliance/base/transport.hpp"

#include <gtest/gtest.h>

namespace portolan {
namespace {

TEST(Transport, ReadsPortsAndRanges) {
    EXPECT_EQ(parse_port_range("443")->text(), "443");
    EXPECT_EQ(parse_port_range("10000-20000")->text(), "10000-20000");
    EXPECT_EQ(parse_transport_port("udp/51999")->protocol, Protocol::udp);
    EXPECT_FALSE(parse_transport_port("51999")->protocol.has_value());
}

TEST(Transport, RefusesBadPorts) {
    for (const char* text : {"", "0", "65536", "010", "443-", "20-10", "https", "-1", "4 43"})
        EXPECT_FALSE(parse_port_range(text)) << text;
    EXPECT_FALSE(parse_transport_port("icmp/8"));
    EXPECT_FALSE(parse_transport_port("sctp/9"));
}

}  // namespace
}  // namespace portolan
