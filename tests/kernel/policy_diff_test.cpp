// What `policy diff` says is what the kernel does: each witness of a box that closes arrives while the old
// policy is loaded, with the row learned that it needs, and is denied once the new one is.
#include "appliance/enforce/enforcer.hpp"
#include "policy/diff.hpp"
#include "tests/kernel/place.hpp"
#include "tests/kernel/trial.hpp"

#include <algorithm>
#include <memory>

#include <gtest/gtest.h>

namespace portolan::kernel {
namespace {

using policy::Change;
using policy::Witness;

std::uint8_t number_of(const Witness& witness) {
    const bool v6 = !witness.attempt.from.is_v4();
    switch (witness.attempt.protocol) {
        case Protocol::tcp:
            return kTcp;
        case Protocol::udp:
            return kUdp;
        case Protocol::icmp:
            return v6 ? kIcmp6 : kIcmp;
        case Protocol::other:
            break;
    }
    return 47;  // GRE
}

class PolicyDiff : public testing::Test {
protected:
    void SetUp() override {
        if (const std::string reason = cannot_run(); !reason.empty()) GTEST_SKIP() << reason;
        before_ = std::make_unique<Place>(load_place("tests/data/analysis/wildcard.yaml"));
        after_ = std::make_unique<Place>(load_place("tests/data/analysis/strict.yaml"));
        Result<policy::Diff> diff = policy::diff(before_->policy, after_->policy);
        if (!diff) panic(diff.error().text());
        diff_ = std::make_unique<policy::Diff>(std::move(*diff));
        box_ = std::make_unique<Box>(before_->ports);
        inside_ = std::make_unique<Inside>(box_->netns());
        enforcer_ = std::make_unique<enforce::Enforcer>("");
    }

    void stage(const Place& place) {
        const Result<void> staged = enforcer_->stage(place.ruleset);
        if (!staged) panic(staged.error().text());
    }

    // As the resolver would, when the client asked for the name. False where the policy loaded names it not.
    bool learn(const Witness& witness) {
        if (witness.attempt.names.empty()) return true;
        std::string refused;
        const wire::LearnAnswer answer = enforcer_->learn(
            {++serial_, witness.attempt.from, witness.attempt.names.front(), {witness.attempt.to}, 3600},
            second_++, &refused);
        return answer.documented && answer.done;
    }

    // A name leads to an address of its own, so that no other learned row speaks of it.
    static Witness apart(Witness witness, std::size_t number, const policy::Row& row) {
        if (witness.attempt.names.empty()) return witness;
        Address own = witness.attempt.to;
        for (std::size_t i = 0; i < number; ++i)
            own = own.next();
        if (row.to.contains(own)) witness.attempt.to = own;
        return witness;
    }

    bool arrives(const Witness& witness) {
        Trial trial;
        trial.flow = ++flow_;
        trial.ends = {witness.attempt.from, witness.attempt.to};
        trial.protocol = number_of(witness);
        trial.source = static_cast<std::uint16_t>(20'000 + flow_);
        trial.port = witness.attempt.protocol == Protocol::icmp ? witness.icmp_type : witness.attempt.port;
        trial.ingress = before_->ingress_of(witness.attempt.from);
        const Octets packet = packet_of(trial);
        const Seen seen = box_->pass(trial.ingress, packet);
        return std::any_of(seen.forwarded.begin(), seen.forwarded.end(),
                           [&](const Octets& each) { return without_hop(each) == without_hop(packet); });
    }

    std::vector<Witness> witnesses(Change::Kind kind) const {
        std::vector<Witness> out;
        for (const Change& change : diff_->changes)
            for (const Witness& witness : change.row.witnesses)
                if (change.kind == kind) out.push_back(apart(witness, out.size(), change.row));
        return out;
    }

    std::unique_ptr<Place> before_;
    std::unique_ptr<Place> after_;
    std::unique_ptr<policy::Diff> diff_;
    std::unique_ptr<Box> box_;
    std::unique_ptr<Inside> inside_;
    std::unique_ptr<enforce::Enforcer> enforcer_;
    std::int64_t second_ = enforce::boot_seconds();
    std::uint64_t serial_ = 0;
    std::size_t flow_ = 0;
};

TEST_F(PolicyDiff, EachWitnessOfWhatClosesArrivesUnderTheOldPolicyAndNotUnderTheNew) {
    const std::vector<Witness> closed = witnesses(Change::Kind::closes);
    ASSERT_GE(closed.size(), 8U);
    stage(*before_);
    for (const Witness& witness : closed) {
        EXPECT_FALSE(arrives(witness)) << "before its name is learned: " << witness.text();
        EXPECT_TRUE(learn(witness)) << witness.text();
    }
    for (const Witness& witness : closed)
        EXPECT_TRUE(arrives(witness)) << witness.text();
    stage(*after_);
    for (const Witness& witness : closed)
        EXPECT_FALSE(arrives(witness)) << witness.text();
    RecordProperty("witnesses", static_cast<int>(closed.size()));
}

TEST_F(PolicyDiff, WhatOnlyChangesItsIdsStaysOpen) {
    stage(*before_);
    std::vector<Witness> open = witnesses(Change::Kind::renamed);
    // A name never leads inside: the kernel has no such row.
    std::erase_if(open, [&](const Witness& witness) { return !learn(witness); });
    ASSERT_GE(open.size(), 4U);
    for (const Witness& witness : open)
        EXPECT_TRUE(arrives(witness)) << witness.text();
    stage(*after_);
    for (const Witness& witness : open)
        EXPECT_TRUE(arrives(witness)) << witness.text();
}

}  // namespace
}  // namespace portolan::kernel
