// A set of addresses of both families, kept as sorted, disjoint, non-adjacent ranges. Set algebra is exact;
// it is what "outside printer_ranges" and "the public Internet" are made of.
#pragma once

#include "appliance/base/address.hpp"

#include <span>
#include <string>
#include <vector>

namespace portolan {

class AddressSet {
public:
    AddressSet() = default;
    explicit AddressSet(std::vector<AddressRange> ranges);
    // Loopback, link-local, multicast, broadcast, private (RFC 1918), shared (RFC 6598) and unique local:
    // never the public Internet. Documentation prefixes count as public: sites and examples use them so.
    static AddressSet special();
    static AddressSet everything();  // both families: ::/0 holds the mapped IPv4 space

    void add(const AddressRange& range);
    [[nodiscard]] bool contains(const Address& address) const;
    [[nodiscard]] bool empty() const { return ranges_.empty(); }
    [[nodiscard]] AddressSet united(const AddressSet& other) const;
    [[nodiscard]] AddressSet intersected(const AddressSet& other) const;
    [[nodiscard]] AddressSet without(const AddressSet& other) const;
    [[nodiscard]] std::span<const AddressRange> ranges() const { return ranges_; }
    [[nodiscard]] std::string text() const;  // comma-separated ranges

    friend bool operator==(const AddressSet&, const AddressSet&) = default;

private:
    void normalise();
    std::vector<AddressRange> ranges_;
};

}  // namespace portolan
