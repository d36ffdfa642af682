#include "profiles/yaml_reader.hpp"

#include <gtest/gtest.h>

namespace portolan::profiles {
namespace {

struct BadYaml {
    const char* name;
    std::string text;
    const char* where;
    const char* message;  // part of it
};

std::string nested(int depth) {
    return "a: " + std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
}

TEST(YamlReader, RefusesWithPlace) {
    const std::vector<BadYaml> cases = {
        {"empty", "", "f.yaml", "empty"},
        {"only a comment", "# nothing\n", "f.yaml", "empty"},
        {"duplicate key", "a: 1\nb: 2\na: 3\n", "f.yaml:3:1", "stands twice"},
        {"anchor", "a: &x 1\n", "f.yaml:1:4", "anchors"},
        {"alias", "a: *x\n", "f.yaml:1:4", ""},
        {"expansion bomb", "a: &a [1]\nb: [*a, *a]\n", "f.yaml:1:4", "anchors"},
        {"tag", "a: !!binary eA==\n", "f.yaml:1:4", "tag"},
        {"tab indentation", "a:\n\tb: 1\n", "f.yaml:2:1", "a tab indents"},
        {"open bracket", "a: [1, 2\n", "f.yaml:1:4", "not closed"},
        {"second document", "a: 1\n---\nb: 2\n", "f.yaml:3:1", "second document"},
        {"list as a key", "? [a, b]\n: 1\n", "f.yaml:1:3", "key must be a word"},
        {"deep nesting", nested(40), "f.yaml:1:", "nested more than"},
        {"bad UTF-8", "a: caf\xe9\n", "f.yaml:1:7", "not UTF-8"},
        {"overlong UTF-8", "a: \xc0\xaf\n", "f.yaml:1:4", "not UTF-8"},
        {"surrogate", "a: \xed\xa0\x80\n", "f.yaml:1:4", "not UTF-8"},
        {"escape in quotes", "a: \"\\e[2J\"\n", "f.yaml:1:4", "control character"},
        {"line in a key", "\"a\\nb\": 1\n", "f.yaml:1:1", "one line"},
        {"control character", std::string("a: x\x01y\n"), "f.yaml:1:5", "control character 0x01"},
        {"NUL", std::string("a: x\0y\n", 7), "f.yaml:1:5", "control character 0x00"},
    };
    for (const BadYaml& bad : cases) {
        const Result<YamlValue> value = read_yaml(bad.text, "f.yaml");
        ASSERT_FALSE(value) << bad.name;
        EXPECT_TRUE(value.error().where.starts_with(bad.where)) << bad.name << ": " << value.error().text();
        EXPECT_NE(value.error().message.find(bad.message), std::string::npos)
            << bad.name << ": " << value.error().text();
    }
}

TEST(YamlReader, RefusesTooMuch) {
    EXPECT_EQ(read_yaml(std::string((4U << 20U) + 1, ' '), "f.yaml").error().code, ErrorCode::limit);
}

YamlMap map_of(const char* text) {
    return read_yaml(text, "f.yaml").value().map().value();
}

TEST(YamlReader, WordsAreNotGuessed) {
    const YamlMap map = map_of(
        "quoted: \"on\"\nbare: on\nno_country: NO\noctal: 010\nzero: 0\nnumber: 8080\ntilde: ~\nempty: "
        "\"\"\n");
    EXPECT_EQ(map.need_word("quoted").value(), "on");
    EXPECT_EQ(map.need_word("bare").error().remedy, "write \"on\" in quotes");
    EXPECT_FALSE(map.need_word("no_country"));
    EXPECT_NE(map.need_word("octal").error().message.find("octal"), std::string::npos);
    EXPECT_EQ(map.need_word("zero").value(), "0");
    EXPECT_EQ(map.need_word("number").value(), "8080");
    EXPECT_FALSE(map.need_word("tilde"));
    EXPECT_FALSE(map.need_word("empty"));
    EXPECT_EQ(map.need_word("number").value(), "8080");
}

TEST(YamlReader, ValuesHaveTheirType) {
    const YamlMap map = map_of("list: [a, b]\none: a\nflag: true\nyes: \"yes\"\nnumber: 12\nmap: {x: 1}\n");
    EXPECT_EQ(map.words_or_none("list").value(), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(map.words_or_none("one").value(), (std::vector<std::string>{"a"}));
    EXPECT_TRUE(map.boolean_or("flag", false).value());
    EXPECT_FALSE(map.boolean_or("yes", false));
    EXPECT_EQ(map.need("number").value().integer(12).value(), 12U);
    EXPECT_FALSE(map.need("number").value().integer(11));
    EXPECT_FALSE(map.need_word("list"));
    EXPECT_FALSE(map.need("list").value().map());
    EXPECT_FALSE(map.need("map").value().list());
    EXPECT_FALSE(map.need("absent"));
}

TEST(YamlReader, UnknownKeyNamesTheNearest) {
    const YamlMap map = map_of("protocl: tcp\n");
    const Result<void> known = map.only({"protocol", "ports"});
    ASSERT_FALSE(known);
    EXPECT_EQ(known.error().text(), "f.yaml:1:1: unknown key 'protocl'; did you mean 'protocol'?");
    EXPECT_EQ(map_of("zzzzzzzz: 1\n").only({"a"}).error().remedy, "known here: a");
}

}  // namespace
}  // namespace portolan::profiles
