#include "policy/enforce_switch.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::policy {
namespace {

constexpr std::size_t kMostNamed = 5;     // lines in the error
constexpr std::size_t kMostOfLine = 200;  // bytes of each

const CompiledProduct* product_of(const Policy& policy, const std::string& id) {
    for (const CompiledProduct& product : policy.products())
        if (product.profile->id == id) return &product;
    return nullptr;
}

}  // namespace

std::vector<std::string> switched_to_enforce(const Policy& before, const Policy& after) {
    std::vector<std::string> out;
    for (const CompiledProduct& product : after.products()) {
        if (!product.site->enforce) continue;
        const CompiledProduct* old = product_of(before, product.profile->id);
        if (old == nullptr || !old->site->enforce) out.push_back(product.profile->id);
    }
    return out;
}

Result<std::uint64_t> hold_open_lines(const std::vector<evidence::Readiness>& switched,
                                      std::string_view accepted_risk) {
    std::uint64_t open = 0;
    std::vector<std::string> products;
    std::string first;
    std::size_t named = 0;
    for (const evidence::Readiness& each : switched) {
        open += each.open;
        if (each.open > 0) products.push_back(each.product);
        for (const evidence::ReadinessLine& line : each.lines) {
            if (!line.open || named == kMostNamed) continue;
            first +=
                fmt::format("{}({}) {}", named == 0 ? "" : "; ", named + 1, line.what.substr(0, kMostOfLine));
            ++named;
        }
    }
    if (open == 0 || !accepted_risk.empty()) return open;
    return fail(ErrorCode::bad_input,
                fmt::format("{} may not be enforced yet, {} open: {}{}", fmt::join(products, ", "),
                            open == 1 ? "1 line is" : fmt::format("{} lines are", open), first,
                            open > named ? fmt::format("; and {} more", open - named) : ""),
                {},
                fmt::format("`portolan readiness --product {}` says how to close them; or apply with "
                            "--accept-risk REASON",
                            products.front()));
}

}  // namespace portolan::policy
