#include "appliance/base/name_pattern.hpp"

#include "appliance/base/dns_name.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace portolan {

bool NamePattern::matches(std::string_view candidate) const {
    if (kind == Kind::exact) return candidate == name;
    if (!is_below(candidate, name)) return false;
    if (kind == Kind::subtree) return true;
    return candidate.substr(0, candidate.size() - name.size() - 1).find('.') == std::string_view::npos;
}

std::string NamePattern::text() const {
    switch (kind) {
        case Kind::exact:
            return name;
        case Kind::label:
            return "*." + name;
        case Kind::subtree:
            break;
    }
    return "**." + name;
}

Result<NamePattern> make_name_pattern(std::string_view kind, std::string_view name) {
    NamePattern pattern;
    if (kind == "exact") {
        pattern.kind = NamePattern::Kind::exact;
    } else if (kind == "label") {
        pattern.kind = NamePattern::Kind::label;
    } else if (kind == "subtree") {
        pattern.kind = NamePattern::Kind::subtree;
    } else {
        return fail(ErrorCode::bad_input, fmt::format("'{}' is no kind of name", kind), {},
                    "write exact, label or subtree");
    }
    std::optional<std::string> normal = normalise_name(name);
    if (!normal)
        return fail(ErrorCode::bad_input, fmt::format("'{}' is not a host name", name.substr(0, 64)), {},
                    "write labels of letters, digits and '-' with dots between; no wildcard here, no scheme, "
                    "no path");
    if (pattern.kind != NamePattern::Kind::exact && normal->find('.') == std::string::npos)
        return fail(ErrorCode::bad_input,
                    fmt::format("a wildcard below the top-level name '{}' is too broad", *normal), {},
                    "name at least two labels");
    pattern.name = std::move(*normal);
    return pattern;
}

Result<NamePattern> parse_name_pattern(std::string_view text) {
    if (text.starts_with("**.")) return make_name_pattern("subtree", text.substr(3));
    if (text.starts_with("*.")) return make_name_pattern("label", text.substr(2));
    return make_name_pattern("exact", text);
}

bool any_matches(const std::vector<NamePattern>& patterns, const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return std::any_of(patterns.begin(), patterns.end(),
                           [&](const NamePattern& pattern) { return pattern.matches(name); });
    });
}

}  // namespace portolan
