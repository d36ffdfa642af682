// Elements of the ruleset's maps and sets. A box of few single addresses and ports (or ICMP types) goes to
// hash maps, one element a tuple; the rest goes to interval maps, which cost more per packet and change
// (element_count.hpp, docs/enforcement.md). Private to render.
#pragma once

#include "policy/ruleset/element_count.hpp"
#include "policy/ruleset/render.hpp"

#include <map>
#include <string>
#include <vector>

namespace portolan::ruleset {

class Elements {
public:
    explicit Elements(unsigned generation) : generation_(generation) {}
    // Maps come in pairs by family: put_service("hosts"|"ranges") fills hosts4 and hosts6, and so on.
    void put_service(const AddressSet& from, const AddressSet& to, const Service& service,
                     std::uint32_t mark);
    void put_icmp(bool v6, const AddressSet& from, const AddressSet& to, std::uint8_t first,
                  std::uint8_t last, std::uint32_t mark);
    void put_pair(const std::string& map, const AddressSet& from, const AddressSet& to, std::uint32_t mark);
    void put_one(const std::string& map, const AddressSet& addresses, std::uint32_t mark);
    void put_marked(const std::string& map, std::uint32_t key, const AddressSet& addresses,
                    std::uint32_t mark);
    void put_set(const std::string& set, const AddressSet& addresses);
    void put_word(const std::string& set, const std::string& word);

    [[nodiscard]] std::size_t exact() const { return exact_; }
    [[nodiscard]] std::size_t intervals() const { return intervals_; }
    [[nodiscard]] std::string text() const;  // add element lines
    std::vector<Element> take() &&;

private:
    void put(const std::string& map, std::string element, bool interval);
    std::map<std::string, std::vector<std::string>> by_map_;
    unsigned generation_;
    std::size_t exact_ = 0;
    std::size_t intervals_ = 0;
};

std::string range_text(const AddressRange& range);  // "10.0.0.1" or "10.0.0.1-10.0.0.9", as nft reads it

}  // namespace portolan::ruleset
