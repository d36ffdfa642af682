#include "policy/assets_csv.hpp"

#include <sstream>
#include <unordered_map>

#define CSV_IO_NO_THREAD
#include "appliance/base/file.hpp"

#include <libfccp/csv.h>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

constexpr std::uint64_t kMostBytes = 16U << 20U;  // about 200,000 assets

using Reader = io::CSVReader<5, io::trim_chars<' ', '\t'>, io::double_quote_escape<',', '"'>>;

struct Row {
    std::string name, address, mac, roles, owner;
};

Result<void> add_roles(const Row& row, const std::string& where, CsvAssets& out) {
    std::istringstream words(row.roles);
    std::string word;
    while (words >> word) {
        const std::size_t colon = word.find(':');
        if (colon == std::string::npos || colon == 0 || colon + 1 == word.size())
            return fail(ErrorCode::bad_input, fmt::format("role '{}' names no product", word.substr(0, 64)),
                        where, "write product:role, for example dca4:printer");
        out.roles.push_back({word.substr(0, colon), {word.substr(colon + 1), row.name}, where});
    }
    return {};
}

using Places = std::unordered_map<std::string, std::size_t>;  // of assets in the list, by name

Result<void> add_row(const Row& row, const std::string& where, Places& places, CsvAssets& out) {
    if (row.name.empty())
        return fail(ErrorCode::bad_input, "an asset without a name", where, "write one in the first column");
    Result<AddressRange> range = parse_address_range(row.address);
    if (!range) return fail(ErrorCode::bad_input, range.error().message, where, range.error().remedy);
    const auto [place, fresh] = places.emplace(row.name, out.assets.size());
    if (!fresh) {
        out.assets[place->second].addresses.push_back(*range);
    } else {
        out.assets.push_back({row.name, {*range}, row.mac, row.owner, where});
    }
    return add_roles(row, where, out);
}

}  // namespace

Result<CsvAssets> load_assets_csv(const std::string& path) {
    return parse_assets_csv(TRY(read_file(path, kMostBytes)), path);
}

Result<CsvAssets> parse_assets_csv(const std::string& content, const std::string& path) {
    CsvAssets out;
    try {
        std::istringstream stream(content);
        Reader reader(path, stream);
        reader.read_header(io::ignore_no_column, "name", "address", "mac", "roles", "owner");
        Row row;
        Places places;
        while (reader.read_row(row.name, row.address, row.mac, row.roles, row.owner)) {
            TRY_VOID(add_row(row, fmt::format("{}:{}:1", path, reader.get_file_line()), places, out));
        }
    } catch (const std::exception& exception) {
        return fail(ErrorCode::bad_input, exception.what(), path,
                    "the header is name,address,mac,roles,owner; each row has five columns");
    }
    return out;
}

}  // namespace portolan::policy
