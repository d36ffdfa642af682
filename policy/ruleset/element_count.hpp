// How many elements a ruleset takes, counted before any of them is made: a box of a thousand sources and a
// thousand destinations is a million tuples, which nobody may ask for by a short message.
//
//     ElementCount count = count_of({from, to, ports});   // what Elements::put_service adds
#pragma once

#include "appliance/base/address_set.hpp"
#include "policy/ruleset/ruleset.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::ruleset {

struct ElementCount {
    std::uint64_t exact = 0;      // of hash maps, which cost a packet the same whatever their size
    std::uint64_t intervals = 0;  // of interval maps, which cost more the larger they are

    ElementCount& operator+=(const ElementCount& other);
    [[nodiscard]] std::uint64_t total() const { return exact + intervals; }
    friend bool operator==(const ElementCount&, const ElementCount&) = default;
};

// Bounds of a ruleset; a hash map of 100,000 elements costs a packet 4 % over an empty ruleset.
inline constexpr std::uint64_t kMostExact = 200'000;
inline constexpr std::uint64_t kMostIntervals = 20'000;
[[nodiscard]] bool is_too_large(const ElementCount& count);
// "210,000 elements and 12 intervals; the bounds are 200,000 and 20,000".
std::string size_text(const ElementCount& count);

// Addresses of a range, or more than any bound.
std::uint64_t size_of(const AddressRange& range);
// True where one range of sources, one of destinations and some ports (or ICMP types) go into a hash map, one
// element a tuple: 16 addresses at most on each side and 256 tuples in all. What is larger is one interval.
bool is_exact(std::uint64_t from, std::uint64_t to, std::uint64_t ports);

// The family's ranges of a set; IPv4 is the mapped part of the one address space.
std::vector<AddressRange> ranges_of(const AddressSet& addresses, bool v6);

// Elements of one box, in time that grows with the ranges of both sides, not with their product.
struct BoxShape {
    const AddressSet& from;
    const AddressSet& to;
    std::uint64_t ports = 1;  // or ICMP types
};
ElementCount count_of(const BoxShape& box);
ElementCount count_in_family(const BoxShape& box, bool v6);
std::uint64_t count_of_pair(const AddressSet& from, const AddressSet& to);  // intervals, whatever their size
std::uint64_t count_of_one(const AddressSet& addresses);

// Of one rule by itself, as if no other rule cut or joined its boxes. To tell which rule makes a ruleset
// large, and to refuse one before its boxes are cut.
ElementCount count_alone(const Rule& rule);

}  // namespace portolan::ruleset
