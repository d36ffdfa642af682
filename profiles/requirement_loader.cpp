#include "profiles/requirement_loader.hpp"

#include "profiles/decision_loader.hpp"
#include "profiles/words.hpp"

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

Result<void> read_effect(const YamlMap& map, Requirement& out) {
    const bool control = out.kind == Kind::control;
    if (const auto value = map.find("effect")) {
        out.effect = TRY(value->parsed(parse_effect));
        if (!control)
            return value->error("only a control has an effect", "remove it, or write kind: control");
    } else if (control) {
        return map.value().error("a control needs an effect",
                                 "add effect: prohibit, closed-list, restrict, allow or attest");
    }
    if (out.kind != Kind::observation) return {};
    out.effect = Effect::attest;
    for (const std::string_view key : {"bodies", PORTOLAN_MATCH_KEYS})
        if (const auto value = map.find(key))
            return value->error("an observation speaks of no traffic",
                                fmt::format("remove '{}', or write another kind", key));
    return {};
}

Result<void> read_bodies(const YamlMap& map, const NameSets& name_sets, Requirement& out) {
    const Match shared = TRY(read_match(map, Match{}, name_sets));
    const std::optional<YamlValue> bodies = map.find("bodies");
    if (!bodies) {
        out.bodies.push_back(shared);
        return {};
    }
    for (const YamlValue& item : TRY(bodies->list())) {
        const YamlMap body = TRY(item.map());
        TRY_VOID(body.only({"effect", PORTOLAN_MATCH_KEYS}));
        out.bodies.push_back(TRY(read_match(body, shared, name_sets)));
        if (const auto effect = body.find("effect"))
            out.bodies.back().effect = TRY(effect->parsed(parse_effect));
    }
    if (out.bodies.empty()) return bodies->error("no body in this list", "remove 'bodies' or add one");
    return {};
}

}  // namespace

Result<Requirement> read_requirement(const YamlValue& value, const NameSets& name_sets) {
    const YamlMap map = TRY(value.map());
    TRY_VOID(map.only({"id", "kind", "level", "lines", "quote", "effect", "condition", "application", "note",
                       "reply", "applies_to", "reverse_of_documented", "probes", "bodies",
                       PORTOLAN_DECISION_KEYS, PORTOLAN_MATCH_KEYS}));
    Requirement out;
    out.where = value.where();
    out.id = TRY(map.need_word("id"));
    out.kind = TRY(TRY(map.need("kind")).parsed(parse_kind));
    out.level = TRY(TRY(map.need("level")).parsed(parse_level));
    out.lines = TRY(map.need_text("lines"));
    out.quote = TRY(map.need_text("quote"));
    out.condition = TRY(map.text_or("condition", ""));
    out.application = TRY(map.word_or("application", ""));
    out.note = TRY(map.text_or("note", ""));
    const std::string reply = TRY(map.word_or("reply", "expected"));
    if (reply != "expected" && reply != "none")
        return TRY(map.need("reply"))
            .error(fmt::format("'{}' is no kind of reply", reply), "write expected or none");
    out.reply_expected = reply == "expected";
    out.applies_to = TRY(map.words_or_none("applies_to"));
    out.reverse_of_documented = TRY(map.boolean_or("reverse_of_documented", false));
    out.probes = TRY(map.words_or_none("probes"));
    TRY_VOID(read_effect(map, out));
    TRY_VOID(read_decision(map, out));
    TRY_VOID(read_bodies(map, name_sets, out));
    return out;
}

}  // namespace portolan::profiles
