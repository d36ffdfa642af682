#include "profiles/mud_import.hpp"

#include "appliance/base/sha256.hpp"
#include "profiles/draft_text.hpp"
#include "profiles/json_place.hpp"
#include "profiles/mud_entry.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

constexpr std::size_t kMostBytes = 1U << 20U;  // real files have a few KiB
constexpr std::size_t kMostEntries = 2'000;
constexpr std::size_t kMostWord = 48;
constexpr std::size_t kMostCited = 1'000;  // bytes of the entries that say the same; more cite nothing better
constexpr std::string_view kDevice = "device";
constexpr std::string_view kCloud = "named-hosts";
constexpr std::string_view kLocal = "local-networks";

bool same_body(const Match& a, const Match& b) {
    const auto names = [](const Match& match) {
        std::vector<std::string> out;
        for (const NamePattern& name : match.names)
            out.push_back(name.text());
        return out;
    };
    return a.from == b.from && a.to == b.to && a.any_protocol == b.any_protocol &&
           a.protocols == b.protocols && a.any_port == b.any_port && a.ports == b.ports &&
           a.addresses == b.addresses && names(a) == names(b);
}

class Importer {
public:
    Importer(const JsonPlace& root, std::string file) : root_(root), file_(std::move(file)) {}

    Result<MudImport> run(std::string_view text, const std::string& id, const std::string& prefix) {
        const JsonPlace mud = TRY(root_.need("ietf-mud:mud"));
        TRY_VOID(read_head(mud, text));
        TRY_VOID(name_profile(id, prefix));
        Role device;
        device.id = kDevice;
        out_.profile.roles.push_back(device);
        TRY_VOID(index_acls());
        TRY_VOID(read_policy(mud, "from-device-policy", MudDirection::from_device));
        TRY_VOID(read_policy(mud, "to-device-policy", MudDirection::to_device));
        if (answers_ > 0)
            out_.unsaid.push_back(fmt::format(
                "{} entries only let answers through: a profile's flow includes its answers", answers_));
        return std::move(out_);
    }

private:
    Result<void> read_head(const JsonPlace& mud, std::string_view text) {
        const JsonPlace version = TRY(mud.need("mud-version"));
        if (TRY(version.number(255)) != 1)
            return version.error("is no version that we know", "only version 1 is (RFC 8520)");
        const JsonPlace url = TRY(mud.need("mud-url"));
        const std::string address = TRY(url.text());
        if (!address.starts_with("https://"))
            return url.error("does not start with https://", "RFC 8520 section 3.2");
        const std::optional<JsonPlace> info = TRY(mud.find("systeminfo"));
        const std::optional<JsonPlace> model = TRY(mud.find("model-name"));
        if (model) model_ = TRY(model->text());
        out_.profile.title = info ? TRY(info->text()) : model_;
        if (out_.profile.title.empty()) out_.profile.title = address;
        const std::optional<JsonPlace> updated = TRY(mud.find("last-update"));
        // Not inside the braces: leaving them early leaks what they hold (appliance/base/result.hpp).
        const std::string edition = updated ? TRY(updated->text()) : "undated";
        out_.profile.document = {std::filesystem::path(file_).filename().string(),
                                 "Manufacturer Usage Description " + address, edition, "en",
                                 sha256_hex(text)};
        out_.profile.version = "1.0.0";
        static const std::set<std::string> kept = {"mud-version",     "mud-url",     "systeminfo",
                                                   "model-name",      "last-update", "from-device-policy",
                                                   "to-device-policy"};
        for (const std::string& key : TRY(mud.keys()))
            if (!kept.contains(key))
                out_.unsaid.push_back(fmt::format("{}: not kept", word_from(key.substr(0, 64))));
        return {};
    }

    Result<void> name_profile(const std::string& id, const std::string& prefix) {
        const std::string stem = std::filesystem::path(file_).stem().string();
        out_.profile.id = word_from(id).substr(0, kMostWord);
        for (const std::string& source : {model_, stem})
            if (out_.profile.id.empty()) out_.profile.id = word_from(source).substr(0, kMostWord);
        if (out_.profile.id.empty() || (!id.empty() && out_.profile.id != id))
            return fail(ErrorCode::bad_input, "the profile needs a plain id", file_,
                        "write --id with lower-case letters, digits and dashes");
        for (const char c : prefix.empty() ? out_.profile.id : word_from(prefix))
            if (c != '-') out_.profile.prefix += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        if (out_.profile.prefix.empty())
            return fail(ErrorCode::bad_input, "the profile needs a prefix", file_,
                        "write --prefix with letters and digits");
        return {};
    }

    Result<void> index_acls() {
        const JsonPlace acls = TRY(root_.need("ietf-access-control-list:acls"));
        const JsonPlace list = TRY(acls.need("acl"));
        for (const JsonPlace& acl : TRY(list.items())) {
            const JsonPlace name = TRY(acl.need("name"));
            if (!acls_.emplace(TRY(name.text()), acl).second)
                return name.error("stands twice", "give each list its own name");
        }
        return {};
    }

    Result<void> read_policy(const JsonPlace& mud, std::string_view which, MudDirection direction) {
        const std::optional<JsonPlace> policy = TRY(mud.find(which));
        if (!policy) return {};
        const JsonPlace lists = TRY(policy->need("access-lists"));
        const JsonPlace list = TRY(lists.need("access-list"));
        for (const JsonPlace& item : TRY(list.items())) {
            const JsonPlace name = TRY(item.need("name"));
            const std::string wanted = TRY(name.text());
            const auto acl = acls_.find(wanted);
            if (acl == acls_.end())
                return name.error("names no access list of this file", "add it under acl");
            const JsonPlace aces = TRY(acl->second.need("aces"));
            const JsonPlace entries = TRY(aces.need("ace"));
            for (const JsonPlace& ace : TRY(entries.items()))
                TRY_VOID(add_entry(wanted, TRY(read_mud_entry(ace, direction)), ace));
        }
        return {};
    }

    Result<void> add_entry(const std::string& acl, const MudEntry& entry, const JsonPlace& place) {
        if (++entries_ > kMostEntries)
            return place.error(fmt::format("is one of more than {} entries", kMostEntries), "split the file");
        const std::string cited = fmt::format("{}, {}", acl, entry.name);
        if (!entry.left_out.empty()) {
            out_.unsaid.push_back(fmt::format("{}: left out: {}", cited, entry.left_out));
            return {};
        }
        if (entry.answers) {
            ++answers_;
            return {};
        }
        Match body = entry.body;
        const std::vector<std::string> peer = peer_roles(entry);
        body.from = entry.by_device ? std::vector<std::string>{std::string(kDevice)} : peer;
        body.to = entry.by_device ? peer : std::vector<std::string>{std::string(kDevice)};
        if (!entry.by_device && entry.peer.kind == MudPeer::Kind::address) {
            // A profile's names and addresses are destinations; a source is a role that has them.
            body.from = {source_role(body)};
            body.names.clear();
            body.addresses.clear();
        }
        put(cited, entry, std::move(body));
        return {};
    }

    // Both families say the same in lists of their own: one requirement.
    void put(const std::string& cited, const MudEntry& entry, Match body) {
        for (Requirement& known : out_.profile.requirements) {
            if (!same_body(known.bodies.front(), body)) continue;
            if (known.lines.size() < kMostCited) known.lines += "; " + cited;
            return;
        }
        Requirement out;
        out.id = fmt::format("{}-{:03}", out_.profile.prefix, out_.profile.requirements.size() + 1);
        out.kind = body.names.empty() && body.addresses.empty() ? Kind::flow : Kind::endpoint;
        out.level = Level::required;
        out.lines = cited;
        out.quote = entry.quote;
        out.bodies = {std::move(body)};
        out_.profile.requirements.push_back(std::move(out));
    }

    std::vector<std::string> peer_roles(const MudEntry& entry) {
        switch (entry.peer.kind) {
            case MudPeer::Kind::any:
                return {};
            case MudPeer::Kind::address:
                return {named_hosts()};
            case MudPeer::Kind::local_networks:
                return {local_networks()};
            case MudPeer::Kind::role:
                return {person_role(entry.peer)};
        }
        return {};
    }

    std::string add_role(Role role) {
        std::string id = role.id;
        if (out_.profile.role(id) == nullptr) out_.profile.roles.push_back(std::move(role));
        return id;
    }
    std::string named_hosts() {
        Role role;
        role.id = kCloud;
        role.binds = Binds::internet;
        role.governed = false;
        return add_role(std::move(role));
    }
    std::string local_networks() {
        if (out_.profile.parameter("local_networks") == nullptr) {
            Parameter parameter;
            parameter.id = "local_networks";
            parameter.stops_without = "all flows of the MUD file's local-networks";
            out_.profile.parameters.push_back(parameter);
        }
        Role role;
        role.id = kLocal;
        role.binds = Binds::range;
        role.governed = false;
        role.members = {"local_networks"};
        return add_role(std::move(role));
    }
    // Somebody must say who plays it: MUD names a class, not machines. A class may not take the name of ours.
    std::string person_role(const MudPeer& peer) {
        const bool taken =
            peer.role == kDevice || peer.role == kCloud || peer.role == kLocal || peer.role == kInternetRole;
        Role role;
        role.id = taken ? "controller-" + peer.role : peer.role;
        role.governed = false;
        if (out_.profile.role(role.id) == nullptr)
            out_.unsaid.push_back(
                fmt::format("role {}: the site must say who it is ({})", role.id, peer.says));
        return add_role(std::move(role));
    }
    std::string source_role(const Match& body) {
        Role role;
        role.id = word_from(body.names.empty() ? body.addresses.front().text() : body.names.front().name);
        role.id = "host-" + role.id.substr(0, kMostWord);
        role.binds = Binds::internet;
        role.governed = false;
        role.names = body.names;
        role.addresses = body.addresses;
        for (int i = 2;
             out_.profile.role(role.id) != nullptr && !same_hosts(*out_.profile.role(role.id), role); ++i)
            role.id = fmt::format("{}-{}", role.id, i);
        return add_role(std::move(role));
    }
    static bool same_hosts(const Role& a, const Role& b) {
        return a.addresses == b.addresses &&
               std::equal(a.names.begin(), a.names.end(), b.names.begin(), b.names.end(),
                          [](const NamePattern& x, const NamePattern& y) { return x.text() == y.text(); });
    }

    JsonPlace root_;
    std::string file_;
    std::string model_;
    std::map<std::string, JsonPlace> acls_;
    std::size_t entries_ = 0;
    std::size_t answers_ = 0;
    MudImport out_;
};

}  // namespace

Result<MudImport> import_mud(std::string_view text, const std::string& file, const std::string& id,
                             const std::string& prefix) {
    const boost::json::value tree = TRY(parse_json(text, file, kMostBytes));
    return Importer(JsonPlace(tree, file), file).run(text, id, prefix);
}

}  // namespace portolan::profiles
