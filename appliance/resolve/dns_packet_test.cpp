#include "appliance/resolve/dns_packet.hpp"

#include "appliance/resolve/crafted_dns.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::resolve {
namespace {

using namespace crafted;
using testing::IsEmpty;

std::vector<std::string> addresses(const std::string& message, std::uint32_t* ttl = nullptr) {
    const std::optional<DnsPacket> packet = read_dns(as_bytes(message));
    if (!packet) return {"unreadable"};
    const AnsweredAddresses found = addresses_of(as_bytes(message), *packet);
    if (ttl != nullptr) *ttl = found.ttl;
    std::vector<std::string> out;
    for (const Address& address : found.addresses)
        out.push_back(address.text());
    return out;
}

struct Case {
    const char* name;
    std::string message;
    std::vector<std::string> addresses;
};

TEST(AddressesOf, TheNameAskedDecides) {
    const std::string asked = "www.vendor.example";
    const std::string a = hex("c0000201");
    const std::string six = hex("20010db8000000000000000000000001");
    const Case cases[] = {
        {"one", answer(1, asked, kTypeA, {record(asked, 1, a)}), {"192.0.2.1"}},
        {"of IPv6", answer(1, asked, kTypeAaaa, {record(asked, 28, six)}), {"2001:db8::1"}},
        {"compressed owner",
         answer(1, asked, kTypeA, {hex("c00c 0001 0001 0000003c 0004") + a}),
         {"192.0.2.1"}},
        {"other case", answer(1, asked, kTypeA, {record("WWW.Vendor.example", 1, a)}), {"192.0.2.1"}},
        {"through aliases",
         answer(1, asked, kTypeA,
                {record(asked, 5, name("cdn.example")), record("cdn.example", 5, name("e.cdn.example")),
                 record("e.cdn.example", 1, a)}),
         {"192.0.2.1"}},
        {"aliases in any order",
         answer(1, asked, kTypeA, {record("cdn.example", 1, a), record(asked, 5, name("cdn.example"))}),
         {"192.0.2.1"}},
        {"twice the same",
         answer(1, asked, kTypeA, {record(asked, 1, a), record(asked, 1, a)}),
         {"192.0.2.1"}},
        {"another owner", answer(1, asked, kTypeA, {record("bank.example", 1, a)}), {}},
        {"aliases in a circle",
         answer(1, asked, kTypeA, {record(asked, 5, name("b.example")), record("b.example", 5, name(asked))}),
         {}},
        {"wrong length", answer(1, asked, kTypeA, {record(asked, 1, hex("c00002"))}), {}},
        {"class chaos", answer(1, asked, kTypeA, {record(asked, 1, a, 60, 3)}), {}},
        {"an error", with_code(answer(1, asked, kTypeA, {record(asked, 1, a)}), 3), {}},
        {"cut short", answer(1, asked, kTypeA, {record(asked, 1, a), hex("c00c 0001")}), {}},
        {"a pointer forward", answer(1, asked, kTypeA, {hex("c0ff 0001 0001 0000003c 0004") + a}), {}},
        {"a pointer at itself", answer(1, "a", kTypeA, {hex("c013 0001 0001 0000003c 0004") + a}), {}},
    };
    for (const Case& each : cases) {
        SCOPED_TRACE(each.name);
        EXPECT_EQ(addresses(each.message), each.addresses);
    }
}

TEST(AddressesOf, TheLeastTtlOfTheChain) {
    std::uint32_t ttl = 1;
    const std::string a = hex("c0000201");
    addresses(answer(1, "a.example", kTypeA,
                     {record("a.example", 5, name("b.example"), 30), record("b.example", 1, a, 300)}),
              &ttl);
    EXPECT_EQ(ttl, 30U);
    addresses(answer(1, "a.example", kTypeA, {record("a.example", 1, a, 0x8000'0000)}), &ttl);
    EXPECT_EQ(ttl, 0U) << "RFC 2181 section 8";
    addresses(answer(1, "a.example", kTypeA, {}), &ttl);
    EXPECT_EQ(ttl, 0U);
}

TEST(AddressesOf, ManyRecordsAreBounded) {
    std::vector<std::string> records;
    for (unsigned i = 0; i < 900; ++i)
        records.push_back(record("a.example", 1, hex("0a00") + u16(i)));
    EXPECT_EQ(addresses(answer(1, "a.example", kTypeA, records)).size(), 256U);
}

TEST(ReadDns, Question) {
    const std::string message = query(0x1234, "WwW.Vendor.Example", kTypeAaaa);
    const std::optional<DnsPacket> packet = read_dns(as_bytes(message));
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->id, 0x1234);
    EXPECT_EQ(packet->name, "www.vendor.example");
    EXPECT_EQ(packet->type, kTypeAaaa);
    EXPECT_EQ(packet->end_of_question, message.size());
    EXPECT_FALSE(read_dns(as_bytes(message).first(11)));
    for (std::size_t size = 12; size < message.size(); ++size)
        EXPECT_TRUE(read_dns(as_bytes(message).first(size))->question.empty()) << size;
    EXPECT_EQ(read_dns(as_bytes(query(1, "a b.example", kTypeA)))->name, "") << "no host name";
    EXPECT_FALSE(read_dns(as_bytes(query(1, "a b.example", kTypeA)))->question.empty());
}

TEST(Answers, ToThisQueryOnly) {
    const DnsPacket asked = *read_dns(as_bytes(query(1, "www.vendor.example", kTypeA)));
    const auto fits = [&asked](const std::string& message) {
        return answers(asked, *read_dns(as_bytes(message)));
    };
    EXPECT_TRUE(fits(answer(1, "www.vendor.example", kTypeA, {})));
    EXPECT_TRUE(fits(answer(1, "WWW.vENdor.example", kTypeA, {})));
    EXPECT_FALSE(fits(answer(1, "www.vendor.example", kTypeAaaa, {})));
    EXPECT_FALSE(fits(answer(1, "ww.vendor.example", kTypeA, {})));
    EXPECT_FALSE(fits(query(1, "www.vendor.example", kTypeA))) << "no response";
    EXPECT_TRUE(fits(hex("0001 8181 0000 0000 0000 0000"))) << "FORMERR without question";
    EXPECT_FALSE(fits(hex("0001 8180 0000 0000 0000 0000"))) << "no error, no question";
    EXPECT_FALSE(fits(hex("0001 a981 0000 0000 0000 0000"))) << "another opcode";
}

TEST(Servfail, RepeatsTheQuestion) {
    const std::string asked = query(0x0102, "WWW.Vendor.example", kTypeA);
    const std::string message = servfail(as_bytes(asked));
    EXPECT_EQ(message.substr(0, 12), hex("0102 8182 0001 0000 0000 0000"));
    EXPECT_EQ(message.substr(12), asked.substr(12));
    EXPECT_EQ(servfail(as_bytes(hex("0102 0110 0002 0000 0000 0001"))), hex("0102 8192 0000 0000 0000 0000"));
}

}  // namespace
}  // namespace portolan::resolve
