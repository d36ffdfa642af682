#include "probes/passive/dns_message.hpp"

#include "probes/passive/crafted.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

using namespace crafted;

// dnsmasq's answers to dig and to glibc; tests/data/captures/dns.pcap.
const std::string kQuery = hex("c08a01000001000000000000037777770676656e646f72076578616d706c650000010001");
const std::string kAnswerA =
    hex("c08a85800001000200000000037777770676656e646f72076578616d706c650000010001c00c000500010000003c00120465"
        "64676503636"
        "46e076578616d706c6500c030000100010000003c0004c0000202");
const std::string kAnswerAaaa =
    hex("a51785800001000200000001037777770676656e646f72076578616d706c6500001c0001c00c000500010000003c00120465"
        "6467650363646e"
        "076578616d706c6500c030001c00010000003c001020010db80000000000000000000000020000290 4d0000000000000");
const std::string kNoAnswer = hex(
    "0acf81850001000000000001076e6f7468696e67076578616d706c65000001000100002904d0000000000006000f0002000e");

Address address(std::string_view text) {
    return *Address::parse(text);
}
std::optional<DnsMessage> parse(std::string_view message) {
    return parse_dns(as_bytes(message));
}

TEST(Dns, RealMessages) {
    EXPECT_EQ(parse(kQuery), (DnsMessage{0xc08a, false, 0, "www.vendor.example", {}}));
    EXPECT_EQ(parse(kAnswerA),
              (DnsMessage{0xc08a, true, 0, "www.vendor.example", {{address("192.0.2.2"), 60}}}));
    EXPECT_EQ(parse(kAnswerAaaa),
              (DnsMessage{0xa517, true, 0, "www.vendor.example", {{address("2001:db8::2"), 60}}}));
    EXPECT_EQ(parse(kNoAnswer), (DnsMessage{0x0acf, true, 5, "nothing.example", {}}));
}

std::string message(std::string_view flags, std::string_view counts, std::string_view question,
                    std::string_view answers = {}) {
    return hex("0001") + hex(flags) + hex(counts) + hex(question) + hex(answers);
}

TEST(Dns, Names) {
    struct Case {
        const char* name;
        std::string question;
        std::optional<std::string> expected;  // nothing: no message
    };
    const std::string label63 = "3f" + std::string(126, '6');  // 'f' 63 times
    const Case cases[] = {
        {"capitals", "03 575757 02 4142 00 0001 0001", "www.ab"},
        {"root", "00 0001 0001", ""},
        {"label with a dot inside", "03 612e62 00 0001 0001", ""},
        {"label of other bytes", "03 610062 00 0001 0001", ""},
        {"longest label", label63 + "00 0001 0001", std::string(63, 'f')},
        {"a name too long", label63 + label63 + label63 + label63 + "00 0001 0001", std::nullopt},
        {"pointer to itself", "c00c 0001 0001", std::nullopt},
        {"pointer forward", "c0ff 0001 0001", std::nullopt},
        {"reserved label type", "41 61 00 0001 0001", std::nullopt},
        {"without its end", "03 777777", std::nullopt},
        {"without its type", "01 61 00 00", std::nullopt},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const std::optional<DnsMessage> dns = parse(message("0100", "0001 0000 0000 0000", c.question));
        ASSERT_EQ(dns.has_value(), c.expected.has_value());
        if (dns) {
            EXPECT_EQ(dns->question, *c.expected);
        }
    }
}

TEST(Dns, Headers) {
    const std::string question = "01 61 00 0001 0001";
    EXPECT_TRUE(parse(message("0100", "0001 0000 0000 0000", question)));
    EXPECT_FALSE(parse(message("0100", "0000 0000 0000 0000", question))) << "no question";
    EXPECT_FALSE(parse(message("0100", "0002 0000 0000 0000", question))) << "two questions";
    EXPECT_FALSE(parse(message("2800", "0001 0000 0000 0000", question))) << "update";
    EXPECT_FALSE(parse(hex("000101000001")));
    EXPECT_FALSE(parse(""));
}

TEST(Dns, Answers) {
    const std::string question = "01 61 00 0001 0001";
    const std::string a1 = "c00c 0001 0001 0000000a 0004 01020304";
    const std::string a2 = "01 78 c00c 0001 0001 00000014 0004 05060708";
    struct Case {
        const char* name;
        std::string flags;
        std::string counts;
        std::string answers;
        std::vector<DnsAddress> expected;
    };
    const DnsAddress first{address("1.2.3.4"), 10};
    const DnsAddress second{address("5.6.7.8"), 20};
    const Case cases[] = {
        {"two", "8180", "0001 0002 0000 0000", a1 + a2, {first, second}},
        {"counted, not all there", "8180", "0001 0002 0000 0000", a1 + a2.substr(0, 20), {first}},
        {"there, but of another section", "8180", "0001 0001 0001 0000", a1 + a2, {first}},
        {"an error has no addresses", "8183", "0001 0001 0000 0000", a1, {}},
        {"a query has no addresses", "0100", "0001 0001 0000 0000", a1, {}},
        {"another class", "8180", "0001 0001 0000 0000", "c00c 0001 0003 0000000a 0004 01020304", {}},
        {"another type",
         "8180",
         "0001 0002 0000 0000",
         "c00c 0010 0001 0000000a 0004 01020304" + a1,
         {first}},
        {"A of five bytes",
         "8180",
         "0001 0002 0000 0000",
         "c00c 0001 0001 0000000a 0005 0102030405" + a1,
         {first}},
        {"owner with a reserved label", "8180", "0001 0001 0000 0000", "80" + a1, {}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const std::optional<DnsMessage> dns = parse(message(c.flags, c.counts, question, c.answers));
        ASSERT_TRUE(dns);
        EXPECT_EQ(dns->addresses, c.expected);
    }
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += a1;
    EXPECT_EQ(parse(message("8180", "0001 ffff 0000 0000", question, many))->addresses.size(), 64U);
}

// `rest`: bytes after the answer.
void check_cuts(const std::string& whole, std::size_t rest) {
    constexpr std::size_t kQuestionEnd = 36;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string cut = whole.substr(0, size);
        const std::optional<DnsMessage> dns = parse(cut);
        EXPECT_EQ(dns.has_value(), size >= kQuestionEnd) << size;
        const std::size_t addresses = dns ? dns->addresses.size() : 0;
        EXPECT_EQ(addresses, size >= whole.size() - rest ? 1U : 0U) << size;
    }
}

TEST(Dns, CutAtEveryByteIsSafe) {
    check_cuts(kAnswerA, 0);
    check_cuts(kAnswerAaaa, 11);  // an OPT record follows
}

}  // namespace
}  // namespace portolan::passive
