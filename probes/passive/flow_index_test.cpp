#include "probes/passive/flow_index.hpp"

#include "probes/passive/flow_key.hpp"

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

FlowKey key_of(std::uint32_t number) {
    FlowKey key;
    key.low = Address::from_v4(0x0a000000U + number / 7);
    key.high = Address::from_v4(0x0a010000U);
    key.low_port = static_cast<std::uint16_t>(number % 7);
    return key;
}

// Against std::map, with hashes of few bits so that probing and equal tags happen all the time.
TEST(FlowIndex, FindsWhatAMapFinds) {
    for (const std::uint64_t mask : {~0ULL, 0xffULL, 0x0000'0003'0000'0fffULL}) {
        SCOPED_TRACE(mask);
        std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases in each run
        std::vector<FlowKey> flows;
        std::map<std::uint32_t, std::uint32_t> expected;
        FlowIndex index;
        const auto hash = [mask](const FlowKey& key) { return flow_hash(key, 42) & mask; };
        for (int i = 0; i < 6000; ++i) {
            const std::uint32_t name = static_cast<std::uint32_t>(random() % 3000);
            const FlowKey key = key_of(name);
            const auto same = [&](std::uint32_t flow) { return flows[flow] == key; };
            const std::uint32_t found = index.find(hash(key), same);
            const auto known = expected.find(name);
            ASSERT_EQ(found, known == expected.end() ? FlowIndex::kNone : known->second);
            if (known != expected.end() && random() % 4 != 0) continue;
            const std::uint32_t number = static_cast<std::uint32_t>(flows.size());
            flows.push_back(key);
            index.insert(hash(key), number, same, [&](std::uint32_t flow) { return hash(flows[flow]); });
            expected[name] = number;
        }
    }
}

TEST(FlowHash, DependsOnEveryPartAndOnTheSeed) {
    const FlowKey base = key_of(1);
    std::vector<FlowKey> keys(8, base);
    keys[1].low = Address::from_words(1, base.low.low());
    keys[2].low = base.low.next();
    keys[3].high = Address::from_words(1, base.high.low());
    keys[4].high = base.high.next();
    keys[5].low_port ^= 1U;
    keys[6].vlan ^= 1U;
    keys[7].ip_protocol ^= 1U;
    std::set<std::uint64_t> hashes;
    for (const FlowKey& key : keys)
        hashes.insert(flow_hash(key, 1));
    hashes.insert(flow_hash(base, 2));
    EXPECT_EQ(hashes.size(), keys.size() + 1);
}

// Whoever knows the multipliers but not the seed must not be able to zero a product: keys that differ only in
// a word whose partner is zero would then all collide.
TEST(FlowHash, ZeroAddressesDoNotCancelTheRest) {
    std::set<std::uint64_t> hashes;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        FlowKey key;
        key.high = Address::from_words(i, i);
        hashes.insert(flow_hash(key, 0));
    }
    EXPECT_EQ(hashes.size(), 1000U);
}

}  // namespace
}  // namespace portolan::passive
