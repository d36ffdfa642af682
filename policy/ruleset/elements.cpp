#include "policy/ruleset/elements.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::ruleset {
namespace {

constexpr std::size_t kChunk = 500;  // elements a statement: netlink messages stay small

std::vector<std::string> each_address(const AddressRange& range) {
    std::vector<std::string> out;
    for (Address at = range.first; at <= range.last; at = at.next()) {
        out.push_back(at.text());
        if (at == range.last) break;
    }
    return out;
}

std::string span_text(unsigned first, unsigned last) {
    return first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
}

std::string numbered(const std::string& map, bool v6) {
    return map + (v6 ? "6" : "4");
}

}  // namespace

std::string range_text(const AddressRange& range) {
    if (range.first == range.last) return range.first.text();
    return range.first.text() + "-" + range.last.text();
}

void Elements::put(const std::string& map, std::string element, bool interval) {
    by_map_[map].push_back(std::move(element));
    (interval ? intervals_ : exact_) += 1;
}

void Elements::put_service(const AddressSet& from, const AddressSet& to, const Service& service,
                           std::uint32_t mark) {
    const std::string_view protocol = protocol_name(service.protocol);
    const unsigned first = service.ports.first;
    const unsigned last = service.ports.last;
    for (const bool v6 : {false, true}) {
        for (const AddressRange& source : ranges_of(from, v6)) {
            for (const AddressRange& target : ranges_of(to, v6)) {
                if (!is_exact(size_of(source), size_of(target), last - first + 1)) {
                    put(numbered("ranges", v6),
                        fmt::format("{} . {} . {} . {} : {:#010x}", range_text(source), range_text(target),
                                    protocol, span_text(first, last), mark),
                        true);
                    continue;
                }
                for (const std::string& a : each_address(source))
                    for (const std::string& b : each_address(target))
                        for (unsigned port = first; port <= last; ++port)
                            put(numbered("hosts", v6),
                                fmt::format("{} . {} . {} . {} : {:#010x}", a, b, protocol, port, mark),
                                false);
            }
        }
    }
}

void Elements::put_icmp(bool v6, const AddressSet& from, const AddressSet& to, std::uint8_t first,
                        std::uint8_t last, std::uint32_t mark) {
    for (const AddressRange& source : ranges_of(from, v6)) {
        for (const AddressRange& target : ranges_of(to, v6)) {
            if (!is_exact(size_of(source), size_of(target), last - first + 1U)) {
                put(numbered("icmp", v6),
                    fmt::format("{} . {} . {} : {:#010x}", range_text(source), range_text(target),
                                span_text(first, last), mark),
                    true);
                continue;
            }
            for (const std::string& a : each_address(source))
                for (const std::string& b : each_address(target))
                    for (unsigned type = first; type <= last; ++type)
                        put(numbered("icmp_hosts", v6),
                            fmt::format("{} . {} . {} : {:#010x}", a, b, type, mark), false);
        }
    }
}

void Elements::put_pair(const std::string& map, const AddressSet& from, const AddressSet& to,
                        std::uint32_t mark) {
    for (const bool v6 : {false, true})
        for (const AddressRange& source : ranges_of(from, v6))
            for (const AddressRange& target : ranges_of(to, v6))
                put(numbered(map, v6),
                    fmt::format("{} . {} : {:#010x}", range_text(source), range_text(target), mark), true);
}

void Elements::put_one(const std::string& map, const AddressSet& addresses, std::uint32_t mark) {
    for (const bool v6 : {false, true})
        for (const AddressRange& range : ranges_of(addresses, v6))
            put(numbered(map, v6), fmt::format("{} : {:#010x}", range_text(range), mark), true);
}

void Elements::put_marked(const std::string& map, std::uint32_t key, const AddressSet& addresses,
                          std::uint32_t mark) {
    for (const bool v6 : {false, true})
        for (const AddressRange& range : ranges_of(addresses, v6))
            put(numbered(map, v6), fmt::format("{:#010x} . {} : {:#010x}", key, range_text(range), mark),
                true);
}

void Elements::put_set(const std::string& set, const AddressSet& addresses) {
    for (const bool v6 : {false, true})
        for (const AddressRange& range : ranges_of(addresses, v6))
            put(numbered(set, v6), range_text(range), true);
}

void Elements::put_word(const std::string& set, const std::string& word) {
    put(set, word, false);
}

std::string Elements::text() const {
    std::string out;
    for (const auto& [map, elements] : by_map_) {
        for (std::size_t at = 0; at < elements.size(); at += kChunk) {
            const auto begin = elements.begin() + static_cast<std::ptrdiff_t>(at);
            const auto end =
                elements.begin() + static_cast<std::ptrdiff_t>(std::min(at + kChunk, elements.size()));
            out += fmt::format("add element inet portolan {}_{} {{ {} }}\n", map, generation_,
                               fmt::join(begin, end, ", "));
        }
    }
    return out;
}

std::vector<Element> Elements::take() && {
    std::vector<Element> out;
    for (auto& [map, elements] : by_map_)
        for (std::string& element : elements)
            out.push_back({map, std::move(element)});
    return out;
}

}  // namespace portolan::ruleset
