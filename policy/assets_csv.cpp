#include "policy/assets_csv.hpp"

#include "appliance/base/file.hpp"
#include "appliance/base/utf8.hpp"
#include "policy/mac.hpp"

#include <algorithm>
#include <sstream>
#include <unordered_map>

#define CSV_IO_NO_THREAD

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
    if (Result<void> mac = check_mac(row.mac); !mac && !row.mac.empty())
        return fail(ErrorCode::bad_input, mac.error().message, where, mac.error().remedy);
    const auto [place, fresh] = places.emplace(row.name, out.assets.size());
    if (!fresh) {
        out.assets[place->second].addresses.push_back(*range);
    } else {
        out.assets.push_back({row.name, {*range}, row.mac, row.owner, where});
    }
    return add_roles(row, where, out);
}

Failure broken(const std::string& path, int line, const std::string& message, const std::string& remedy) {
    return fail(ErrorCode::bad_input, message, fmt::format("{}:{}:1", path, std::max(line, 1)), remedy);
}

// What the reader's exceptions say, with the place in our form.
Failure told(const std::string& path, const std::exception& exception) {
    const auto* counted = dynamic_cast<const io::error::with_file_line*>(&exception);
    const int line = counted == nullptr ? 1 : counted->file_line;
    if (dynamic_cast<const io::error::too_few_columns*>(&exception) != nullptr)
        return broken(path, line, "too few columns in this row",
                      "write five: name,address,mac,roles,owner (leave empty what is not known)");
    if (dynamic_cast<const io::error::too_many_columns*>(&exception) != nullptr)
        return broken(path, line, "too many columns in this row", "put text that holds a comma in quotes");
    if (dynamic_cast<const io::error::escaped_string_not_closed*>(&exception) != nullptr)
        return broken(path, line, "a quote is opened and not closed on this line", "close it");
    if (counted != nullptr) return broken(path, line, "this row can't be read", "look for a very long line");
    return broken(
        path, 1, "this is no header of an asset list",
        "write name,address,mac,roles,owner, with commas between (`portolan site import` reads others)");
}

}  // namespace

Result<void> check_list_text(const std::string& content, const std::string& path) {
    const std::size_t bad = first_non_text(content);
    if (bad == std::string::npos) return {};
    const auto begin = content.begin();
    const auto line = std::count(begin, begin + static_cast<std::ptrdiff_t>(bad), '\n') + 1;
    const auto byte = static_cast<unsigned char>(content[bad]);
    if (byte < 0x20 || byte == 0x7F)
        return broken(path, static_cast<int>(line), fmt::format("control character 0x{:02x}", byte),
                      "remove it; the file must be plain text");
    return broken(path, static_cast<int>(line), fmt::format("byte 0x{:02x} is no UTF-8 text", byte),
                  "save the file as UTF-8 (in a spreadsheet: CSV UTF-8)");
}

Result<CsvAssets> load_assets_csv(const std::string& path) {
    return parse_assets_csv(TRY(read_file(path, kMostBytes)), path);
}

Result<CsvAssets> parse_assets_csv(const std::string& content, const std::string& path) {
    TRY_VOID(check_list_text(content, path));
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
        return told(path, exception);
    }
    return out;
}

}  // namespace portolan::policy
