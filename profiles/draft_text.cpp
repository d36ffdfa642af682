#include "profiles/draft_text.hpp"

#include "appliance/base/utf8.hpp"
#include "profiles/words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

constexpr std::size_t kWidth = 132;        // columns of a line, as in the library
constexpr std::size_t kRemarkBytes = 400;  // more of one remark helps nobody

// Bare where YAML cannot take it for a number or a truth value ("no", "010"), else in quotes.
std::string word_yaml(const std::string& word) {
    static constexpr std::array<std::string_view, 8> kGuessed = {"y",  "n",   "yes",  "no",
                                                                 "on", "off", "true", "false"};
    const bool letter = !word.empty() && word.front() >= 'a' && word.front() <= 'z';
    const bool guessed =
        word == "null" || std::find(kGuessed.begin(), kGuessed.end(), word) != kGuessed.end();
    return letter && !guessed ? word : quoted_yaml(word);
}

std::string list_of(const std::vector<std::string>& items) {
    return fmt::format("[{}]", fmt::join(items, ", "));
}

std::string names_of(const std::vector<NamePattern>& names) {
    std::vector<std::string> out;
    for (const NamePattern& name : names) {
        const std::string_view kind = name.kind == NamePattern::Kind::exact   ? "exact"
                                      : name.kind == NamePattern::Kind::label ? "label"
                                                                              : "subtree";
        out.push_back(fmt::format("{{{}: {}}}", kind, quoted_yaml(name.name)));
    }
    return list_of(out);
}

std::string addresses_of(const std::vector<AddressRange>& ranges) {
    std::vector<std::string> out;
    for (const AddressRange& range : ranges)
        out.push_back(quoted_yaml(range.text()));
    return list_of(out);
}

std::string ends_of(const std::vector<std::string>& roles) {
    if (roles.empty()) return "any";
    if (roles.size() == 1) return word_yaml(roles.front());
    std::vector<std::string> words;
    for (const std::string& role : roles)
        words.push_back(word_yaml(role));
    return list_of(words);
}

std::vector<std::string> body_parts(const Match& body) {
    std::vector<std::string> out = {"from: " + ends_of(body.from), "to: " + ends_of(body.to)};
    std::vector<std::string> protocols;
    for (const Protocol protocol : body.protocols)
        protocols.emplace_back(protocol_name(protocol));
    if (body.any_protocol) protocols = {"any"};
    out.push_back("protocol: " + (protocols.size() == 1 ? protocols.front() : list_of(protocols)));
    std::vector<std::string> ports;
    for (const PortSpec& port : body.ports) {
        const PortRange* range = std::get_if<PortRange>(&port);
        ports.push_back(range != nullptr ? range->text() : "$" + std::get<std::string>(port));
    }
    if (body.any_port) out.emplace_back("ports: any");
    if (!ports.empty()) out.push_back("ports: " + list_of(ports));
    std::vector<std::string> types;
    for (const std::string& type : body.icmp)
        types.push_back(quoted_yaml(type));
    if (!types.empty()) out.push_back("icmp: " + list_of(types));
    if (!body.names.empty()) out.push_back("names: " + names_of(body.names));
    if (!body.addresses.empty()) out.push_back("addresses: " + addresses_of(body.addresses));
    return out;
}

// Comma-separated parts, broken into lines; a part that is wider than a line stands alone.
std::string wrapped(const std::vector<std::string>& parts, std::size_t indent) {
    std::string out;
    std::size_t column = indent;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool first = i == 0;
        if (!first) out += ",";
        if (!first && column + parts[i].size() + 3 > kWidth) {
            out += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (!first) {
            out += " ";
        }
        out += parts[i];
        column += parts[i].size() + 2;
    }
    return out;
}

std::string requirement_yaml(const Requirement& requirement) {
    std::vector<std::string> parts = {
        "id: " + requirement.id, fmt::format("kind: {}", word_of(requirement.kind)),
        fmt::format("level: {}", word_of(requirement.level)), "lines: " + quoted_yaml(requirement.lines),
        "quote: " + quoted_yaml(requirement.quote)};
    for (std::string& part : body_parts(requirement.bodies.front()))
        parts.push_back(std::move(part));
    if (!requirement.application.empty())
        parts.push_back("application: " + quoted_yaml(requirement.application));
    if (!requirement.reply_expected) parts.emplace_back("reply: none");
    if (!requirement.note.empty()) parts.push_back("note: " + quoted_yaml(requirement.note));
    return "  - {" + wrapped(parts, 5) + "}\n";
}

std::string role_yaml(const Role& role) {
    std::vector<std::string> parts = {fmt::format("binds: {}", word_of(role.binds))};
    if (role.binds == Binds::assets && !role.governed) parts.emplace_back("governed: false");
    if (!role.members.empty()) parts.push_back("members: " + list_of(role.members));
    if (!role.names.empty()) parts.push_back("names: " + names_of(role.names));
    if (!role.addresses.empty()) parts.push_back("addresses: " + addresses_of(role.addresses));
    return fmt::format("  {}: {{{}}}\n", word_yaml(role.id), wrapped(parts, 5));
}

std::string remark_line(std::string_view remark) {
    std::string text = quoted_yaml(remark.substr(0, kRemarkBytes));
    return "# " + text.substr(1, text.size() - 2) + "\n";
}

}  // namespace

std::string quoted_yaml(std::string_view text) {
    std::string out = "\"";
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode_utf8(text, at);
        at += point.length;
        const bool line = point.value == U'\n' || point.value == U'\t';
        const bool control = (point.value < U' ' && !line) || point.value == 0x7F;
        const std::uint32_t value = control ? CodePoint{}.value : point.value;
        if (value == '"' || value == '\\') {
            out += '\\';
            out += static_cast<char>(value);
        } else if (value >= ' ' && value < 0x7F) {
            out += static_cast<char>(value);
        } else if (value < 0x100) {
            out += fmt::format("\\x{:02x}", value);
        } else if (value < 0x10000) {
            out += fmt::format("\\u{:04x}", value);
        } else {
            out += fmt::format("\\U{:08x}", value);
        }
    }
    return out + "\"";
}

std::string word_from(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain || upper) {
            out += upper ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!out.empty() && out.back() != '-') {
            out += '-';
        }
    }
    while (!out.empty() && out.back() == '-')
        out.pop_back();
    return out;
}

std::string draft_yaml(const Profile& profile, const std::vector<std::string>& remarks) {
    std::string out;
    for (const std::string& remark : remarks)
        out += remark_line(remark);
    out += fmt::format("schema: portolan-profile/1\nid: {}\nprefix: {}\ntitle: {}\nversion: {}\n",
                       quoted_yaml(profile.id), quoted_yaml(profile.prefix), quoted_yaml(profile.title),
                       quoted_yaml(profile.version));
    const Document& document = profile.document;
    out +=
        fmt::format("document: {{file: {}, title: {},\n           edition: {}, language: {}, sha256: {}}}\n",
                    quoted_yaml(document.file), quoted_yaml(document.title), quoted_yaml(document.edition),
                    quoted_yaml(document.language), document.sha256);
    out += "roles:\n";
    for (const Role& role : profile.roles)
        out += role_yaml(role);
    if (!profile.parameters.empty()) out += "parameters:\n";
    for (const Parameter& parameter : profile.parameters)
        out += fmt::format("  {}: {{type: {}, default: unset, stops_without: {}}}\n", parameter.id,
                           word_of(parameter.type), quoted_yaml(parameter.stops_without));
    out += profile.requirements.empty() ? "requirements: []\n" : "requirements:\n";
    for (const Requirement& requirement : profile.requirements)
        out += requirement_yaml(requirement);
    return out;
}

}  // namespace portolan::profiles
