// The files that attestations rest on: hashed where they are, never copied.
#include "appliance/base/file.hpp"
#include "appliance/base/sha256.hpp"
#include "policy/attestation_loader.hpp"
#include "profiles/yaml_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

namespace fs = std::filesystem;
using profiles::YamlMap;
using profiles::YamlValue;

// A file from elsewhere must not make us read others of the machine's, nor wait for a pipe.
Result<std::string> hash_beside(const std::string& path, const std::string& name) {
    const fs::path named(name);
    const bool climbs = std::find(named.begin(), named.end(), "..") != named.end();
    if (named.is_absolute() || climbs)
        return fail(ErrorCode::bad_input,
                    fmt::format("'{}' is not beside or below the file", name.substr(0, 64)), {},
                    "write a relative path without '..'");
    return hash_evidence((fs::path(path).parent_path() / named).string());
}

// The value of evidence.file, where the entry has one.
std::optional<YamlValue> file_of(const YamlValue& entry) {
    const Result<YamlMap> map = entry.map();
    if (!map) return std::nullopt;
    const std::optional<YamlValue> evidence = map->find("evidence");
    if (!evidence) return std::nullopt;
    const Result<YamlMap> parts = evidence->map();
    return parts ? parts->find("file") : std::nullopt;
}

}  // namespace

Result<std::string> hash_evidence(const std::string& path) {
    std::error_code unasked;  // what can't be asked is told when the file is read
    if (fs::exists(path, unasked) && !fs::is_regular_file(path, unasked))
        return fail(ErrorCode::bad_input, "is no regular file", path,
                    "name the file that holds the evidence");
    return sha256_hex(TRY(read_file(path, kMostEvidenceBytes)));
}

Result<std::map<std::string, std::string>> evidence_hashes(std::string_view yaml, const std::string& path) {
    const YamlMap map = TRY(TRY(profiles::read_yaml(yaml, path)).map());
    std::map<std::string, std::string> out;
    const std::optional<YamlValue> list = map.find("attestations");
    if (!list || !list->is_list()) return out;
    for (const YamlValue& entry : TRY(list->list())) {
        const std::optional<YamlValue> file = file_of(entry);
        if (!file) continue;
        const std::string name = TRY(file->word());
        if (out.contains(name)) continue;
        if (out.size() == kMostAttestations) return out;  // more entries are refused anyway
        Result<std::string> hash = hash_beside(path, name);
        if (!hash) return file->error(fmt::format("{}: {}", name, hash.error().message), hash.error().remedy);
        out[name] = std::move(*hash);
    }
    return out;
}

Result<std::vector<evidence::Attestation>> load_attestations(const std::string& path, const Policy& policy) {
    const std::string text = TRY(read_file(path, kMostAttestationsFileBytes));
    std::map<std::string, std::string> known;  // a letter may stand behind several entries
    return parse_attestations(text, path, policy, [&](const std::string& name) -> Result<std::string> {
        const auto found = known.find(name);
        if (found != known.end()) return found->second;
        return known[name] = TRY(hash_beside(path, name));
    });
}

}  // namespace portolan::policy
