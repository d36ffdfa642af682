#include "policy/site_loader.hpp"

#include "appliance/base/file.hpp"
#include "policy/accepted_blocks.hpp"
#include "policy/assets_csv.hpp"
#include "policy/mac.hpp"
#include "policy/parameter.hpp"
#include "policy/site_zones.hpp"
#include "profiles/profile_loader.hpp"
#include "profiles/yaml_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using profiles::Profile;
using profiles::YamlMap;
using profiles::YamlValue;

template <typename T>
std::vector<std::string> ids_of(const std::vector<T>& items) {
    std::vector<std::string> out;
    for (const T& item : items)
        out.push_back(item.id);
    return out;
}

Failure unknown(const YamlValue& value, std::string_view what, const std::string& id,
                const std::vector<std::string>& known) {
    const std::string near = profiles::nearest_word(id, known);
    return value.error(fmt::format("no {} '{}'", what, id.substr(0, 64)),
                       near.empty() ? fmt::format("known: {}", fmt::join(known, ", "))
                                    : fmt::format("did you mean '{}'?", near));
}

// Files that a site names stand beside or below it: a site from elsewhere must not make us read /dev/stdin or
// a file of the machine's.
Result<std::string> beside(const std::string& site_file, const YamlValue& value, const std::string& path) {
    const std::filesystem::path named(path);
    const bool climbs = std::find(named.begin(), named.end(), "..") != named.end();
    if (named.is_absolute() || climbs)
        return value.error(fmt::format("'{}' is not beside or below the site file", path.substr(0, 64)),
                           "write a relative path without '..'");
    std::string whole = (std::filesystem::path(site_file).parent_path() / named).string();
    std::error_code ignored;  // what can't be asked is `none`, and told when the file is read
    const std::filesystem::file_type type = std::filesystem::status(whole, ignored).type();
    if (type != std::filesystem::file_type::regular && type != std::filesystem::file_type::none)
        return value.error(fmt::format("no file '{}' beside the site", path.substr(0, 64)), "check the path");
    return whole;
}

class SiteReader {
public:
    SiteReader(std::string file, const std::vector<Profile>& library)
        : file_(std::move(file)), library_(library) {}

    Result<Site> read(const YamlMap& map) {
        TRY_VOID(map.only({"schema", "site", "zones", "management", "dns", "ungoverned", "assets", "products",
                           "local", "exceptions", "accepted_blocks", "syslog", "assertions"}));
        const std::string schema = TRY(map.need_text("schema"));
        if (schema != "portolan-site/1")
            return TRY(map.need("schema"))
                .error(fmt::format("schema '{}' is not portolan-site/1", schema.substr(0, 64)),
                       "write schema: portolan-site/1");
        site_.name = TRY(map.need_word("site"));
        TRY_VOID(read_network(map, site_));
        if (const auto value = map.find("assets")) TRY_VOID(read_assets(*value));
        TRY_VOID(read_products(TRY(map.need("products"))));
        if (const auto value = map.find("local")) TRY_VOID(read_local(*value));
        TRY_VOID(add_csv_roles());
        if (const auto value = map.find("exceptions")) TRY_VOID(read_exceptions(*value));
        if (const auto value = map.find("accepted_blocks"))
            site_.accepted_blocks = TRY(read_accepted_blocks(*value, asset_names_));
        if (const auto value = map.find("assertions")) TRY_VOID(read_assertions(*value));
        if (const auto value = map.find("syslog")) TRY_VOID(read_syslog(*value, site_));
        return std::move(site_);
    }

private:
    Result<void> read_assertions(const YamlValue& value) {
        const std::string path = TRY(value.word());
        site_.assertions = TRY(load_assertions(TRY(beside(file_, value, path))));
        site_.files.push_back(path);
        return {};
    }

    // Either {file: assets.csv} or a list of {name, address, mac, owner}.
    Result<void> read_assets(const YamlValue& value) {
        if (value.is_map()) {
            const YamlMap map = TRY(value.map());
            TRY_VOID(map.only({"file"}));
            const YamlValue file = TRY(map.need("file"));
            const std::string path = TRY(file.word());
            CsvAssets csv = TRY(load_assets_csv(TRY(beside(file_, file, path))));
            site_.files.push_back(path);
            site_.assets = std::move(csv.assets);
            csv_roles_ = std::move(csv.roles);
        } else {
            for (const YamlValue& item : TRY(value.list()))
                site_.assets.push_back(TRY(read_asset(item)));
        }
        return check_assets();
    }

    static Result<Asset> read_asset(const YamlValue& value) {
        const YamlMap map = TRY(value.map());
        TRY_VOID(map.only({"name", "address", "mac", "owner"}));
        Asset asset;
        asset.where = value.where();
        asset.name = TRY(map.need_word("name"));
        const YamlValue addresses = TRY(map.need("address"));
        for (const YamlValue& item : TRY(addresses.items()))
            asset.addresses.push_back(TRY(item.parsed(parse_address_range)));
        if (const auto mac = map.find("mac")) {
            asset.mac = TRY(mac->word());
            TRY_VOID(mac->located(check_mac(asset.mac)));
        }
        asset.owner = TRY(map.text_or("owner", ""));
        return asset;
    }

    Result<void> check_assets() {
        for (const Asset& asset : site_.assets) {
            if (asset.name == kInternet)
                return fail(ErrorCode::bad_input, "'internet' is a reserved name", asset.where,
                            "name the asset otherwise");
            if (!asset_names_.insert(asset.name).second)
                return fail(ErrorCode::bad_input,
                            fmt::format("asset '{}' stands twice", asset.name.substr(0, 64)), asset.where,
                            "give one of them another name");
        }
        return check_asset_addresses();
    }

    // A verdict and a finding name the asset of an address, so there is one. Smaller ones inside larger ones
    // are a refinement: the smallest counts.
    Result<void> check_asset_addresses() const {
        std::map<AddressRange, const Asset*> owners;
        for (const Asset& asset : site_.assets)
            for (const AddressRange& range : asset.addresses) {
                const auto [known, fresh] = owners.emplace(range, &asset);
                if (!fresh && known->second != &asset)
                    return fail(ErrorCode::bad_input,
                                fmt::format("'{}' and '{}' are both {}", known->second->name.substr(0, 64),
                                            asset.name.substr(0, 64), range.text()),
                                asset.where, "keep one of them, with the roles of both");
            }
        return {};
    }

    Result<void> read_products(const YamlValue& value) {
        for (const YamlMap::Entry& entry : TRY(value.map()).entries()) {
            const auto profile = std::find_if(library_.begin(), library_.end(),
                                              [&](const Profile& p) { return p.id == entry.key; });
            if (profile == library_.end())
                return unknown(entry.key_at, "profile", entry.key, ids_of(library_));
            site_.products.push_back(TRY(read_product(entry, *profile)));
        }
        return {};
    }

    Result<ProductSite> read_product(const YamlMap::Entry& entry, const Profile& profile) const {
        const YamlMap map = TRY(entry.value.map());
        TRY_VOID(map.only({"enforcement", "roles", "options", "parameters", "out_of_reach"}));
        return read_settings(map, profile);
    }

    // What a site says of a product, or of a file of local requirements.
    Result<ProductSite> read_settings(const YamlMap& map, const Profile& profile) const {
        ProductSite out;
        out.id = profile.id;
        const std::string mode = TRY(map.word_or("enforcement", "observe"));
        if (mode != "observe" && mode != "enforce")
            return TRY(map.need("enforcement"))
                .error(fmt::format("'{}' is no enforcement", mode.substr(0, 64)), "write observe or enforce");
        out.enforce = mode == "enforce";
        if (const auto value = map.find("roles")) TRY_VOID(read_roles(*value, profile, out));
        if (const auto value = map.find("options")) TRY_VOID(read_options(*value, profile, out));
        if (const auto value = map.find("parameters")) TRY_VOID(read_parameters(*value, profile, out));
        if (const auto value = map.find("out_of_reach")) TRY_VOID(read_out_of_reach(*value, profile, out));
        return out;
    }

    // Which requirements the site knows not to be enforced here, and why.
    static Result<void> read_out_of_reach(const YamlValue& value, const Profile& profile, ProductSite& out) {
        const YamlMap map = TRY(value.map());
        TRY_VOID(map.only({"requirements", "reason"}));
        out.out_of_reach_reason = TRY(map.need_text("reason"));
        const YamlValue ids = TRY(map.need("requirements"));
        for (const YamlValue& item : TRY(ids.items())) {
            const std::string id = TRY(item.word());
            if (profile.requirement(id) == nullptr)
                return unknown(item, "requirement", id, ids_of(profile.requirements));
            out.out_of_reach.insert(id);
        }
        return {};
    }

    Result<void> read_roles(const YamlValue& value, const Profile& profile, ProductSite& out) const {
        for (const YamlMap::Entry& entry : TRY(value.map()).entries()) {
            if (profile.role(entry.key) == nullptr)
                return unknown(entry.key_at, "role", entry.key, ids_of(profile.roles));
            const std::vector<YamlValue> items = TRY(entry.value.items());
            if (items.empty()) out.no_roles.insert(entry.key);
            for (const YamlValue& item : items) {
                const std::string name = TRY(item.word());
                if (name != kInternet && !asset_names_.contains(name)) {
                    std::vector<std::string> names;
                    for (const Asset& asset : site_.assets)
                        names.push_back(asset.name);
                    return unknown(item, "asset", name, names);
                }
                out.roles.push_back({entry.key, name});
            }
        }
        return {};
    }

    static Result<void> read_options(const YamlValue& value, const Profile& profile, ProductSite& out) {
        for (const YamlMap::Entry& entry : TRY(value.map()).entries()) {
            const profiles::Option* option = profile.option(entry.key);
            if (option == nullptr) return unknown(entry.key_at, "option", entry.key, ids_of(profile.options));
            const std::string word = TRY(entry.value.word());
            if (std::find(option->values.begin(), option->values.end(), word) == option->values.end())
                return unknown(entry.value, fmt::format("value of option '{}':", option->id), word,
                               option->values);
            out.options[entry.key] = word;
        }
        return {};
    }

    static Result<void> read_parameters(const YamlValue& value, const Profile& profile, ProductSite& out) {
        for (const YamlMap::Entry& entry : TRY(value.map()).entries()) {
            const profiles::Parameter* parameter = profile.parameter(entry.key);
            if (parameter == nullptr)
                return unknown(entry.key_at, "parameter", entry.key, ids_of(profile.parameters));
            const std::vector<std::string> words = TRY(entry.value.words());
            if (words.empty()) out.no_parameters.insert(entry.key);
            if (words.empty() || words == std::vector<std::string>{"unset"}) continue;
            for (const YamlValue& item : TRY(entry.value.items())) {
                const std::string word = TRY(item.word());  // not inside braces, see result.hpp
                TRY_VOID(item.located(parse_parameter(parameter->type, {word})));
            }
            TRY_VOID(entry.value.located(parse_parameter(parameter->type, words)));
            out.parameters[entry.key] = words;
        }
        return {};
    }

    // Roles written in the CSV join those of the site file.
    Result<void> add_csv_roles() {
        std::map<std::string, std::set<RoleBinding>> known;  // by product
        for (const ProductSite& product : site_.products)
            known[product.id].insert(product.roles.begin(), product.roles.end());
        for (const CsvRole& role : csv_roles_) {
            const auto product = std::find_if(site_.products.begin(), site_.products.end(),
                                              [&](const ProductSite& p) { return p.id == role.product; });
            if (product == site_.products.end())
                return fail(ErrorCode::bad_input,
                            fmt::format("product '{}' is not in this site", role.product.substr(0, 64)),
                            role.where, "add it under products, or mend the roles column");
            const Profile* profile = profile_of(role.product);
            if (profile->role(role.binding.role) == nullptr)
                return fail(ErrorCode::bad_input,
                            fmt::format("product '{}' has no role '{}'", role.product,
                                        role.binding.role.substr(0, 64)),
                            role.where,
                            fmt::format("its roles are {}", fmt::join(ids_of(profile->roles), ", ")));
            if (known[product->id].insert(role.binding).second) product->roles.push_back(role.binding);
        }
        return {};
    }

    Result<void> read_local(const YamlValue& value) {
        if (!value.is_list()) return read_local_file(value);
        for (const YamlValue& item : TRY(value.list()))
            TRY_VOID(read_local_file(item));
        return {};
    }

    // A path alone, or {file, enforcement, roles, options, parameters}. It counts as a product of its own, so
    // that no vendor's numbers hold what the customer wrote.
    Result<void> read_local_file(const YamlValue& value) {
        std::optional<YamlMap> map;
        if (value.is_map()) {
            map = TRY(value.map());
            TRY_VOID(map->only({"file", "enforcement", "roles", "options", "parameters", "out_of_reach"}));
        }
        const std::string path = map ? TRY(map->need_word("file")) : TRY(value.word());
        Profile profile = TRY(profiles::load_local_requirements(TRY(beside(file_, value, path))));
        for (const Profile& other : site_.local)
            TRY_VOID(check_apart(value, other, profile));
        ProductSite product;
        product.id = profile.id;
        if (map) product = TRY(read_settings(*map, profile));
        site_.products.push_back(std::move(product));
        site_.local.push_back(std::move(profile));
        site_.files.push_back(path);
        return {};
    }

    static Result<void> check_apart(const YamlValue& value, const Profile& one, const Profile& other) {
        if (one.id == other.id)
            return value.error(fmt::format("two files of local requirements are called {}", one.id),
                               "rename one");
        for (const profiles::Requirement& requirement : other.requirements)
            if (one.requirement(requirement.id) != nullptr)
                return value.error(
                    fmt::format("{} stands in two files of local requirements", requirement.id),
                    "give one of them another id");
        return {};
    }

    // Of the library, or a file of local requirements.
    [[nodiscard]] const Profile* profile_of(const std::string& id) const {
        for (const auto* profiles : {&library_, &std::as_const(site_.local)})
            for (const Profile& profile : *profiles)
                if (profile.id == id) return &profile;
        return nullptr;
    }

    Result<void> read_exceptions(const YamlValue& value) {
        for (const YamlValue& item : TRY(value.list())) {
            Exception exception = TRY(read_exception(item));
            for (const Exception& known : site_.exceptions)
                if (known.id == exception.id)
                    return item.error(fmt::format("exception '{}' stands twice", exception.id.substr(0, 64)),
                                      "give one of them another id");
            site_.exceptions.push_back(std::move(exception));
        }
        return {};
    }

    Result<Exception> read_exception(const YamlValue& value) const {
        const YamlMap map = TRY(value.map());
        TRY_VOID(map.only({"id", "from", "to", "protocol", "ports", "reason", "ticket", "owner", "valid_from",
                           "valid_until"}));
        Exception out;
        out.id = TRY(map.need_word("id"));
        // It stands where ids of requirements stand, and must never be taken for one.
        if (!out.id.starts_with("EX-") || out.id.size() > 64)
            return TRY(map.need("id")).error("an exception's id begins with EX-", "write EX-1");
        out.reason = TRY(map.need_text("reason"));
        out.owner = TRY(map.need_text("owner"));
        out.ticket = TRY(map.text_or("ticket", ""));
        out.from = TRY(read_end(TRY(map.need("from"))));
        out.to = TRY(read_end(TRY(map.need("to"))));
        const YamlValue protocol = TRY(map.need("protocol"));
        const std::optional<Protocol> parsed = parse_protocol(TRY(protocol.word()));
        if (!parsed) return protocol.error("an exception names one protocol", "write tcp, udp or icmp");
        out.protocol = *parsed;
        if (const auto ports = map.find("ports"))
            for (const YamlValue& item : TRY(ports->items()))
                out.ports.push_back(TRY(item.parsed(parse_port_range)));
        if (out.ports.empty() && out.protocol != Protocol::icmp)
            return value.error("an exception needs its ports", "add ports: [8443]");
        out.valid_from = TRY(TRY(map.need("valid_from")).parsed(parse_timestamp));
        out.valid_until = TRY(TRY(map.need("valid_until")).parsed(parse_timestamp));
        if (out.valid_until <= out.valid_from)
            return TRY(map.need("valid_until")).error("ends before it begins", "write a later date");
        return out;
    }

    // An asset's name or an address.
    Result<std::string> read_end(const YamlValue& value) const {
        std::string word = TRY(value.word());
        if (!asset_names_.contains(word) && !parse_address_range(word))
            return value.error(fmt::format("'{}' is neither an asset nor an address", word.substr(0, 64)),
                               "write an asset's name, 192.0.2.7 or 192.0.2.0/24");
        return word;
    }

    std::string file_;
    const std::vector<Profile>& library_;
    Site site_;
    std::vector<CsvRole> csv_roles_;
    std::unordered_set<std::string> asset_names_;
};

}  // namespace

Result<Site> parse_site(std::string_view yaml, const std::string& file, const std::vector<Profile>& library) {
    const YamlMap map = TRY(TRY(profiles::read_yaml(yaml, file)).map());
    return SiteReader(file, library).read(map);
}

Result<Site> load_site(const std::string& path, const std::vector<Profile>& library) {
    constexpr std::uint64_t kMostBytes = 4U << 20U;
    return parse_site(TRY(read_file(path, kMostBytes)), path, library);
}

}  // namespace portolan::policy
