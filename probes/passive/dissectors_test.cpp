// The small dissectors: SNMP, SSH, SIP, MQTT, QUIC, NTP, ICMP names. Each table holds real starts and near
// misses.
#include "appliance/base/icmp_names.hpp"
#include "probes/passive/crafted.hpp"
#include "probes/passive/mqtt.hpp"
#include "probes/passive/ntp.hpp"
#include "probes/passive/quic.hpp"
#include "probes/passive/sip.hpp"
#include "probes/passive/snmp.hpp"
#include "probes/passive/ssh.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

using namespace crafted;

TEST(Snmp, Versions) {
    struct Case {
        const char* name;
        std::string_view digits;
        std::optional<SnmpMessage> expected;
    };
    const Case cases[] = {
        // tests/data/captures/snmp.pcap: net-snmp 5.9
        {"v1 get", "302902010004067075626c6963a01c020400fc8f54020100020100300e300c06082b060102010105000500",
         SnmpMessage{"v1", false}},
        {"v1 response",
         "302b02010004067075626c6963a21e020400fc8f540201000201003010300e06082b060102010105000402766d",
         SnmpMessage{"v1", true}},
        {"v2c get", "302902010104067075626c6963a01c020461e09b37020100020100300e300c06082b060102010105000500",
         SnmpMessage{"v2c", false}},
        {"v2c response",
         "302b02010104067075626c6963a21e020461e09b370201000201003010300e06082b060102010105000402766d",
         SnmpMessage{"v2c", true}},
        {"v3 discovery",
         "303e0201033011020479f36655020300ffe30401040201030410300e0400020100020100040004000400301404000400a00"
         "e02042bd2e6a10201000201003000",
         SnmpMessage{"v3", false}},
        {"v3 with long lengths", "30818d0201033011020479f36654020300ffe3040107020103043b3039",
         SnmpMessage{"v3", false}},
        {"v1 trap", "300c 020100 0401 78 a4 04 0000 0000", SnmpMessage{"v1", false}},
        {"last PDU", "300a 020101 0401 78 a8 020500", SnmpMessage{"v2c", true}},
        {"beyond the last PDU", "300a 020101 0401 78 a9 020500", std::nullopt},
        {"before the first PDU", "300a 020101 0401 78 9f 020500", std::nullopt},
        {"version 2", "300a 020102 0401 78 a0 020500", std::nullopt},
        {"version of two bytes", "300b 02020001 0401 78 a0 0205", std::nullopt},
        {"indefinite length", "3080 020101 0401 78 a0 0205", std::nullopt},
        {"length of five bytes", "3085 0000000010 020101 0401 78 a0", std::nullopt},
        {"no community", "300a 020101 0501 78 a0 020500", std::nullopt},
        {"community beyond the datagram", "300a 020101 0484ffffffff 78 a0", std::nullopt},
        {"v3 without header", "300a 020103 0401 78 a0 020500", std::nullopt},
        {"v3 with long flags", "3013 020103 300d 020101 020300ffe3 040204", std::nullopt},
        {"an LDAP bind looks alike", "300c 020101 6007 020103 0400 8000", std::nullopt},
        {"no sequence", "310a 020101 0401 78 a0 020500", std::nullopt},
        {"empty", "", std::nullopt},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(parse_snmp(as_bytes(hex(c.digits))), c.expected);
    }
}

TEST(Ssh, Banners) {
    struct Case {
        const char* name;
        std::string text;
        std::optional<SshBanner> expected;
    };
    const Case cases[] = {
        {"OpenSSH with comment", "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7\r\n",
         SshBanner{"OpenSSH_9.2p1", true}},
        {"line feed only", "SSH-2.0-dropbear_2022.83\n", SshBanner{"dropbear_2022.83", true}},
        {"old protocol", "SSH-1.99-Cisco-1.25\r\n", SshBanner{"Cisco-1.25", true}},
        {"key exchange follows", "SSH-2.0-x\r\n\x14\xff", SshBanner{"x", true}},
        {"not finished", "SSH-2.0-Open", SshBanner{"", false}},
        {"first letters", "SS", SshBanner{"", false}},
        {"longest", "SSH-2.0-" + std::string(246, 'a') + "\n", SshBanner{std::string(246, 'a'), true}},
        {"too long", "SSH-2.0-" + std::string(300, 'a') + "\n", std::nullopt},
        {"no software", "SSH-2.0-\r\n", std::nullopt},
        {"no second dash", "SSH-2.0\r\n", std::nullopt},
        {"control bytes", "SSH-2.0-a\x1b[2J\r\n", std::nullopt},
        {"other text", "SMTP ready\r\n", std::nullopt},
        {"empty", "", std::nullopt},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(parse_ssh_banner(as_bytes(c.text)), c.expected);
    }
}

TEST(Sip, StartLines) {
    struct Case {
        const char* name;
        std::string text;
        bool recognised;
        std::string_view method;
        bool response;
        bool complete;
    };
    const Case cases[] = {
        {"register", "REGISTER sip:pbx.example SIP/2.0\r\nVia: x\r\n", true, "REGISTER", false, true},
        {"secure", "INVITE sips:42@pbx.example SIP/2.0\r\n", true, "INVITE", false, true},
        {"telephone", "INVITE tel:+351123 SIP/2.0\n", true, "INVITE", false, true},
        {"response", "SIP/2.0 200 OK\r\n", true, "", true, true},
        {"line not finished", "OPTIONS sip:a", true, "", false, false},
        {"HTTP", "OPTIONS / HTTP/1.1\r\n", false, "", false, false},
        {"RTSP", "OPTIONS rtsp://x RTSP/1.0\r\n", false, "", false, false},
        {"other version", "INVITE sip:a SIP/3.0\r\n", false, "", false, false},
        {"lower case", "invite sip:a SIP/2.0\r\n", false, "", false, false},
        {"no URI", "INVITE\r\n", false, "", false, false},
        {"endless line", "INVITE sip:" + std::string(2000, 'a'), false, "", false, false},
        {"keep-alive", "\r\n\r\n", false, "", false, false},
        {"empty", "", false, "", false, false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const std::optional<SipStart> sip = parse_sip(as_bytes(c.text));
        ASSERT_EQ(sip.has_value(), c.recognised);
        if (!sip) continue;
        EXPECT_EQ(sip->method, c.method);
        EXPECT_EQ(sip->response, c.response);
        EXPECT_EQ(sip->complete, c.complete);
    }
}

TEST(Mqtt, ProtocolLevels) {
    struct Case {
        const char* name;
        std::string_view digits;
        std::optional<MqttConnect> expected;
    };
    const Case cases[] = {
        // tests/data/captures/mqtt.pcap: mosquitto_pub 2.0
        {"3.1.1", "100e00044d5154540402003c00026964", MqttConnect{"3.1.1", true}},
        {"5.0", "101200044d5154540502003c0321001400026964", MqttConnect{"5.0", true}},
        {"3.1", "101000064d51497364700302003c00026964", MqttConnect{"3.1", true}},
        {"bridge", "100e00044d5154548402003c00026964", MqttConnect{"3.1.1", true}},
        {"length of two bytes", "10 8e01 00044d51545404", MqttConnect{"3.1.1", true}},
        {"first byte", "10", MqttConnect{"", false}},
        {"inside the length", "10 8e", MqttConnect{"", false}},
        {"inside the name", "100e00044d51", MqttConnect{"", false}},
        {"before the level", "100e00044d515454", MqttConnect{"", false}},
        {"level of no version", "100e00044d5154540602003c00026964", std::nullopt},
        {"old name with new level", "101000064d51497364700402003c00026964", std::nullopt},
        {"length too small", "100700044d51545404", std::nullopt},
        {"length of five bytes", "10 8080808001 00044d51545404", std::nullopt},
        {"another name", "100e00044d5158540402003c00026964", std::nullopt},
        {"publish", "300e00044d5154540402003c00026964", std::nullopt},
        {"empty", "", std::nullopt},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(parse_mqtt_connect(as_bytes(hex(c.digits))), c.expected);
    }
}

TEST(Quic, LongHeaders) {
    struct Case {
        const char* name;
        std::string_view digits;
        std::optional<QuicHeader> expected;
    };
    const Case cases[] = {
        {"RFC 9001 A.2", "c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11", QuicHeader{1}},
        {"RFC 9369 A.2", "d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485",
         QuicHeader{0x6b3343cf}},
        {"draft 29", "c0ff00001d088394c8f03e5157080000", QuicHeader{0xff00001d}},
        {"draft 26", "c0ff00001a088394c8f03e5157080000", std::nullopt},
        {"version negotiation", "c000000000088394c8f03e5157080000", std::nullopt},
        {"short header", "4000000001088394c8f03e5157080000", std::nullopt},
        {"fixed bit clear", "8000000001088394c8f03e5157080000", std::nullopt},
        {"connection id too long", "c0000000011500000000000000000000000000000000000000000000000000",
         std::nullopt},
        {"cut inside the id", "c000000001088394c8f03e5157", std::nullopt},
        {"empty", "", std::nullopt},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(parse_quic(as_bytes(hex(c.digits))), c.expected);
    }
}

TEST(Ntp, Modes) {
    const auto packet = [](char first, std::size_t size = 48) {
        return std::string(1, first) + std::string(size - 1, '\0');
    };
    EXPECT_EQ(parse_ntp(as_bytes(packet('\x23'))), (NtpPacket{4, 3}));
    EXPECT_EQ(parse_ntp(as_bytes(packet('\x1c', 68))), (NtpPacket{3, 4})) << "with a MAC";
    EXPECT_FALSE(parse_ntp(as_bytes(packet('\x23', 47))));
    EXPECT_FALSE(parse_ntp(as_bytes(packet('\x03')))) << "version 0";
    EXPECT_FALSE(parse_ntp(as_bytes(packet('\x2b')))) << "version 5";
    EXPECT_FALSE(parse_ntp(as_bytes(packet('\x20')))) << "mode 0";
    EXPECT_FALSE(parse_ntp(as_bytes(packet('\x26')))) << "control";
}

TEST(IcmpNames, OneVocabularyForBothFamilies) {
    EXPECT_EQ(icmp_name(false, 8), "echo-request");
    EXPECT_EQ(icmp_name(true, 128), "echo-request");
    EXPECT_EQ(icmp_name(false, 0), "echo-reply");
    EXPECT_EQ(icmp_name(true, 129), "echo-reply");
    EXPECT_EQ(icmp_name(false, 5), "redirect");
    EXPECT_EQ(icmp_name(true, 137), "redirect");
    EXPECT_EQ(icmp_name(false, 3), "destination-unreachable");
    EXPECT_EQ(icmp_name(true, 1), "destination-unreachable");
    EXPECT_EQ(icmp_name(false, 13), "timestamp-request");
    EXPECT_EQ(icmp_name(true, 8), "type-8");
    EXPECT_EQ(icmp_name(false, 128), "type-128");
}

TEST(IcmpNames, ErrorsAndFamilies) {
    for (const int type : {3, 4, 11, 12})
        EXPECT_TRUE(is_icmp_error(false, static_cast<std::uint8_t>(type))) << type;
    for (const int type : {0, 5, 8, 13, 77})
        EXPECT_FALSE(is_icmp_error(false, static_cast<std::uint8_t>(type))) << type;
    for (const int type : {1, 2, 3, 4})
        EXPECT_TRUE(is_icmp_error(true, static_cast<std::uint8_t>(type))) << type;
    for (const int type : {128, 129, 137})
        EXPECT_FALSE(is_icmp_error(true, static_cast<std::uint8_t>(type))) << type;
    EXPECT_EQ(icmp_family(false, 0).type, 8);
    EXPECT_TRUE(icmp_family(false, 0).reply);
    EXPECT_TRUE(icmp_family(false, 14).has_id);
    EXPECT_EQ(icmp_family(true, 77).type, 77);
}

}  // namespace
}  // namespace portolan::passive
