#include "profiles/match_loader.hpp"

#include "profiles/documented_name.hpp"
#include "profiles/words.hpp"

#include <optional>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

Result<void> read_protocols(const YamlValue& value, Match& match) {
    match.protocols.clear();
    match.any_protocol = false;
    for (const YamlValue& item : TRY(value.items())) {
        const std::string word = TRY(item.word());
        if (word == "any") {
            match.any_protocol = true;
            continue;
        }
        const std::optional<Protocol> protocol = parse_protocol(word);
        if (!protocol)
            return item.error(fmt::format("'{}' is no protocol", word), "write tcp, udp, icmp or any");
        match.protocols.push_back(*protocol);
    }
    return {};
}

Result<void> read_ports(const YamlValue& value, Match& match) {
    match.ports.clear();
    match.any_port = false;
    for (const YamlValue& item : TRY(value.items())) {
        const std::string word = TRY(item.word());
        if (word == "any") {
            match.any_port = true;
        } else if (word.starts_with('$')) {
            match.ports.emplace_back(word.substr(1));
        } else {
            match.ports.emplace_back(TRY(item.located(parse_port_range(word))));
        }
    }
    return {};
}

// "$allowed_macs" is a parameter, everything else a value.
Result<void> read_test_values(const YamlValue& value, FactTest& test) {
    for (const std::string& word : TRY(value.words())) {
        if (word.starts_with('$')) {
            test.parameters.push_back(word.substr(1));
        } else {
            test.values.push_back(word);
        }
    }
    return {};
}

Result<void> read_operator(const YamlValue& value, FactTest& test) {
    const YamlMap map = TRY(value.map());
    TRY_VOID(map.only({"min", "not", "above", "reached"}));
    const std::vector<YamlMap::Entry> entries = map.entries();
    if (entries.size() != 1)
        return value.error("one comparison is wanted here", "write {min: \"1.2\"} or {not: [v1]}");
    const std::string& key = entries.front().key;
    test.op = key == "min"     ? FactTest::Op::least
              : key == "not"   ? FactTest::Op::none_of
              : key == "above" ? FactTest::Op::above
                               : FactTest::Op::reached;
    return read_test_values(entries.front().value, test);
}

Result<void> read_test_value(const YamlValue& value, FactTest& test) {
    if (value.is_map()) return read_operator(value, test);
    TRY_VOID(read_test_values(value, test));
    if (test.values == std::vector<std::string>{"names"}) {
        test.op = FactTest::Op::names;
        test.values.clear();
    } else if (test.values == std::vector<std::string>{"any"}) {
        test.op = FactTest::Op::any;
        test.values.clear();
    }
    return {};
}

Result<FactTest> read_test(const YamlValue& value) {
    FactTest test;
    std::optional<Fact> fact;
    for (const YamlMap::Entry& entry : TRY(value.map()).entries()) {
        if (entry.key == "point") {
            test.point = TRY(entry.value.parsed(parse_point));
        } else if (entry.key == "seen") {
            if (TRY(entry.value.word()) != "must")
                return entry.value.error("'seen' takes only the word must", "write seen: must");
            test.must_be_seen = true;
        } else {
            if (fact) return entry.key_at.error("one fact a test", "open a new {...} for the second");
            fact = parse_fact(entry.key);
            if (!fact)
                return entry.key_at.error(fmt::format("'{}' is no fact", entry.key.substr(0, 64)),
                                          "facts are listed in docs/profiles.md");
            test.fact = *fact;
            TRY_VOID(read_test_value(entry.value, test));
        }
    }
    if (!fact) return value.error("no fact is named here", "write {tls: {min: \"1.2\"}} for example");
    return test;
}

Result<std::vector<FactTest>> read_tests(const YamlValue& value) {
    std::vector<FactTest> out;
    for (const YamlValue& item : TRY(value.list()))
        out.push_back(TRY(read_test(item)));
    return out;
}

Result<void> read_role_lists(const YamlMap& map, Match& match) {
    const auto replace = [&](std::string_view key, std::vector<std::string>& field) -> Result<void> {
        const std::optional<YamlValue> value = map.find(key);
        if (!value) return {};
        field = TRY(value->words());
        if (field == std::vector<std::string>{"any"}) field.clear();
        return {};
    };
    TRY_VOID(replace("from", match.from));
    TRY_VOID(replace("to", match.to));
    TRY_VOID(replace("to_not", match.to_not));
    TRY_VOID(replace("from_within", match.from_within));
    TRY_VOID(replace("from_outside", match.from_outside));
    TRY_VOID(replace("within", match.within));
    TRY_VOID(replace("outside", match.outside));
    return {};
}

// The one entry of a name that says what kind it is; a wildcard's reason may stand beside it.
Result<YamlMap::Entry> kind_of_name(const YamlMap& map) {
    std::vector<YamlMap::Entry> kinds;
    for (const YamlMap::Entry& entry : map.entries())
        if (entry.key != "reason") kinds.push_back(entry);
    if (kinds.size() != 1) return map.value().error("one name an entry", "write {exact: host.example}");
    const std::optional<YamlValue> reason = map.find("reason");
    const bool wildcard = kinds.front().key == "label" || kinds.front().key == "subtree";
    if (reason && !wildcard)
        return reason->error("only a wildcard has a reason", "remove it, or write it under 'note'");
    return kinds.front();
}

// A wildcard over names that anyone can get lets strangers in: the document must ask for it, and lint tells.
Result<void> check_owner(const YamlMap& map, const NamePattern& pattern) {
    if (pattern.kind == NamePattern::Kind::exact) return {};
    const std::string shared = shared_by_strangers(pattern.name);
    const std::optional<YamlValue> reason = map.find("reason");
    if (!reason) {
        if (shared.empty()) return {};
        return map.value().error(fmt::format("{} matches names of strangers: {}", pattern.text(), shared),
                                 "name the hosts, or add reason: \"...\" with what the document says");
    }
    if (TRY(reason->text()).empty())
        return reason->error("an empty reason", "say where the document asks for this wildcard");
    return {};
}

}  // namespace

Result<std::vector<Clause>> read_clauses(const YamlValue& value) {
    std::vector<Clause> out;
    for (const YamlMap::Entry& entry : TRY(value.map()).entries()) {
        std::vector<std::string> values = TRY(entry.value.words());
        if (values == std::vector<std::string>{"set"}) values.clear();
        out.push_back({entry.key, std::move(values)});
    }
    return out;
}

Result<std::vector<NamePattern>> read_names(const YamlValue& value, const NameSets& name_sets) {
    std::vector<NamePattern> out;
    for (const YamlValue& item : TRY(value.list())) {
        const YamlMap map = TRY(item.map());
        TRY_VOID(map.only({"exact", "label", "subtree", "set", "reason"}));
        const YamlMap::Entry entry = TRY(kind_of_name(map));
        const std::string word = TRY(entry.value.word());
        if (entry.key == "set") {
            const auto set = name_sets.find(word);
            if (set == name_sets.end())
                return entry.value.error(fmt::format("no name set '{}'", word), "define it under name_sets");
            out.insert(out.end(), set->second.begin(), set->second.end());
            continue;
        }
        out.push_back(TRY(entry.value.located(documented_name(entry.key, word))));
        TRY_VOID(check_owner(map, out.back()));
    }
    return out;
}

Result<std::vector<AddressRange>> read_addresses(const YamlValue& value) {
    std::vector<AddressRange> out;
    for (const YamlValue& item : TRY(value.items()))
        out.push_back(TRY(item.parsed(documented_range)));
    return out;
}

Result<Match> read_match(const YamlMap& map, const Match& inherited, const NameSets& name_sets) {
    Match match = inherited;
    if (const auto value = map.find("when")) {
        const std::vector<Clause> clauses = TRY(read_clauses(*value));
        match.when.insert(match.when.end(), clauses.begin(), clauses.end());
    }
    TRY_VOID(read_role_lists(map, match));
    if (const auto value = map.find("during")) match.during = TRY(value->word());
    if (const auto value = map.find("protocol")) TRY_VOID(read_protocols(*value, match));
    if (const auto value = map.find("ports")) TRY_VOID(read_ports(*value, match));
    if (const auto value = map.find("icmp")) match.icmp = TRY(value->words());
    if (const auto value = map.find("names")) match.names = TRY(read_names(*value, name_sets));
    if (const auto value = map.find("addresses")) match.addresses = TRY(read_addresses(*value));
    if (const auto value = map.find("scope")) match.scope = TRY(read_tests(*value));
    if (const auto value = map.find("facts")) match.facts = TRY(read_tests(*value));
    return match;
}

}  // namespace portolan::profiles
