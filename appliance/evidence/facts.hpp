// What was seen of a flow besides its tuple. Recorder, explain and probes fill it; assess compares it with
// what the profiles document. A fact that is absent was not seen, and never deviates.
#pragma once

#include "appliance/base/fact.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace portolan::evidence {

using portolan::Fact;
using portolan::fact_name;
using portolan::parse_fact;

// Few facts per flow: a sorted vector beats a map.
class Facts {
public:
    void set(Fact fact, std::string value) {
        const auto at = lower(fact);
        if (at != entries_.end() && at->first == fact) {
            at->second = std::move(value);
        } else {
            entries_.emplace(at, fact, std::move(value));
        }
    }
    // Null where the fact was not seen.
    [[nodiscard]] const std::string* find(Fact fact) const {
        for (const auto& [key, value] : entries_)
            if (key == fact) return &value;
        return nullptr;
    }
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] auto begin() const { return entries_.begin(); }
    [[nodiscard]] auto end() const { return entries_.end(); }
    friend bool operator==(const Facts&, const Facts&) = default;

private:
    std::vector<std::pair<Fact, std::string>>::iterator lower(Fact fact) {
        return std::lower_bound(entries_.begin(), entries_.end(), fact,
                                [](const auto& entry, Fact key) { return entry.first < key; });
    }
    std::vector<std::pair<Fact, std::string>> entries_;
};

}  // namespace portolan::evidence
