#include "profiles/profile_loader.hpp"

#include "appliance/base/file.hpp"
#include "appliance/base/timestamp.hpp"
#include "profiles/draft_text.hpp"
#include "profiles/match_loader.hpp"
#include "profiles/profile_check.hpp"
#include "profiles/requirement_loader.hpp"
#include "profiles/words.hpp"
#include "profiles/yaml_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

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
    role.binds = TRY(TRY(map.need("binds")).parsed(parse_binds));
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
            .error(fmt::format("default '{}' is none of the values", option.fallback.substr(0, 64)),
                   fmt::format("write one of: {}", fmt::join(option.values, ", ")));
    return option;
}

Result<Parameter> read_parameter(const YamlMap::Entry& entry) {
    const YamlMap map = TRY(entry.value.map());
    TRY_VOID(map.only({"type", "default", "stops_without", "lines", "quote"}));
    Parameter parameter;
    parameter.id = entry.key;
    parameter.where = entry.key_at.where();
    parameter.type = TRY(TRY(map.need("type")).parsed(parse_parameter_type));
    parameter.stops_without = TRY(map.need_text("stops_without"));
    const std::string fallback = TRY(map.word_or("default", "unset"));
    parameter.always = parameter.type == ParameterType::window && fallback == "always";
    if (fallback != "unset" && !parameter.always)
        return TRY(map.need("default"))
            .error("a parameter's default is always unset",
                   "the operator sets it in the site file; only a window may say always");
    parameter.lines = TRY(map.text_or("lines", ""));
    parameter.quote = TRY(map.text_or("quote", ""));
    if (parameter.lines.empty() != parameter.quote.empty())
        return map.value().error("a quote and its lines stand together",
                                 parameter.lines.empty() ? "add lines" : "add quote");
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

// Exactly YYYY-MM-DD: a time of day would be a slip.
Result<std::string> read_date(const YamlValue& value) {
    std::string date = TRY(value.word());
    if (date.size() != 10 || !parse_timestamp(date))
        return value.error(fmt::format("'{}' is not a date", date.substr(0, 64)), "write YYYY-MM-DD");
    return date;
}

// What a template leaves open: nobody answers for a requirement that nobody owns.
Result<void> need_written(const YamlMap& map, const char* key) {
    const std::string text = TRY(map.need_text(key));
    if (!text.empty() && text != "unset") return {};
    return TRY(map.need(key))
        .error(fmt::format("{} is still open", key),
               "write who answers for it, under which ticket, and until when it holds");
}

Result<void> read_review(const YamlMap& map, Profile& out) {
    const std::optional<YamlValue> date = map.find("review_by");
    const std::optional<YamlValue> reason = map.find("review_reason");
    if (date) out.review_by = TRY(read_date(*date));
    if (reason) out.review_reason = TRY(reason->text());
    if (reason && !date) return reason->error("a reason without a date", "add review_by: YYYY-MM-DD");
    return {};
}

Result<Change> read_change(const YamlValue& value) {
    const YamlMap map = TRY(value.map());
    TRY_VOID(map.only({"version", "date", "changes"}));
    Change out;
    out.version = TRY(map.need_text("version"));
    out.date = TRY(read_date(TRY(map.need("date"))));
    out.changes = TRY(map.need_text("changes"));
    return out;
}

Result<void> read_changelog(const YamlValue& value, Profile& out) {
    for (const YamlValue& item : TRY(value.list())) {
        Change change = TRY(read_change(item));
        if (out.changelog.empty() && change.version != out.version)
            return item.error(fmt::format("the newest change is of version {}, the profile is {}",
                                          change.version.substr(0, 64), out.version.substr(0, 64)),
                              "the first entry of the changelog is the profile's own version");
        for (const Change& newer : out.changelog) {
            if (newer.version == change.version)
                return item.error(fmt::format("version {} stands twice", change.version.substr(0, 64)),
                                  "keep one of them");
            if (newer.date < change.date)
                return item.error(fmt::format("{} is later than {} above it", change.date, newer.date),
                                  "write the newest change first");
        }
        out.changelog.push_back(std::move(change));
    }
    return {};
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
    TRY_VOID(
        map.only({"schema", "id", "prefix", "title", "version", "review_by", "review_reason", "changelog",
                  "document", "roles", "options", "parameters", "name_sets", "requirements"}));
    Profile out;
    out.schema = TRY(map.need_text("schema"));
    if (out.schema != kProfileSchema)
        return TRY(map.need("schema"))
            .error(fmt::format("schema '{}' is not {}", out.schema.substr(0, 64), kProfileSchema),
                   "use a profile made for this version");
    out.id = TRY(map.need_word("id"));
    if (out.id.starts_with(kLocalId))
        return TRY(map.need("id")).error("ids of local requirements begin so", "give the profile another id");
    out.prefix = TRY(map.need_word("prefix"));
    out.title = TRY(map.need_text("title"));
    out.version = TRY(map.need_text("version"));
    TRY_VOID(read_review(map, out));
    if (const auto value = map.find("changelog")) TRY_VOID(read_changelog(*value, out));
    out.document = TRY(read_document(TRY(map.need("document"))));
    TRY_VOID(read_lists(map, out));
    TRY_VOID(check_profile(out, map.value()));
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
    out.id = std::string(kLocalId) + word_from(std::filesystem::path(path).stem().string());
    out.prefix = "LOC";
    out.title = TRY(map.text_or("title", path));
    out.version = "local";
    out.document.title = out.title;
    out.document.file = path;
    for (const char* key : {"owner", "ticket", "review_by"})
        TRY_VOID(need_written(map, key));
    out.review_by = TRY(read_date(TRY(map.need("review_by"))));
    TRY_VOID(read_lists(map, out));
    TRY_VOID(check_profile(out, map.value()));
    return out;
}

}  // namespace portolan::profiles
