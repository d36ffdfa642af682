#include "policy/asset_merge.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_map>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using Kind = AssetChange::Kind;

std::string or_none(const std::string& text) {
    return text.empty() ? "none" : text;
}

// Adds `word` to `what` and takes the imported value where that says something new.
void take(std::string& value, const std::string& imported, std::string_view word, std::string& what) {
    if (imported.empty() || imported == value) return;
    what += fmt::format("{}{} {} -> {}", what.empty() ? "" : ", ", word, or_none(value), imported);
    value = imported;
}

// Roles only join: who wrote one had a reason that a list of machines does not know.
std::string united_roles(const std::string& there, const std::string& imported) {
    std::string out = there;
    std::istringstream words(imported);
    std::string word;
    while (words >> word) {
        std::istringstream known(out);
        std::string each;
        bool found = false;
        while (known >> each)
            found |= each == word;
        if (!found) out += (out.empty() ? "" : " ") + word;
    }
    return out;
}

class Merger {
public:
    Merger(std::vector<AssetRow> there, AssetSource source) : source_(source) {
        out_.rows = std::move(there);
        for (std::size_t i = 0; i < out_.rows.size(); ++i)
            index(i);
    }

    AssetMerge run(const std::vector<AssetRow>& imported) {
        for (const AssetRow& row : imported)
            add(row);
        return std::move(out_);
    }

private:
    void index(std::size_t at) {
        by_address_.emplace(out_.rows[at].address, at);
        by_name_.emplace(out_.rows[at].name, at);
    }

    void add(const AssetRow& row) {
        const auto same = by_address_.find(row.address);
        if (same != by_address_.end()) return update(out_.rows[same->second], row);
        const auto [first, last] = by_name_.equal_range(row.name);
        for (auto at = first; at != last; ++at) {
            AssetRow& named = out_.rows[at->second];
            if (source_ == AssetSource::csv)
                break;  // its rows of one name are one asset with several addresses
            if (named.address.first.is_v4() != row.address.first.is_v4()) continue;
            if (!row.mac.empty() && named.mac == row.mac) return move(at->second, row);
            out_.changes.push_back(
                {Kind::conflict, row,
                 fmt::format("{} is {} there, and nothing says that it is the same machine", row.name,
                             named.address.text())});
            return;
        }
        out_.rows.push_back(row);
        index(out_.rows.size() - 1);
        out_.changes.push_back({Kind::added, row, {}});
    }

    void update(AssetRow& there, const AssetRow& row) {
        // Names made of an address say nothing against a real one.
        const bool nameless = row.name == asset_name_from("", row.address);
        if (there.name != row.name && !(nameless && source_ != AssetSource::csv)) {
            out_.changes.push_back(
                {Kind::conflict, row, fmt::format("{} is {} there", row.address.text(), there.name)});
            return;
        }
        std::string what;
        take(there.mac, row.mac, "mac", what);
        take(there.owner, row.owner, "owner", what);
        take(there.roles, united_roles(there.roles, row.roles), "roles", what);
        if (what.empty())
            ++out_.unchanged;
        else
            out_.changes.push_back({Kind::changed, row, what});
    }

    void move(std::size_t at, const AssetRow& row) {
        AssetRow& there = out_.rows[at];
        out_.changes.push_back(
            {Kind::changed, row, fmt::format("address {} -> {}", there.address.text(), row.address.text())});
        by_address_.erase(there.address);
        there.address = row.address;
        by_address_.emplace(row.address, at);
    }

    AssetSource source_;
    AssetMerge out_;
    std::map<AddressRange, std::size_t> by_address_;
    std::unordered_multimap<std::string, std::size_t> by_name_;
};

std::string field(const std::string& text) {
    if (text.find_first_of(",\"") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

}  // namespace

std::string_view kind_name(Kind kind) {
    switch (kind) {
        case Kind::added:
            return "added";
        case Kind::changed:
            return "changed";
        case Kind::conflict:
            return "conflict";
    }
    return "conflict";
}

std::size_t AssetMerge::count(Kind kind) const {
    return static_cast<std::size_t>(
        std::count_if(changes.begin(), changes.end(), [&](const AssetChange& c) { return c.kind == kind; }));
}

AssetMerge merge_assets(std::vector<AssetRow> there, const std::vector<AssetRow>& imported,
                        AssetSource source) {
    return Merger(std::move(there), source).run(imported);
}

std::string assets_csv(const std::vector<AssetRow>& rows) {
    std::string out = "name,address,mac,roles,owner\n";
    for (const AssetRow& row : rows)
        out += fmt::format("{},{},{},{},{}\n", field(row.name), row.address.text(), row.mac, field(row.roles),
                           field(row.owner));
    return out;
}

}  // namespace portolan::policy
