#include "policy/ruleset/element_count.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace portolan::ruleset {
namespace {

constexpr std::uint64_t kMostAddresses = 16;  // of a range
constexpr std::uint64_t kMostTuples = 256;

const AddressSet& v4_space() {
    static const AddressSet space({*parse_address_range("0.0.0.0/0")});
    return space;
}

// Ranges by their size: one slot for each size that may be expanded, and the last one for all larger.
using Sizes = std::array<std::uint64_t, kMostAddresses + 1>;

Sizes sizes_of(const AddressSet& addresses, bool v6) {
    Sizes out{};
    for (const AddressRange& range : ranges_of(addresses, v6))
        ++out[std::min(size_of(range), kMostAddresses + 1) - 1];
    return out;
}

std::string thousands(std::uint64_t number) {
    std::string out = fmt::format("{}", number);
    for (std::size_t at = out.size(); at > 3; at -= 3)
        out.insert(at - 3, ",");
    return out;
}

}  // namespace

ElementCount& ElementCount::operator+=(const ElementCount& other) {
    exact += other.exact;
    intervals += other.intervals;
    return *this;
}

bool is_too_large(const ElementCount& count) {
    return count.exact > kMostExact || count.intervals > kMostIntervals;
}

std::string size_text(const ElementCount& count) {
    return fmt::format("{} elements and {} intervals; the bounds are {} and {}", thousands(count.exact),
                       thousands(count.intervals), thousands(kMostExact), thousands(kMostIntervals));
}

std::uint64_t size_of(const AddressRange& range) {
    if (range.first.high() != range.last.high()) return ~0ULL;
    const std::uint64_t distance = range.last.low() - range.first.low();
    return distance == ~0ULL ? distance : distance + 1;
}

bool is_exact(std::uint64_t from, std::uint64_t to, std::uint64_t ports) {
    return from <= kMostAddresses && to <= kMostAddresses && ports <= kMostTuples &&
           from * to * ports <= kMostTuples;
}

std::vector<AddressRange> ranges_of(const AddressSet& addresses, bool v6) {
    const AddressSet part = v6 ? addresses.without(v4_space()) : addresses.intersected(v4_space());
    return {part.ranges().begin(), part.ranges().end()};
}

ElementCount count_in_family(const BoxShape& box, bool v6) {
    const Sizes from = sizes_of(box.from, v6);
    const Sizes to = sizes_of(box.to, v6);
    ElementCount out;
    for (std::size_t a = 1; a <= from.size(); ++a) {
        for (std::size_t b = 1; b <= to.size(); ++b) {
            const std::uint64_t pairs = from[a - 1] * to[b - 1];
            if (is_exact(a, b, box.ports)) {
                out.exact += pairs * a * b * box.ports;
            } else {
                out.intervals += pairs;
            }
        }
    }
    return out;
}

ElementCount count_of(const BoxShape& box) {
    ElementCount out = count_in_family(box, /*v6=*/false);
    out += count_in_family(box, /*v6=*/true);
    return out;
}

std::uint64_t count_of_pair(const AddressSet& from, const AddressSet& to) {
    return ranges_of(from, false).size() * ranges_of(to, false).size() +
           ranges_of(from, true).size() * ranges_of(to, true).size();
}

std::uint64_t count_of_one(const AddressSet& addresses) {
    return ranges_of(addresses, false).size() + ranges_of(addresses, true).size();
}

ElementCount count_alone(const Rule& rule) {
    ElementCount out;
    if (rule.any_protocol && (rule.any_port || rule.services.empty())) {
        out.intervals = count_of_pair(rule.from, rule.to);
        return out;
    }
    for (const Service& service : rule.services)
        out += count_of({rule.from, rule.to, service.ports.last - service.ports.first + 1ULL});
    for (const Protocol protocol : rule.protocols) {
        if (protocol == Protocol::icmp) {
            out += count_of({rule.from, rule.to, std::max<std::size_t>(rule.icmp.size(), 1)});
        } else if (rule.any_port) {
            out += count_of({rule.from, rule.to, 0x10000});
        }
    }
    return out;
}

}  // namespace portolan::ruleset
