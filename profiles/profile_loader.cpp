#include "profiles/profile_loader.hpp"

#include "appliance/base/file.hpp"
#include "appliance/base/timestamp.hpp"
#include "profiles/match_loader.hpp"
#include "profiles/profile_check.hpp"
#include "profiles/words.hpp"
#include "profiles/yaml_reader.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

template <typename T>
Result<T> at(const YamlValue& value, Result<T> result) {
    if (result) return result;
    return value.error(result.error().message, result.error().remedy);
}

Result<Document> read_document(const YamlValue& value) {
    const YamlMap map = TRY(value.map());
    TRY_VOID(map.only({"file", "title", "edition", "language", "sha256"}));
    Document out;
    out.file = TRY(map.need_text("file"));
    out.title = TRY(map.need_text("title"));
    out.edition = TRY(map.text_or("edition", ""));
    out.language = TRY(map.need_text("language"));
    out.sha256 = TRY(map.need_text("sha256"));
    const bool hex = std::all_of(out.sha256.begin(), out.sha256.end(),
                                 [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (out.sha256.size() != 64 || !hex)
        return TRY(map.need("sha256"))
            .error("not a SHA-256", "write the 64 lower-case hex digits of sha256sum");
    return out;
}

Result<Role> read_role(const YamlMap::Entry& entry, const NameSets& name_sets) {
    const YamlMap map = TRY(entry.value.map());
    TRY_VOID(map.only({"binds", "governed", "is_a", "within", "members", "names", "addresses"}));
    Role role;
    role.id = entry.key;
    role.where = entry.key_at.where();
    role.binds = TRY(at(TRY(map.need("binds")), parse_binds(TRY(map.need_word("binds")))));
    role.governed = TRY(map.boolean_or("governed", role.binds == Binds::assets));
    if (role.governed && role.binds != Binds::assets)
        return map.value().error("only a role that binds assets can be governed", "remove 'governed'");
    role.is_a = TRY(map.words_or_none("is_a"));
    role.within = TRY(map.word_or("within", ""));
    role.members = TRY(map.words_or_none("members"));
    if (const auto value = map.find("names")) role.names = TRY(read_names(*value, name_sets));
    if (const auto value = map.find("addresses")) role.addresses = TRY(read_addresses(*value));
    return role;
}

Result<Option> read_option(const YamlMap::Entry& entry) {
    const YamlMap map = TRY(entry.value.map());
    TRY_VOID(map.only({"values", "default"}));
    Option option;
    option.id = entry.key;
    option.values = TRY(TRY(map.need("values")).words());
    option.fallback = TRY(map.need_word("default"));
    option.where = entry.key_at.where();
    if (std::find(option.values.begin(), option.values.end(), option.fallback) == option.values.end())
        return TRY(map.need("default"))
            .error(fmt::format("default '{}' is none of the values", option.fallback), "write one of them");
    return option;
}

Result<Parameter> read_parameter(const YamlMap::Entry& entry) {
    const YamlMap map = TRY(entry.value.map());
    TRY_VOID(map.only({"type", "default", "stops_without"}));
    Parameter parameter;
    parameter.id = entry.key;
    parameter.where = entry.key_at.where();
    parameter.type = TRY(at(TRY(map.need("type")), parse_parameter_type(TRY(map.need_word("type")))));
    parameter.stops_without = TRY(map.need_text("stops_without"));
    if (TRY(map.word_or("default", "unset")) != "unset")
        return TRY(map.need("default"))
            .error("a parameter's default is always unset", "the operator sets it in the site file");
    return parameter;
}

Result<NameSets> read_name_sets(const YamlMap& profile) {
    NameSets out;
    const std::optional<YamlValue> sets = profile.find("name_sets");
    if (!sets) return out;
    for (const YamlMap::Entry& entry : TRY(sets->map()).entries())
        out[entry.key] = TRY(read_names(entry.value, out));
    return out;
}

Result<void> read_effect(const YamlMap& map, Requirement& out) {
    const bool control = out.kind == Kind::control;
    if (const auto value = map.find("effect")) {
        out.effect = TRY(at(*value, parse_effect(TRY(value->word()))));
        if (!control)
            return value->error("only a control has an effect", "remove it, or write kind: control");
    } else if (control) {
        return map.value().error("a control needs an effect",
                                 "add effect: prohibit, closed-list, restrict, allow or attest");
    }
    if (out.kind == Kind::observation) out.effect = Effect::attest;
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
            out.bodies.back().effect = TRY(at(*effect, parse_effect(TRY(effect->word()))));
    }
    if (out.bodies.empty()) return bodies->error("no body in this list", "remove 'bodies' or add one");
    return {};
}

Result<Requirement> read_requirement(const YamlValue& value, const NameSets& name_sets) {
    const YamlMap map = TRY(value.map());
    TRY_VOID(
        map.only({"id", "kind", "level", "lines", "quote", "effect", "condition", "application", "note",
                  "reply", "applies_to", "reverse_of_documented", "probes", "bodies", PORTOLAN_MATCH_KEYS}));
    Requirement out;
    out.where = value.where();
    out.id = TRY(map.need_word("id"));
    out.kind = TRY(at(TRY(map.need("kind")), parse_kind(TRY(map.need_word("kind")))));
    out.level = TRY(at(TRY(map.need("level")), parse_level(TRY(map.need_word("level")))));
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
    TRY_VOID(read_bodies(map, name_sets, out));
    return out;
}

Result<void> read_lists(const YamlMap& map, Profile& out) {
    const NameSets name_sets = TRY(read_name_sets(map));
    for (const YamlMap::Entry& entry : TRY(TRY(map.need("roles")).map()).entries())
        out.roles.push_back(TRY(read_role(entry, name_sets)));
    if (const auto value = map.find("options"))
        for (const YamlMap::Entry& entry : TRY(value->map()).entries())
            out.options.push_back(TRY(read_option(entry)));
    if (const auto value = map.find("parameters"))
        for (const YamlMap::Entry& entry : TRY(value->map()).entries())
            out.parameters.push_back(TRY(read_parameter(entry)));
    for (const YamlValue& item : TRY(TRY(map.need("requirements")).list()))
        out.requirements.push_back(TRY(read_requirement(item, name_sets)));
    return {};
}

}  // namespace

Result<Profile> parse_profile(std::string_view yaml, const std::string& file) {
    const YamlMap map = TRY(TRY(read_yaml(yaml, file)).map());
    TRY_VOID(map.only({"schema", "id", "prefix", "title", "version", "document", "roles", "options",
                       "parameters", "name_sets", "requirements"}));
    Profile out;
    out.schema = TRY(map.need_text("schema"));
    if (out.schema != kProfileSchema)
        return TRY(map.need("schema"))
            .error(fmt::format("schema '{}' is not {}", out.schema.substr(0, 64), kProfileSchema),
                   "use a profile made for this version");
    out.id = TRY(map.need_word("id"));
    out.prefix = TRY(map.need_word("prefix"));
    out.title = TRY(map.need_text("title"));
    out.version = TRY(map.need_text("version"));
    out.document = TRY(read_document(TRY(map.need("document"))));
    TRY_VOID(read_lists(map, out));
    TRY_VOID(check_profile(out));
    return out;
}

Result<Profile> load_profile(const std::string& path) {
    constexpr std::uint64_t kMostBytes = 4U << 20U;
    return parse_profile(TRY(read_file(path, kMostBytes)), path);
}

Result<Profile> load_local_requirements(const std::string& path) {
    const YamlMap map = TRY(TRY(read_yaml_file(path)).map());
    TRY_VOID(map.only({"schema", "title", "owner", "ticket", "review_by", "roles", "options", "parameters",
                       "name_sets", "requirements"}));
    Profile out;
    out.schema = TRY(map.need_text("schema"));
    if (out.schema != "portolan-local/1")
        return TRY(map.need("schema"))
            .error("not a file of local requirements", "write schema: portolan-local/1");
    out.id = "local";
    out.prefix = "LOC";
    out.title = TRY(map.text_or("title", path));
    out.document.title = out.title;
    out.document.file = path;
    TRY_VOID(map.need_text("owner"));
    TRY_VOID(parse_timestamp(TRY(map.need_word("review_by"))));
    TRY_VOID(read_lists(map, out));
    TRY_VOID(check_profile(out));
    return out;
}

}  // namespace portolan::profiles
