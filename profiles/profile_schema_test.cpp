// The schema for editors against the loader: every shipped profile passes both, both know the same keys, and
// what is malformed both refuse.
#include "profiles/profile_schema.hpp"

#include "appliance/base/fact.hpp"
#include "appliance/base/file.hpp"
#include "profiles/profile_loader.hpp"
#include "profiles/yaml_tree.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <sstream>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace portolan::profiles {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// A YAML scalar as editors read it (YAML 1.2 core schema; no profile holds a bare fraction).
json::value scalar(const YamlNode& node) {
    const std::string& text = node.scalar;
    if (!node.plain) return json::string(text);
    if (text == "null" || text == "~" || text.empty()) return nullptr;
    if (text == "true" || text == "false") return text == "true";
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
    return json::string(text);
}

json::value to_json(const YamlNode& node) {
    if (node.kind == YamlNode::Kind::list) {
        json::array out;
        for (const auto& child : node.children)
            out.push_back(to_json(*child));
        return out;
    }
    if (node.kind == YamlNode::Kind::map) {
        json::object out;
        for (std::size_t i = 0; i + 1 < node.children.size(); i += 2)
            out[node.children[i]->scalar] = to_json(*node.children[i + 1]);
        return out;
    }
    return node.kind == YamlNode::Kind::scalar ? scalar(node) : json::value(nullptr);
}

const json::value& schema() {
    static const json::value parsed = json::parse(profile_schema());
    return parsed;
}

// What the schema objects to, or empty.
std::string objections(const std::string& yaml) {
    static const valijson::Schema& compiled = *[] {
        auto* out = new valijson::Schema;  // lives as long as the test
        valijson::SchemaParser().populateSchema(valijson::adapters::BoostJsonAdapter(schema()), *out);
        return out;
    }();
    const auto tree = parse_yaml_tree(yaml, "test.yaml");
    if (!tree) return tree.error().text();
    const json::value document = to_json(**tree);
    valijson::ValidationResults results;
    valijson::Validator().validate(compiled, valijson::adapters::BoostJsonAdapter(document), &results);
    std::string out;
    for (valijson::ValidationResults::Error error; results.popError(error);) {
        for (const std::string& part : error.context)
            out += part;
        out += ": " + error.description + "\n";
    }
    return out;
}

TEST(ProfileSchema, ShippedProfilesPass) {
    std::size_t files = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(PORTOLAN_SOURCE_DIR "/profiles/library")) {
        ++files;
        EXPECT_EQ(objections(read_file(entry.path().string(), 4U << 20U).value()), "") << entry.path();
    }
    EXPECT_GE(files, 6U);
}

// One profile with every kind of map in it. @NAME@ marks where a key can be planted in the map of that name.
const std::string kEveryMap =
    "schema: portolan-profile/1\nid: demo\nprefix: DEMO\ntitle: Demo\nversion: \"1\"\n"
    "document: {@document@ file: d.txt, title: D, language: en, sha256: "
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\n"
    "changelog: [{@change@ version: \"1\", date: 2026-11-22, changes: c}]\n"
    "roles: {agent: {@role@ binds: assets}, cloud: {binds: internet}}\n"
    "options: {mode: {@option@ values: [wide, strict], default: strict}}\n"
    "parameters: {trunk: {@parameter@ type: address-list, default: unset, stops_without: calls}}\n"
    "requirements:\n"
    "  - {@requirement@ id: DEMO-001, kind: control, level: required, lines: \"3\", quote: q, effect: allow, "
    "title: {@title@ en: Title}, ambiguities: [{@ambiguity@ tag: A1, text: t, reading: r}], from: agent, to: "
    "cloud, "
    "protocol: tcp, ports: [443], bodies: [{@body@ names: [{@name@ exact: a.example}], facts: [{tls: "
    "{@operator@}}]}]}\n";

// With "KEY," planted at `place` and every other mark taken out; the operator is "min" where it is not the
// place.
std::string planted(const std::string& place, const std::string& key) {
    std::string out = kEveryMap;
    for (std::size_t at = out.find('@'); at != std::string::npos; at = out.find('@', at)) {
        const std::size_t end = out.find('@', at + 1);
        const std::string name = out.substr(at + 1, end - at - 1);
        std::string text = name == place ? key : "";
        if (name == "operator")
            text = name == place ? key : "min: \"1.2\"";
        else if (!text.empty())
            text += ",";
        out.replace(at, end - at + 1, text);
    }
    return place.empty() && !key.empty() ? key + "\n" + out : out;
}

// The loader lists what it knows where a key is unlike all of them.
std::set<std::string> known_to_loader(const std::string& place) {
    const auto profile = parse_profile(planted(place, "zz: 1"), "demo.yaml");
    if (profile) return {};
    const std::string& remedy = profile.error().remedy;
    const std::string_view start = "known here: ";
    EXPECT_EQ(profile.error().message, "unknown key 'zz'") << place;
    EXPECT_TRUE(remedy.starts_with(start)) << remedy;
    std::set<std::string> out;
    std::istringstream words(remedy.substr(std::min(start.size(), remedy.size())));
    for (std::string word; std::getline(words, word, ',');)
        out.insert(word.substr(word.find_first_not_of(' ')));
    return out;
}

std::set<std::string> keys_of(const json::value& properties) {
    std::set<std::string> out;
    for (const auto& entry : properties.as_object())
        out.insert(std::string(entry.key()));
    return out;
}

TEST(ProfileSchema, KnowsTheKeysOfTheLoader) {
    ASSERT_EQ(objections(planted("none", "")), "");
    ASSERT_TRUE(parse_profile(planted("none", ""), "demo.yaml"))
        << parse_profile(planted("none", ""), "demo.yaml").error().text();
    struct Place {
        const char* mark;
        const char* pointer;
    };
    const Place places[] = {
        {"", "/properties"},
        {"document", "/$defs/document/properties"},
        {"change", "/$defs/change/properties"},
        {"role", "/$defs/role/properties"},
        {"option", "/$defs/option/properties"},
        {"parameter", "/$defs/parameter/properties"},
        {"requirement", "/$defs/requirement/properties"},
        {"ambiguity", "/$defs/ambiguity/properties"},
        {"body", "/$defs/body/properties"},
        {"name", "/$defs/name/properties"},
        {"operator", "/$defs/value/anyOf/1/properties"},
    };
    for (const Place& place : places) {
        EXPECT_EQ(known_to_loader(place.mark), keys_of(schema().at_pointer(place.pointer))) << place.mark;
        EXPECT_NE(objections(planted(place.mark, "zz: 1")), "") << place.mark;
    }
    EXPECT_FALSE(parse_profile(planted("title", "de: x"), "demo.yaml"));
    EXPECT_NE(objections(planted("title", "de: x")), "");
}

TEST(ProfileSchema, KnowsTheFactsOfTheLoader) {
    std::set<std::string> facts = {"point", "seen"};
    for (int i = 0; i <= static_cast<int>(Fact::ext_remote); ++i)
        facts.insert(std::string(fact_name(static_cast<Fact>(i))));
    EXPECT_EQ(facts, keys_of(schema().at_pointer("/$defs/test/properties")));
}

TEST(ProfileSchema, BothRefuseWhatIsMalformed) {
    struct Swap {
        const char* from;
        const char* to;
    };
    const Swap swaps[] = {
        {"portolan-profile/1", "portolan-profile/9"},
        {"prefix: DEMO\n", ""},
        {"0123456789abcdef0", "0123456789ABCDEF0"},
        {"date: 2026-11-22", "date: 22.11.2026"},
        {"binds: assets", "binds: everyone"},
        {"default: unset", "default: 10"},
        {"default: unset", "default: always"},
        {"type: address-list", "type: addresses"},
        {"kind: control", "kind: wish"},
        {"level: required", "level: must"},
        {"effect: allow, ", ""},
        {"kind: control", "kind: flow"},
        {"kind: control, level: required, lines: \"3\", quote: q, effect: allow",
         "kind: observation, level: required, lines: \"3\", quote: q"},
        {"en: Title", "en: Title."},
        {"en: Title", "en: \"\""},
        {"protocol: tcp", "protocol: sctp"},
        {"ports: [443]", "ports: [0]"},
        {"ports: [443]", "ports: [65536]"},
        {"ports: [443]", "ports: [\"443,80\"]"},
        {"exact: a.example", "exact: a.example, label: b.example"},
        {"quote: q, effect", "quote: q, decided_by: [packet], effect"},
        {"quote: q, effect", "quote: q, validity_months: 37, decided_by: [attestation], effect"},
        {"quote: q, effect", "quote: q, statement_of: us, effect"},
        {"quote: q, effect", "quote: q, reply: maybe, effect"},
        {"tag: A1, ", ""},
        {"names: [{ exact: a.example}]", "addresses: [everywhere]"},
        {"tls: {min: \"1.2\"}", "colour: red"},
        {"requirements:\n", "requirements: none\nx:\n"},
    };
    for (const Swap& swap : swaps) {
        std::string yaml = planted("none", "");
        const std::size_t at = yaml.find(swap.from);
        ASSERT_NE(at, std::string::npos) << swap.from;
        yaml.replace(at, std::string_view(swap.from).size(), swap.to);
        EXPECT_FALSE(parse_profile(yaml, "demo.yaml")) << swap.to;
        EXPECT_NE(objections(yaml), "") << swap.to;
    }
}

}  // namespace
}  // namespace portolan::profiles
