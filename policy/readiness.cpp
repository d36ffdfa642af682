#include "policy/readiness.hpp"

#include "policy/readiness_needs.hpp"
#include "policy/would_blocks.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::policy {
namespace {

using evidence::Readiness;
using evidence::ReadinessLine;

// Of an answer: a person who has a thousand open lines mends the site first, and asks again.
constexpr std::size_t kMostLines = 1000;

Result<std::size_t> index_of(const Policy& policy, std::string_view product) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < policy.products().size(); ++i) {
        known.push_back(policy.products()[i].profile->id);
        if (known.back() == product) return i;
    }
    return fail(ErrorCode::not_found, fmt::format("product '{}' is not in this site", product.substr(0, 64)),
                {}, fmt::format("the site has {}", fmt::join(known, ", ")));
}

void append(std::vector<ReadinessLine>& to, std::vector<ReadinessLine> more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

Result<Readiness> readiness(const Policy& policy, std::string_view product,
                            const evidence::FlowHistory& history, Timestamp at) {
    const std::size_t index = TRY(index_of(policy, product));
    Readiness out;
    out.site = policy.site().name;
    out.policy = policy.short_id();
    out.product = product;
    out.enforces = policy.products()[index].site->enforce;
    out.from = history.from;
    out.to = history.to;
    out.history = history.flows.size();
    out.history_cut = history.cut;
    append(out.lines, parameter_lines(policy, index));
    append(out.lines, role_lines(policy, index));
    append(out.lines, reach_lines(policy, index));
    append(out.lines, TRY(would_block_lines(policy, index, history, at)));
    const auto open = [](const ReadinessLine& line) { return line.open; };
    out.open = static_cast<std::uint64_t>(std::count_if(out.lines.begin(), out.lines.end(), open));
    std::stable_partition(out.lines.begin(), out.lines.end(), open);
    if (out.lines.size() > kMostLines) {
        out.left_out = out.lines.size() - kMostLines;
        out.lines.resize(kMostLines);
    }
    return out;
}

}  // namespace portolan::policy
