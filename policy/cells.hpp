// The exact table: every connection attempt that there can be, cut into cells that no rule, zone or governed
// role of the given rulesets can tell apart. What is said of a cell holds for each attempt in it, so
// questions about a policy (diff, search, shadows, assertions) are answered for all addresses, ports and
// names, and not for a sample. An attempt carries at most one documented name; with several at one address,
// decide() looks at all of them together. Both ends are of one family: nothing else can be sent.
#pragma once

#include "policy/name_classes.hpp"
#include "policy/ruleset/decide.hpp"
#include "policy/service_set.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace portolan::policy {

// Bit i: the rule i, counted over all rulesets one after the other, speaks of it.
using RuleBits = std::vector<std::uint64_t>;

// Only attempts between these are looked at.
struct CellScope {
    AddressSet from = AddressSet::everything();
    AddressSet to = AddressSet::everything();
};

class Cells {
public:
    explicit Cells(std::vector<ruleset::Ruleset> rulesets, const CellScope& scope = {});
    Cells(const Cells&) = delete;
    Cells& operator=(const Cells&) = delete;

    // Addresses that the rules of a block cannot tell apart, as indexes of parts.
    struct Group {
        std::vector<std::uint32_t> parts;
        RuleBits rules;  // of the block
        std::size_t place = 0;
        bool v6 = false;
        bool outside = false;  // in no zone and public: names are learned for such alone
    };
    struct Cell {
        std::size_t block = 0;  // services of which the same rules speak
        std::size_t name = 0;   // name class
        const Group* from = nullptr;
        const Group* to = nullptr;
        // Those that speak of it, of all rulesets; the same object for all cells of the same rules.
        const std::vector<const ruleset::Rule*>* rules = nullptr;
        std::vector<std::size_t> decisions;  // one a ruleset
    };
    void each(const std::function<void(const Cell&)>& visit);
    void rescope(const CellScope& scope);

    [[nodiscard]] const ruleset::Ruleset& ruleset(std::size_t at) const { return rulesets_[at]; }
    [[nodiscard]] const ruleset::Decision& decision(std::size_t id) const { return decisions_[id]; }
    [[nodiscard]] const NameClasses& names() const { return names_; }
    [[nodiscard]] const ServiceSet& services(std::size_t block) const { return blocks_[block].services; }
    [[nodiscard]] AddressSet sources(const std::vector<std::uint32_t>& parts) const;
    [[nodiscard]] AddressSet targets(const std::vector<std::uint32_t>& parts) const;
    // True where a rule of the block names names of the class; where not, the cells of kOther hold them too.
    [[nodiscard]] bool names_class(std::size_t block, std::size_t name) const;
    // Of an attempt with at most one name: the class that decides it.
    [[nodiscard]] std::size_t name_class(const ruleset::Attempt& attempt) const;

private:
    struct Part {
        AddressSet addresses;
        RuleBits rules;
        std::size_t place = 0;  // what decides where no rule does: governed roles, zones, family
        bool v6 = false;
        bool outside = false;
    };
    struct Block {
        ServiceSet services;
        RuleBits rules;
        std::vector<std::size_t> names;  // classes that its rules speak of; the first is kOther
    };
    using Decided =
        std::map<RuleBits, std::pair<std::vector<const ruleset::Rule*>, std::vector<std::size_t>>>;

    std::vector<Part> split(AddressSet ruleset::Rule::*side, const AddressSet& universe);
    void make_blocks();
    void make_name_bits();
    [[nodiscard]] std::vector<Group> groups(const std::vector<Part>& parts, const Block& block) const;
    std::size_t intern(const ruleset::Decision& decision);
    const Decided::mapped_type& decided(const RuleBits& rules);
    std::size_t undocumented(std::size_t ruleset, const Group& from, const Group& to);

    static constexpr std::size_t kUndocumented = static_cast<std::size_t>(-1);
    const std::vector<ruleset::Ruleset> rulesets_;  // cells point into them
    std::vector<const ruleset::Rule*> rules_;       // of all rulesets
    std::vector<std::size_t> owner_;                // ruleset of each
    NameClasses names_;
    std::vector<RuleBits> name_bits_;  // by class: rules that name it
    std::map<std::vector<bool>, std::size_t> places_;
    std::vector<Part> sources_;
    std::vector<Part> targets_;
    std::vector<Block> blocks_;
    std::vector<ruleset::Decision> decisions_;
    std::map<std::pair<std::string, ruleset::Action>, std::size_t> decision_ids_;
    std::map<std::tuple<std::size_t, std::size_t, std::size_t>, std::size_t> undocumented_;
    Decided decided_;
};

}  // namespace portolan::policy
