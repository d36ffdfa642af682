#include "policy/name_classes.hpp"

#include "appliance/base/dns_name.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::policy {
namespace {

using Kind = NameClass::Kind;

// Labels that no document names.
constexpr std::string_view kOne = "portolan-witness";
constexpr std::string_view kDeep = "portolan.witness";

bool one_label_below(std::string_view name, const std::string& base) {
    return name.substr(0, name.size() - base.size() - 1).find('.') == std::string_view::npos;
}

bool holds(const std::vector<std::size_t>& ids, std::size_t id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

NameClasses::NameClasses(std::vector<NamePattern> patterns) : classes_{{Kind::other, {}}} {
    std::set<std::string> exact;
    std::set<std::string> bases;
    for (NamePattern& pattern : patterns)
        (pattern.kind == NamePattern::Kind::exact ? exact : bases).insert(std::move(pattern.name));
    for (const std::string& name : exact)
        classes_.push_back({Kind::exact, name});
    for (const std::string& base : bases) {
        classes_.push_back({Kind::one_below, base});
        classes_.push_back({Kind::deep_below, base});
    }
    bases_.assign(bases.begin(), bases.end());
    std::stable_sort(bases_.begin(), bases_.end(),
                     [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
}

std::size_t NameClasses::of(std::string_view name) const {
    const auto find = [&](Kind kind, std::string_view text) {
        const auto at = std::find_if(classes_.begin(), classes_.end(), [&](const NameClass& each) {
            return each.kind == kind && each.name == text;
        });
        return at == classes_.end() ? kOther : static_cast<std::size_t>(at - classes_.begin());
    };
    if (const std::size_t exact = find(Kind::exact, name); exact != kOther) return exact;
    for (const std::string& base : bases_)
        if (is_below(name, base))
            return find(one_label_below(name, base) ? Kind::one_below : Kind::deep_below, base);
    return kOther;
}

std::string NameClasses::sample(std::size_t id) const {
    const NameClass& which = classes_[id];
    switch (which.kind) {
        case Kind::exact:
            return which.name;
        case Kind::one_below:
            return fmt::format("{}.{}", kOne, which.name);
        case Kind::deep_below:
            return fmt::format("{}.{}", kDeep, which.name);
        case Kind::other:
            break;
    }
    return {};
}

bool NameClasses::matches(const NamePattern& pattern, std::size_t id) const {
    return id != kOther && pattern.matches(sample(id));
}

std::vector<std::string> NameClasses::left_out(const std::string& base, bool one, bool deep,
                                               const std::vector<std::size_t>& ids) const {
    std::vector<std::string> out;
    for (std::size_t id = 1; id < classes_.size(); ++id) {
        const NameClass& each = classes_[id];
        if (holds(ids, id) || !is_below(each.name, base)) continue;
        const bool near = one_label_below(each.name, base);
        if (each.kind == Kind::exact && (near ? one : deep)) out.push_back(each.name);
        if (each.kind == Kind::one_below && deep) out.push_back("*." + each.name);
        if (each.kind == Kind::deep_below && deep) out.push_back("*.*." + each.name);
    }
    return out;
}

std::vector<std::string> NameClasses::words(const std::vector<std::size_t>& ids) const {
    std::vector<std::string> out;
    for (const std::size_t id : ids) {
        const NameClass& each = classes_[id];
        if (each.kind == Kind::other) out.emplace_back("any other name or none");
        if (each.kind == Kind::exact) out.push_back(each.name);
        if (each.kind != Kind::one_below && each.kind != Kind::deep_below) continue;
        const bool one = each.kind == Kind::one_below;
        const bool both = one ? holds(ids, id + 1) : holds(ids, id - 1);
        if (!one && both) continue;  // said with its neighbour
        const std::vector<std::string> but = left_out(each.name, one, both || !one, ids);
        out.push_back(fmt::format("{}.{}{}",
                                  both  ? "**"
                                  : one ? "*"
                                        : "*.*",
                                  each.name,
                                  but.empty() ? "" : fmt::format(" but {}", fmt::join(but, " and "))));
    }
    return out;
}

}  // namespace portolan::policy
