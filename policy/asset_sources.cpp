#include "policy/asset_sources.hpp"

#include "policy/assets_csv.hpp"
#include "policy/dhcp_leases.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <sstream>

#define CSV_IO_NO_THREAD
#include <libfccp/csv.h>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

constexpr std::size_t kMostRows = 200'000;
constexpr std::size_t kColumns = 5;
constexpr std::string_view kNone = "(no such column)";

using Reader = io::CSVReader<kColumns, io::trim_chars<' ', '\t'>, io::double_quote_escape<',', '"'>>;
using Names = std::array<std::string, kColumns>;  // of the columns in the file, in our order

struct Line {
    std::array<std::string, kColumns> fields;
    std::size_t number = 0;
};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower_text(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

std::size_t line_of(const std::exception& exception) {
    const auto* at = dynamic_cast<const io::error::with_file_line*>(&exception);
    return at == nullptr || at->file_line < 1 ? 1 : static_cast<std::size_t>(at->file_line);
}

// The library's message without the file name, which stands before it already.
std::string plain_message(const std::exception& exception) {
    const std::string text = exception.what();
    return text.substr(0, text.find(" in line "));
}

Result<std::vector<Line>> read_lines(const std::string& content, const std::string& path, const Names& names,
                                     bool own_form) {
    std::vector<Line> out;
    try {
        std::istringstream stream(content);
        Reader reader(path, stream);
        const auto ignored =
            own_form ? io::ignore_no_column : (io::ignore_extra_column | io::ignore_missing_column);
        reader.read_header(ignored, names[0], names[1], names[2], names[3], names[4]);
        for (Line line;
             reader.read_row(line.fields[0], line.fields[1], line.fields[2], line.fields[3], line.fields[4]);
             line = {}) {
            line.number = reader.get_file_line();
            if (out.size() == kMostRows)
                return fail(ErrorCode::limit, fmt::format("holds more than {} rows", kMostRows),
                            fmt::format("{}:{}:1", path, line.number), "split the file");
            out.push_back(line);
        }
    } catch (const std::exception& exception) {
        return fail(ErrorCode::bad_input, plain_message(exception),
                    fmt::format("{}:{}:1", path, line_of(exception)),
                    own_form ? "the header is name,address,mac,roles,owner; each row has five columns"
                             : "is it a CSV export with a header line?");
    }
    return out;
}

std::vector<std::string_view> raw_lines(std::string_view content) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at <= content.size();) {
        const std::size_t end = std::min(content.find('\n', at), content.size());
        out.push_back(content.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

// Where the field stands in its line, as well as can be told of a quoted one.
std::string place(const std::vector<std::string_view>& raw, const std::string& path, const Line& line,
                  std::size_t field) {
    const std::string_view text =
        line.number >= 1 && line.number <= raw.size() ? raw[line.number - 1] : std::string_view();
    const std::size_t found =
        line.fields[field].empty() ? std::string_view::npos : text.find(line.fields[field]);
    return fmt::format("{}:{}:{}", path, line.number, found == std::string_view::npos ? 1 : found + 1);
}

Result<std::string> checked_mac(const std::string& text, const std::string& where) {
    std::string mac = normal_mac(text);
    if (mac.empty() && !text.empty())
        return fail(ErrorCode::bad_input, fmt::format("'{}' is no MAC address", text.substr(0, 64)), where,
                    "write 02:00:00:00:00:01");
    return mac;
}

Result<AssetRows> read_own_form(const std::string& content, const std::string& path) {
    AssetRows out;
    const std::vector<std::string_view> raw = raw_lines(content);
    for (const Line& line :
         TRY(read_lines(content, path, {"name", "address", "mac", "roles", "owner"}, true))) {
        if (line.fields[0].empty())
            return fail(ErrorCode::bad_input, "an asset without a name", place(raw, path, line, 0),
                        "write one in the first column");
        const std::string where = place(raw, path, line, 1);
        const Result<AddressRange> range = parse_address_range(line.fields[1]);
        if (!range) return fail(ErrorCode::bad_input, range.error().message, where, range.error().remedy);
        const std::string mac = TRY(checked_mac(line.fields[2], place(raw, path, line, 2)));
        out.rows.push_back({line.fields[0], *range, mac, line.fields[3], line.fields[4], where});
    }
    return out;
}

// The header's fields, without their quotes.
std::vector<std::string> header_of(std::string_view content) {
    std::string_view line = content.substr(0, content.find('\n'));
    std::vector<std::string> out(1);
    for (const char c : line.substr(0, 64U << 10U)) {
        if (c == ',')
            out.emplace_back();
        else if (c != '"' && c != '\r')
            out.back() += c;
    }
    return out;
}

// NetBox's export of the current view has titles, that of all data has field names; both change with
// versions.
std::string column(const std::vector<std::string>& header, std::initializer_list<std::string_view> aliases) {
    for (const std::string_view alias : aliases)
        for (const std::string& name : header)
            if (lower_text(name) == alias) return name;
    return std::string(kNone);
}

Result<AssetRows> read_netbox(const std::string& content, const std::string& path) {
    const std::vector<std::string> header = header_of(content);
    const Names names = {
        column(header,
               {"name", "dns name", "dns_name", "device", "virtual_machine", "virtual machine", "assigned"}),
        column(header, {"address", "ip address", "primary_ip4", "primary_ip", "primary ip", "ipv4 address"}),
        column(header, {"mac address", "mac_address", "primary_mac_address"}),
        column(header, {"status"}),
        column(header, {"tenant", "owner"}),
    };
    if (names[1] == kNone)
        return fail(ErrorCode::bad_input, "no column of addresses", path + ":1:1",
                    "export IP addresses or devices with the column 'IP Address'");
    AssetRows out;
    std::size_t without = 0;
    std::size_t inactive = 0;
    const std::vector<std::string_view> raw = raw_lines(content);
    for (const Line& line : TRY(read_lines(content, path, names, false))) {
        const std::string status = lower_text(line.fields[3]);
        if (line.fields[1].empty()) {
            ++without;
        } else if (!status.empty() && status != "active" && status != "dhcp" && status != "slaac") {
            ++inactive;
        } else {
            const std::string where = place(raw, path, line, 1);
            // "10.0.0.5/24": an address with the length of its prefix.
            const std::string bare = line.fields[1].substr(0, line.fields[1].find('/'));
            const Result<Address> address = Address::parse(bare);
            if (!address)
                return fail(ErrorCode::bad_input,
                            fmt::format("'{}' is no address", line.fields[1].substr(0, 64)), where,
                            address.error().remedy);
            const AddressRange range{*address, *address};
            const std::string mac = TRY(checked_mac(line.fields[2], place(raw, path, line, 2)));
            out.rows.push_back(
                {asset_name_from(line.fields[0], range), range, mac, {}, line.fields[4], where});
        }
    }
    if (without > 0) out.skipped.push_back(fmt::format("{} rows without an address", without));
    if (inactive > 0) out.skipped.push_back(fmt::format("{} rows that are not active", inactive));
    return out;
}

}  // namespace

std::string normal_mac(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        const char small = lower(c);
        if ((small >= '0' && small <= '9') || (small >= 'a' && small <= 'f'))
            digits += small;
        else if (c != ':' && c != '-' && c != '.')
            return {};
    }
    if (digits.size() != 12) return {};
    std::string out;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        out += (i == 0 ? "" : ":") + digits.substr(i, 2);
    return out;
}

std::string asset_name_from(std::string_view name, const AddressRange& address) {
    constexpr std::size_t kMostName = 63;  // bytes, as of a DNS label
    std::string out;
    for (const char c : name.substr(0, kMostName)) {
        const char small = lower(c);
        const bool plain = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
        if (plain)
            out += small;
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    while (!out.empty() && out.back() == '-')
        out.pop_back();
    // An address instead of a name, and what a site reserves, say nothing.
    if (!out.empty() && out != "internet" && !Address::parse(name)) return out;
    out = "host-";
    for (const char c : address.text())
        out += c == '.' || c == ':' || c == '/' ? '-' : c;
    return out;
}

Result<AssetRows> read_asset_rows(AssetSource source, const std::string& content, const std::string& path) {
    TRY_VOID(check_list_text(content, path));
    switch (source) {
        case AssetSource::csv:
            return read_own_form(content, path);
        case AssetSource::dhcp:
            return read_dhcp_leases(content, path);
        case AssetSource::netbox:
            return read_netbox(content, path);
    }
    panic("no such source of assets");
}

}  // namespace portolan::policy
