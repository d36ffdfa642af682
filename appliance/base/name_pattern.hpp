// Documented names: exact ("dca4.mpsmonitor.com"), label ("*.example.com": one label deep) and subtree
// ("**.example.com": any depth). Label boundaries are dots; the apex is never matched by label or subtree;
// case and a final dot don't count (the text is kept in normal form, appliance/base/dns_name.hpp).
#pragma once

#include "appliance/base/result.hpp"

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace portolan {

struct NamePattern {
    enum class Kind { exact, label, subtree };
    Kind kind = Kind::exact;
    std::string name;  // normal form, without the wildcard

    // `name` in normal form.
    [[nodiscard]] bool matches(std::string_view candidate) const;
    [[nodiscard]] std::string text() const;  // "*.example.com"
    friend auto operator<=>(const NamePattern&, const NamePattern&) = default;
};

// The kind's word ("exact", "label", "subtree") and the bare name.
Result<NamePattern> make_name_pattern(std::string_view kind, std::string_view name);

// The short form used in sites: "host.example", "*.example" (label) or "**.example" (subtree).
Result<NamePattern> parse_name_pattern(std::string_view text);

bool any_matches(const std::vector<NamePattern>& patterns, const std::vector<std::string>& names);

}  // namespace portolan
