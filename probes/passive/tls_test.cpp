#include "probes/passive/tls.hpp"

#include "probes/passive/crafted.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

using namespace crafted;

// OpenSSL 3.0 by curl 7.88: TLS 1.3 and 1.2 offered, http/1.1; tests/data/captures/dns-then-tls.pcap (padding
// cut to its own extension's length of 4).
const std::string kOpenssl13 =
    hex("1603010156 01000152 "
        "0303deca26f4198385ea2eb100e1d8de7fe0ea012636290f0adb90ce3d6ee4f88635203243283f3737702cddb7"
        "ef43c0d618c2ca994c7fa7f2ac5d6f48ac65e53307c1003e130213031301c02cc030009fcca9cca8ccaac02bc02f009ec024"
        "c028006bc0"
        "23c0270067c00ac0140039c009c0130033009d009c003d003c0035002f00ff0100"
        "00cb 0000001700150000127777772e76656e646f722e6578616d706c65 000b000403000102 "
        "000a00160014001d0017001e00190018"
        "01000101010201030104 0010000b000908687474702f312e31 00160000 00170000 0031000"
        "0 000d002a0028040305030603080708080809080a080b080408050806040105010601030303010302040205020602 "
        "002b0009080304030"
        "303020301 002d00020101 "
        "003300260024001d002075239f35f034e78d8d82bcd8cddd567034b74edfbbf2c2556c4ff74c70ff6379 0015"
        "000400000000");
// openssl s_client -tls1 without a name; tests/data/captures/tls10-and-no-tls.pcap.
const std::string kOpenssl10 =
    hex("1603010063 0100005f "
        "0301eb3533c400f4cda765030af13cc7c36d7b240df84fa525202d767f027493b907000012c00ac0140039c009c0"
        "1300330035002f00ff01000024000b000403000102000a000c000a001d0017001e00190018002300000016000000170000");
// The servers' answers to them.
const std::string kServer13 =
    hex("160303007a 02000076 "
        "030381c80b7ce5ea5948c225098b4c01290b30e87686e60ac01928024dd0f7cb3f21203243283f3737702cddb7ef"
        "43c0d618c2ca994c7fa7f2ac5d6f48ac65e53307c1130200002e002b0002030400330024001d0020b0209e5172f053abec38"
        "856131e45e6c"
        "034becd40544d0ed290ccdac6136ef49 140303000101");
const std::string kServer12 =
    hex("160303005d 02000059 "
        "030305e9574f5083b9beb78836f8c473b5466e6e96b033ee4dc8444f574e47524401209458cfaa4baa107b811862"
        "0c950f10a93e4d0b9b5990ef2c8603241f572b674cc030000011ff01000100000b0004030001020017000016030303290b00"
        "0325");
const std::string kServer10 =
    hex("1603010045 02000041 "
        "0301ab572e1ab0e5a43239c81701c7e3449f6b5a9fd4a5698c57423459157b98d92900c014000019ff01000100"
        "000b00040300010200230000001600000017000016030103290b");

std::string vector8(std::string_view bytes) {
    return u16(static_cast<unsigned>(bytes.size())).substr(1) + std::string(bytes);
}
std::string vector16(std::string_view bytes) {
    return u16(static_cast<unsigned>(bytes.size())) + std::string(bytes);
}
std::string extension(unsigned type, std::string_view data) {
    return u16(type) + vector16(data);
}
std::string sni(std::string_view name, char type = 0) {
    return extension(0, vector16(std::string(1, type) + vector16(name)));
}
std::string alpn(std::string_view list) {
    return extension(16, vector16(list));
}
std::string versions(std::string_view list) {
    return extension(43, vector8(hex(list)));
}

std::string handshake(int type, std::string_view body) {
    return std::string(1, static_cast<char>(type)) + u32(body.size()).substr(1) + std::string(body);
}
std::string record(std::string_view fragment, std::string_view version = "\x03\x01") {
    return "\x16" + std::string(version) + vector16(fragment);
}
std::string hello_body(std::string_view extensions, std::string_view legacy = "\x03\x03") {
    return std::string(legacy) + std::string(32, 'r') + vector8("") + vector16(hex("1301")) +
           vector8(std::string(1, '\0')) + (extensions.empty() ? "" : vector16(extensions));
}
std::string hello(std::string_view extensions, std::string_view legacy = "\x03\x03") {
    return record(handshake(1, hello_body(extensions, legacy)));
}

std::optional<ClientHello> parse(std::string_view stream) {
    return parse_client_hello(as_bytes(stream));
}

TEST(ClientHello, RealClients) {
    EXPECT_EQ(parse(kOpenssl13), (ClientHello{"www.vendor.example", "http/1.1", 0x0304, true}));
    EXPECT_EQ(parse(kOpenssl10), (ClientHello{"", "", 0x0301, true}));
}

TEST(ClientHello, NamesProtocolsVersions) {
    struct Case {
        const char* name;
        std::string stream;
        ClientHello expected;
    };
    const Case cases[] = {
        {"no extensions at all", hello(""), {"", "", 0x0303, true}},
        {"TLS 1.0", hello("", "\x03\x01"), {"", "", 0x0301, true}},
        {"SSL 3.0", hello("", std::string_view("\x03\x00", 2)), {"", "", 0x0300, true}},
        {"the old field never says 1.3", hello("", "\x03\x04"), {"", "", 0x0303, true}},
        {"name in capitals with a dot",
         hello(sni("WWW.Vendor.Example.")),
         {"www.vendor.example", "", 0x0303, true}},
        {"no host name type", hello(sni("www.vendor.example", 1)), {"", "", 0x0303, true}},
        {"name of other bytes", hello(sni("www vendor\x01")), {"", "", 0x0303, true}},
        {"two protocols", hello(alpn("\x02h2\x08http/1.1")), {"", "h2,http/1.1", 0x0303, true}},
        {"GREASE and odd protocols are left out",
         hello(alpn("\x02\x0a\x0a\x02h2\x03"
                    "a,b")),
         {"", "h2", 0x0303, true}},
        {"highest version", hello(versions("0302 0304 0303")), {"", "", 0x0304, true}},
        {"GREASE is no version", hello(versions("fafa 0303 0302")), {"", "", 0x0303, true}},
        {"the list beats the old field", hello(versions("0302 0301")), {"", "", 0x0302, true}},
        {"drafts are no version", hello(versions("7f1c 0303")), {"", "", 0x0303, true}},
        {"the first of two names",
         hello(sni("a.example") + sni("b.example")),
         {"a.example", "", 0x0303, true}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(parse(c.stream), c.expected);
    }
}

TEST(ClientHello, MaySpanRecords) {
    const std::string message = handshake(1, hello_body(sni("www.vendor.example") + versions("0304")));
    const std::string stream =
        record(message.substr(0, 3)) + record(message.substr(3, 60)) + record(message.substr(63));
    EXPECT_EQ(parse(stream), (ClientHello{"www.vendor.example", "", 0x0304, true}));
    EXPECT_FALSE(parse(record(message.substr(0, 60)) + "\x17\x03\x03" + vector16("application data")))
        << "not amid a hello";
}

TEST(ClientHello, RefusesWhatIsNone) {
    struct Case {
        const char* name;
        std::string stream;
    };
    const std::string whole = hello(sni("www.vendor.example"));
    std::string sni_too_long = whole;
    sni_too_long[whole.find("www") - 6] = 0x40;  // length of the extension
    const Case cases[] = {
        {"nothing", ""},
        {"text", "GET / HTTP/1.1\r\n"},
        {"SSL 2", hex("802e 0100 0200 15 00 00 10")},
        {"server hello", kServer12},
        {"alert", hex("15030300020228")},
        {"record of version 4", hex("16 0400 0001 01")},
        {"record of no bytes", hex("16 0301 0000")},
        {"record too long", hex("16 0301 4801")},
        {"extension longer than the hello", sni_too_long},
        {"hello without a body", record(handshake(1, ""))},
        {"hello that ends in its ciphers", record(handshake(1, std::string(40, '\xff')))},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_FALSE(parse(c.stream));
    }
}

// A hello that is cut anywhere is still one; what stands before the cut is known.
TEST(ClientHello, CutAtEveryByte) {
    const std::size_t name_end = kOpenssl13.find("www.vendor.example") + 18;
    const std::size_t versions_end = kOpenssl13.find(hex("002b0009")) + 13;
    for (std::size_t size = 1; size < kOpenssl13.size(); ++size) {
        SCOPED_TRACE(size);
        const std::string cut = kOpenssl13.substr(0, size);
        const std::optional<ClientHello> hello = parse(cut);
        ASSERT_TRUE(hello);
        EXPECT_FALSE(hello->complete);
        EXPECT_EQ(hello->server_name, size >= name_end ? "www.vendor.example" : "");
        EXPECT_EQ(hello->version, size >= versions_end ? 0x0304 : 0);
    }
    EXPECT_EQ(parse(kOpenssl13 + "more"), parse(kOpenssl13));
}

TEST(ServerHello, AgreedVersion) {
    struct Case {
        const char* name;
        std::string stream;
        std::optional<ServerHello> expected;
    };
    const std::string no_extensions =
        std::string("\x03\x02") + std::string(32, 'r') + vector8("") + hex("c014 00");
    const Case cases[] = {
        {"TLS 1.3", kServer13, ServerHello{0x0304, true}},
        {"TLS 1.2", kServer12, ServerHello{0x0303, true}},
        {"TLS 1.0", kServer10, ServerHello{0x0301, true}},
        {"without extensions", record(handshake(2, no_extensions)), ServerHello{0x0302, true}},
        {"cut short", kServer13.substr(0, 80), ServerHello{0, false}},
        {"a client's", kOpenssl13, std::nullopt},
        {"alert", hex("15030300020228"), std::nullopt},
        {"malformed", record(handshake(2, "short")), std::nullopt},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(parse_server_hello(as_bytes(c.stream)), c.expected);
    }
}

TEST(TlsRecord, MidSession) {
    const auto is_record = [](std::string_view digits) { return is_tls_record(as_bytes(hex(digits))); };
    EXPECT_TRUE(is_record("1703030020 aabb"));
    EXPECT_TRUE(is_record("1503010002"));
    EXPECT_FALSE(is_record("1703030000")) << "empty";
    EXPECT_FALSE(is_record("170303ffff")) << "too long";
    EXPECT_FALSE(is_record("1803030020")) << "heartbeat";
    EXPECT_FALSE(is_record("1702030020")) << "version 2";
    EXPECT_FALSE(is_record("17030300")) << "four bytes prove nothing";
}

TEST(TlsVersion, Words) {
    EXPECT_EQ(tls_version_text(0x0300), "ssl3");
    EXPECT_EQ(tls_version_text(0x0301), "1.0");
    EXPECT_EQ(tls_version_text(0x0304), "1.3");
    EXPECT_EQ(tls_version_text(0), "yes");
}

}  // namespace
}  // namespace portolan::passive
