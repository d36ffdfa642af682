// The enforcer: puts a ruleset into the kernel in one transaction, keeps learned names there, reads counters.
// It renders nft text itself from plain data (policy/ruleset), so that nobody can hand it a command.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/enforce/learned_names.hpp"
#include "appliance/enforce/nft.hpp"
#include "appliance/wire/messages.hpp"
#include "policy/ruleset/render.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace portolan::enforce {

class Enforcer {
public:
    // `snapshot`: file for learned names, so that a restart forgets none; empty = none is kept.
    explicit Enforcer(std::string snapshot);

    // Floor, check mode against what is loaded, then one transaction. On an error nothing changed.
    Result<void> stage(ruleset::Ruleset ruleset);
    // Takes the table away: a plain router is left.
    Result<void> disarm();

    // Teaches the kernel what a client resolved. `done` only with the kernel's acknowledgement.
    wire::LearnAnswer learn(const wire::Learn& learn, std::int64_t now, std::string* refused);
    // Each second: takes away what expired.
    void tick(std::int64_t now);

    [[nodiscard]] Result<wire::Counters> counters() const;
    [[nodiscard]] bool loaded() const { return ruleset_.has_value(); }
    // Of what the kernel holds: rules stay when their enforcer ends, and are nobody's until the next stage.
    [[nodiscard]] std::string policy_in_kernel() const;
    [[nodiscard]] wire::Names names(std::int64_t now) const;
    [[nodiscard]] std::string policy() const { return ruleset_ ? ruleset_->policy : ""; }
    [[nodiscard]] std::uint64_t elements() const { return elements_; }
    [[nodiscard]] std::vector<ruleset::DnsGate> gates() const;

private:
    using Decisions = std::map<std::uint32_t, ruleset::Decision>;
    // A larger snapshot is written each second and not with each name.
    static constexpr std::size_t kSmallSnapshot = 256UL * 1024;
    static constexpr std::int64_t kRefreshAfter = 30;  // s; the grace is far longer
    struct Element {  // of a learned map; its key is "10.0.0.1 . 203.0.113.5 . tcp . 443"
        std::string map;
        std::uint32_t mark = 0;
        std::int64_t until = 0;
    };
    struct Projection {
        std::string lines;
        Decisions decisions;
        std::map<LearnedPair, std::map<std::string, Element>> elements;
    };

    // What the names alive of a pair give; decisions that the kernel does not know yet are added to `lines`.
    std::map<std::string, Element> elements_of(const ruleset::Ruleset& ruleset, const LearnedPair& pair,
                                               std::int64_t now, Decisions& decisions,
                                               std::string& lines) const;
    static std::string add_line(const std::string& key, const Element& element, std::int64_t now);
    void rederive(const ruleset::Ruleset& ruleset, std::int64_t now, Projection& out) const;
    std::vector<LearnedPair> keep(const wire::Learn& learn, std::int64_t now, std::string* refused);
    Result<void> project(const std::vector<LearnedPair>& pairs, std::int64_t now);
    void load_snapshot();
    void save_snapshot();

    Nft nft_;
    std::string snapshot_;
    std::optional<ruleset::Ruleset> ruleset_;
    AddressSet enforced_;
    Decisions decisions_;  // known to the kernel
    std::uint64_t elements_ = 0;
    LearnedNames names_;
    std::map<LearnedPair, std::map<std::string, Element>> projected_;
    bool changed_ = false;  // since the last snapshot
    std::size_t snapshot_size_ = 0;
};

std::int64_t boot_seconds();  // CLOCK_BOOTTIME
std::string boot_id();        // of this boot, 32 hex digits

}  // namespace portolan::enforce
