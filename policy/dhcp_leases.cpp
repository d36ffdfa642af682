#include "policy/dhcp_leases.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

struct Token {
    std::string text;
    bool quoted = false;
    std::size_t line = 1;
    std::size_t column = 1;
    [[nodiscard]] bool is(char mark) const { return !quoted && text.size() == 1 && text.front() == mark; }
};

// Words, quoted strings, and the three marks { } ; of dhcpd.leases(5). # begins a comment.
class Scanner {
public:
    Scanner(std::string_view text, const std::string& path) : text_(text), path_(path) {}

    // Nothing at the end of the file.
    Result<std::optional<Token>> next() {
        skip_blank();
        if (at_ == text_.size()) return std::optional<Token>();
        Token token{{}, false, line_, column_};
        const char c = text_[at_];
        if (c == '"') {
            TRY_VOID(read_string(token));
        } else if (is_mark(c)) {
            token.text = c;
            advance();
        } else {
            while (at_ < text_.size() && !is_mark(text_[at_]) && !is_blank(text_[at_]) && text_[at_] != '"') {
                token.text += text_[at_];
                advance();
            }
        }
        return std::optional<Token>(std::move(token));
    }

    [[nodiscard]] std::string where(const Token& token) const {
        return fmt::format("{}:{}:{}", path_, token.line, token.column);
    }
    [[nodiscard]] std::string end() const { return fmt::format("{}:{}:{}", path_, line_, column_); }

private:
    static bool is_mark(char c) { return c == '{' || c == '}' || c == ';'; }
    static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ','; }

    void advance() {
        if (text_[at_++] == '\n') {
            ++line_;
            column_ = 1;
        } else {
            ++column_;
        }
    }
    void skip_blank() {
        while (at_ < text_.size()) {
            if (text_[at_] == '#') {
                while (at_ < text_.size() && text_[at_] != '\n')
                    advance();
            } else if (is_blank(text_[at_])) {
                advance();
            } else {
                return;
            }
        }
    }
    Result<void> read_string(Token& token) {
        token.quoted = true;
        for (advance(); at_ < text_.size() && text_[at_] != '"'; advance()) {
            if (text_[at_] == '\n') break;
            if (text_[at_] == '\\' && at_ + 1 < text_.size())
                advance();  // octal escapes stay digits: no name has them
            token.text += text_[at_];
        }
        if (at_ == text_.size() || text_[at_] != '"')
            return fail(ErrorCode::bad_input, "a quoted text does not end", where(token), "close it with \"");
        advance();
        return {};
    }

    std::string_view text_;
    const std::string& path_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::size_t column_ = 1;
};

struct Lease {
    std::string address, mac, name, where;
    bool active = true;  // no state written: dhcpd calls it active until it ends
};

class IscReader {
public:
    IscReader(const std::string& content, const std::string& path) : scanner_(content, path) {}

    Result<AssetRows> run() {
        for (;;) {
            const std::optional<Token> token = TRY(scanner_.next());
            if (!token) break;
            if (token->text == "lease" && !token->quoted)
                TRY_VOID(read_lease());
            else
                TRY_VOID(skip_statement(*token));
        }
        return finish();
    }

private:
    Result<Token> need(std::string_view what) {
        const std::optional<Token> token = TRY(scanner_.next());
        if (!token)
            return fail(ErrorCode::bad_input, fmt::format("ends where {} should stand", what), scanner_.end(),
                        "is the file whole?");
        return *token;
    }

    // To the next semicolon, or over a block with all that is in it.
    Result<void> skip_statement(Token token) {
        int depth = 0;
        for (;;) {
            if (token.is('{')) ++depth;
            if (token.is('}') && --depth <= 0) {
                if (depth == 0) return {};
                return fail(ErrorCode::bad_input, "a brace closes nothing", scanner_.where(token),
                            "remove it");
            }
            if (token.is(';') && depth == 0) return {};
            token = TRY(need("the end of a statement"));
        }
    }

    Result<void> read_lease() {
        const Token address = TRY(need("an address"));
        const Result<Address> parsed = Address::parse(address.text);
        if (!parsed)
            return fail(ErrorCode::bad_input, fmt::format("'{}' is no address", address.text.substr(0, 64)),
                        scanner_.where(address), "a lease is: lease 10.0.0.5 { ... }");
        const Token brace = TRY(need("'{'"));
        if (!brace.is('{'))
            return fail(ErrorCode::bad_input, "'{' is missing", scanner_.where(brace),
                        "a lease is: lease 10.0.0.5 { ... }");
        Lease lease{parsed->text(), {}, {}, scanner_.where(address), true};
        for (;;) {
            const Token word = TRY(need("'}'"));
            if (word.is('}')) break;
            TRY_VOID(read_statement(word, lease));
        }
        leases_[lease.address] = lease;  // a log: the last one of an address holds
        return {};
    }

    Result<void> read_statement(const Token& first, Lease& lease) {
        std::vector<std::string> words = {first.text};
        while (words.back() != ";") {
            const Token word = TRY(need("';'"));
            if (word.is('{') || word.is('}'))
                return word.is('{') ? skip_statement(word)
                                    : Result<void>(fail(ErrorCode::bad_input, "';' is missing",
                                                        scanner_.where(word), "end the statement"));
            words.push_back(word.quoted && word.text == ";" ? "" : word.text);
            if (words.size() > kMostWords)
                return fail(ErrorCode::limit, "a statement is too long", scanner_.where(word),
                            "is it a lease file?");
        }
        if (words.size() == 4 && words[0] == "hardware") lease.mac = normal_mac(words[2]);
        if (words.size() == 3 && words[0] == "client-hostname") lease.name = words[1];
        if (words.size() == 4 && words[0] == "binding" && words[1] == "state")
            lease.active = words[2] == "active";
        return {};
    }

    Result<AssetRows> finish() const {
        AssetRows out;
        std::size_t ended = 0;
        for (const auto& [address, lease] : leases_) {
            if (!lease.active) {
                ++ended;
                continue;
            }
            const AddressRange range = TRY(parse_address_range(address));
            out.rows.push_back({asset_name_from(lease.name, range), range, lease.mac, {}, {}, lease.where});
        }
        if (ended > 0) out.skipped.push_back(fmt::format("{} leases that are not active", ended));
        std::sort(out.rows.begin(), out.rows.end(),
                  [](const AssetRow& a, const AssetRow& b) { return a.address < b.address; });
        return out;
    }

    static constexpr std::size_t kMostWords = 64;
    Scanner scanner_;
    std::map<std::string, Lease> leases_;
};

// "1700000000 02:00:00:00:00:01 10.0.0.5 print-pc 01:02:...", "* " for an unknown name; IPv6 leases follow a
// line `duid ...` and have a number where the MAC address stands.
Result<AssetRows> read_dnsmasq(const std::string& content, const std::string& path) {
    AssetRows out;
    std::istringstream lines(content);
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
        std::istringstream words(line);
        std::string expiry, mac, address, name;
        if (!(words >> expiry) || expiry == "duid" || expiry.front() == '#') continue;
        const bool whole = static_cast<bool>(words >> mac >> address >> name);
        const bool digits =
            std::all_of(expiry.begin(), expiry.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!whole || !digits)
            return fail(
                ErrorCode::bad_input, "is no lease", fmt::format("{}:{}:1", path, number),
                "dnsmasq writes: expiry MAC address name client-id; ISC dhcpd: lease ADDRESS { ... }");
        const std::size_t column = line.find(address) + 1;
        const std::string where = fmt::format("{}:{}:{}", path, number, column);
        const Result<Address> parsed = Address::parse(address);
        if (!parsed)
            return fail(ErrorCode::bad_input, fmt::format("'{}' is no address", address.substr(0, 64)), where,
                        "the third word is the address");
        const AddressRange range{*parsed, *parsed};
        out.rows.push_back(
            {asset_name_from(name == "*" ? "" : name, range), range, normal_mac(mac), {}, {}, where});
    }
    return out;
}

bool looks_isc(std::string_view content) {
    for (std::size_t at = content.find("lease "); at != std::string_view::npos;
         at = content.find("lease ", at + 1)) {
        const std::size_t end = content.find('\n', at);
        const bool begins = at == 0 || content[at - 1] == '\n';
        if (begins && content.substr(at, end - at).find('{') != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace

Result<AssetRows> read_dhcp_leases(const std::string& content, const std::string& path) {
    return looks_isc(content) ? IscReader(content, path).run() : read_dnsmasq(content, path);
}

}  // namespace portolan::policy
