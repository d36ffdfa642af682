#include "appliance/base/address_set.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace portolan {

AddressSet::AddressSet(std::vector<AddressRange> ranges) : ranges_(std::move(ranges)) {
    normalise();
}

AddressSet AddressSet::everything() {
    return AddressSet({{Address::from_words(0, 0), Address::from_words(~0ULL, ~0ULL)}});
}

AddressSet AddressSet::special() {
    AddressSet out;
    for (const char* text :
         {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
          "192.168.0.0/16", "224.0.0.0/3", "::/127", "fc00::/7", "fe80::/10", "ff00::/8"})
        out.add(*parse_address_range(text));
    return out;
}

void AddressSet::normalise() {
    std::sort(ranges_.begin(), ranges_.end());
    std::vector<AddressRange> merged;
    for (const AddressRange& range : ranges_) {
        if (!merged.empty() && range.first <= merged.back().last.next()) {
            merged.back().last = std::max(merged.back().last, range.last);
        } else {
            merged.push_back(range);
        }
    }
    ranges_ = std::move(merged);
}

void AddressSet::add(const AddressRange& range) {
    ranges_.push_back(range);
    normalise();
}

bool AddressSet::contains(const Address& address) const {
    const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), address,
                                        [](const Address& a, const AddressRange& r) { return a < r.first; });
    return after != ranges_.begin() && std::prev(after)->contains(address);
}

AddressSet AddressSet::united(const AddressSet& other) const {
    std::vector<AddressRange> all = ranges_;
    all.insert(all.end(), other.ranges_.begin(), other.ranges_.end());
    return AddressSet(std::move(all));
}

AddressSet AddressSet::intersected(const AddressSet& other) const {
    AddressSet out;
    auto a = ranges_.begin();
    auto b = other.ranges_.begin();
    while (a != ranges_.end() && b != other.ranges_.end()) {
        const AddressRange common{std::max(a->first, b->first), std::min(a->last, b->last)};
        if (common.first <= common.last) out.ranges_.push_back(common);
        if (a->last < b->last) {
            ++a;
        } else {
            ++b;
        }
    }
    return out;
}

AddressSet AddressSet::without(const AddressSet& other) const {
    AddressSet complement;
    Address from;
    bool open = true;
    for (const AddressRange& range : other.ranges_) {
        if (from < range.first) complement.ranges_.push_back({from, range.first.previous()});
        open = range.last.next() != range.last;
        from = range.last.next();
    }
    if (open) complement.ranges_.push_back({from, Address::from_words(~0ULL, ~0ULL)});
    return intersected(complement);
}

std::string AddressSet::text() const {
    std::string out;
    for (const AddressRange& range : ranges_) {
        if (!out.empty()) out += ", ";
        out += range.text();
    }
    return out;
}

}  // namespace portolan
