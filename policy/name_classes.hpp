// All names that a client may resolve, in classes that a set of patterns cannot tell apart: each exact name
// of the patterns, what lies one label or deeper below each wildcard's base, and all other names. So that a
// question about names is answered for all of them, and not for a sample.
#pragma once

#include "appliance/base/name_pattern.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::policy {

struct NameClass {
    enum class Kind {
        other,       // no pattern speaks of it, or no name is known
        exact,       // `name` itself
        one_below,   // "x.NAME" that is no exact name and below no longer base
        deep_below,  // "x.y.NAME", likewise
    };
    Kind kind = Kind::other;
    std::string name;
};

class NameClasses {
public:
    static constexpr std::size_t kOther = 0;
    explicit NameClasses(std::vector<NamePattern> patterns);

    [[nodiscard]] std::size_t size() const { return classes_.size(); }
    [[nodiscard]] const NameClass& at(std::size_t id) const { return classes_[id]; }
    // `name` in normal form.
    [[nodiscard]] std::size_t of(std::string_view name) const;
    // A name of the class; empty for kOther.
    [[nodiscard]] std::string sample(std::size_t id) const;
    // True where the pattern matches the names of the class: all of them, or none.
    [[nodiscard]] bool matches(const NamePattern& pattern, std::size_t id) const;
    // The classes as few words: "dca4.example", "*.example" (one label), "**.example but dca4.example". "any
    // other name or none" is kOther.
    [[nodiscard]] std::vector<std::string> words(const std::vector<std::size_t>& ids) const;

private:
    [[nodiscard]] std::vector<std::string> left_out(const std::string& base, bool one, bool deep,
                                                    const std::vector<std::size_t>& ids) const;
    std::vector<NameClass> classes_;
    std::vector<std::string> bases_;  // of wildcards, longest first
};

}  // namespace portolan::policy
