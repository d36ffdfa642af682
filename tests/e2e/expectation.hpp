// What a capture's expected.tsv says: one row a planned kind of flow, written before anything was assessed.
// Columns: case, product, initiator, responder, protocol, port, count, verdict, requirement, why. `product`
// and `requirement` may hold several words: any of them is right. "-" as product: none.
#pragma once

#include "appliance/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::e2e {

// The ends and the port: what a plan and a report both know of a flow.
struct Tuple {
    std::string initiator;
    std::string responder;
    std::string protocol;
    std::uint16_t port = 0;
    [[nodiscard]] std::string text() const;  // "10.20.1.20 -> 213.92.56.75 tcp/443"
    friend auto operator<=>(const Tuple&, const Tuple&) = default;
};

struct Expectation {
    std::string name;
    Tuple tuple;
    std::vector<std::string> products;
    std::uint64_t count = 0;
    std::string verdict;
    std::vector<std::string> ids;
};

Result<std::vector<Expectation>> parse_expectations(std::string_view table, const std::string& file);

}  // namespace portolan::e2e
