#include "appliance/base/icmp_names.hpp"

#include <string_view>

#include <fmt/format.h>

namespace portolan {
namespace {

struct Row {
    std::uint8_t type;
    std::string_view name;
    std::uint8_t family;
    bool reply;
    bool has_id;
    bool error;
};

constexpr Row kV4[] = {
    {0, "echo-reply", 8, true, true, false},
    {3, "destination-unreachable", 3, false, false, true},
    {4, "source-quench", 4, false, false, true},
    {5, "redirect", 5, false, false, false},
    {8, "echo-request", 8, false, true, false},
    {9, "router-advertisement", 9, false, false, false},
    {10, "router-solicitation", 10, false, false, false},
    {11, "time-exceeded", 11, false, false, true},
    {12, "parameter-problem", 12, false, false, true},
    {13, "timestamp-request", 13, false, true, false},
    {14, "timestamp-reply", 13, true, true, false},
    {15, "information-request", 15, false, true, false},
    {16, "information-reply", 15, true, true, false},
    {17, "address-mask-request", 17, false, true, false},
    {18, "address-mask-reply", 17, true, true, false},
};

constexpr Row kV6[] = {
    {1, "destination-unreachable", 1, false, false, true},
    {2, "packet-too-big", 2, false, false, true},
    {3, "time-exceeded", 3, false, false, true},
    {4, "parameter-problem", 4, false, false, true},
    {128, "echo-request", 128, false, true, false},
    {129, "echo-reply", 128, true, true, false},
    {130, "multicast-listener-query", 130, false, false, false},
    {131, "multicast-listener-report", 131, false, false, false},
    {132, "multicast-listener-done", 132, false, false, false},
    {133, "router-solicitation", 133, false, false, false},
    {134, "router-advertisement", 134, false, false, false},
    {135, "neighbour-solicitation", 135, false, false, false},
    {136, "neighbour-advertisement", 136, false, false, false},
    {137, "redirect", 137, false, false, false},
    {143, "multicast-listener-report", 143, false, false, false},
};

const Row* find(bool v6, std::uint8_t type) {
    for (const Row& row : v6 ? kV6 : kV4)
        if (row.type == type) return &row;
    return nullptr;
}

}  // namespace

std::string icmp_name(bool v6, std::uint8_t type) {
    const Row* row = find(v6, type);
    return row == nullptr ? fmt::format("type-{}", type) : std::string(row->name);
}

bool is_icmp_error(bool v6, std::uint8_t type) {
    const Row* row = find(v6, type);
    return row != nullptr && row->error;
}

IcmpFamily icmp_family(bool v6, std::uint8_t type) {
    const Row* row = find(v6, type);
    if (row == nullptr) return {type, false, false};
    return {row->family, row->reply, row->has_id};
}

}  // namespace portolan
