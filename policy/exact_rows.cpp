#include "policy/exact_rows.hpp"

#include "appliance/base/icmp_names.hpp"
#include "policy/admit.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using Parts = std::vector<std::uint32_t>;
using Ids = std::vector<std::size_t>;

// What stays of the rows' keys while one of them after the other is put together.
struct Shape {
    bool v6 = false;
    Ids decisions;
    Parts from;
    Parts to;
    Ids blocks;
    Ids names;
    friend auto operator<=>(const Shape&, const Shape&) = default;
};

template <typename T>
void merge(std::vector<T>& into, const std::vector<T>& more) {
    std::vector<T> all;
    std::set_union(into.begin(), into.end(), more.begin(), more.end(), std::back_inserter(all));
    into = std::move(all);
}

// Shapes that differ in one member alone become one that holds both.
template <typename Member>
std::vector<Shape> merged(const std::vector<Shape>& shapes, Member Shape::*member) {
    std::map<Shape, Member> by_rest;
    for (Shape shape : shapes) {
        Member value = std::move(shape.*member);
        (shape.*member).clear();
        merge(by_rest[shape], value);
    }
    std::vector<Shape> out;
    for (const auto& [rest, value] : by_rest) {
        out.push_back(rest);
        out.back().*member = value;
    }
    return out;
}

const AddressSet& family(bool v6) {
    static const AddressSet kV4({*parse_address_range("0.0.0.0/0")});
    static const AddressSet kV6 = AddressSet::everything().without(kV4);
    return v6 ? kV6 : kV4;
}

// An address of the set that packets really have: an asset's, else a public one, else any.
Address sample_of(const AddressSet& set, const Policy& policy, bool outside) {
    if (!outside)
        for (const Asset& asset : policy.site().assets)
            for (const AddressRange& range : asset.addresses)
                if (set.contains(range.first)) return range.first;
    const AddressSet free = set.intersected(policy.internet());
    for (const char* text : {"203.0.113.77", "198.18.0.77", "2001:db8:77::77", "2001:db8:78::77"})
        if (free.contains(*Address::parse(text))) return *Address::parse(text);
    for (const AddressSet& each : {free, set.without(AddressSet::special()), set})
        if (!each.empty()) return each.ranges().front().first;
    return {};
}

Witness witness_of(const Row& row, std::size_t name, const Cells& cells, const Policy& policy) {
    Witness out;
    put_service(out, row.services.sample(row.v6), row.v6);
    ruleset::Attempt& attempt = out.attempt;
    attempt.from = sample_of(row.from, policy, /*outside=*/false);
    AddressSet others = row.to.without(AddressSet({{attempt.from, attempt.from}}));
    if (others.empty()) others = row.to;
    const bool named = name != NameClasses::kOther;
    attempt.to = sample_of(others, policy, /*outside=*/named);
    if (named) attempt.names.push_back(cells.names().sample(name));
    return out;
}

std::vector<Shape> shapes_of(Cells& cells, const std::function<bool(const Cells::Cell&)>& wanted) {
    // Sources first, cell by cell: there are too many cells to keep.
    struct Key {
        bool v6;
        Ids decisions;
        std::size_t block, name;
        Parts to;
        auto operator<=>(const Key&) const = default;
    };
    std::map<Key, std::set<std::uint32_t>> sources;
    cells.each([&](const Cells::Cell& cell) {
        if (!wanted(cell)) return;
        sources[{cell.to->v6, cell.decisions, cell.block, cell.name, cell.to->parts}].insert(
            cell.from->parts.begin(), cell.from->parts.end());
    });
    std::vector<Shape> out;
    for (const auto& [key, from] : sources)
        out.push_back(
            {key.v6, key.decisions, Parts(from.begin(), from.end()), key.to, {key.block}, {key.name}});
    return out;
}

Row row_of_shape(const Shape& shape, const Cells& cells, const Policy& policy) {
    Row row{shape.v6, cells.sources(shape.from), cells.targets(shape.to), {}, shape.names, {}, {}};
    for (const std::size_t block : shape.blocks)
        row.services.unite(cells.services(block));
    for (const std::size_t decision : shape.decisions)
        row.decisions.push_back(cells.decision(decision));
    for (const std::size_t name : shape.names)
        row.witnesses.push_back(witness_of(row, name, cells, policy));
    return row;
}

}  // namespace

std::string Witness::text() const {
    const std::string name = attempt.names.empty() ? "" : fmt::format(" ({})", attempt.names.front());
    std::string service(protocol_name(attempt.protocol));
    if (attempt.protocol == Protocol::tcp || attempt.protocol == Protocol::udp)
        service += fmt::format("/{}", attempt.port);
    if (attempt.icmp) service += "/" + *attempt.icmp;
    return fmt::format("{} -> {}{} {}", attempt.from.text(), attempt.to.text(), name, service);
}

void put_service(Witness& witness, const ServiceSet::Sample& service, bool v6) {
    witness.icmp_type = service.icmp_type;
    witness.attempt.protocol = service.protocol;
    witness.attempt.port = service.port;
    witness.attempt.icmp.reset();
    if (service.protocol == Protocol::icmp) witness.attempt.icmp = icmp_name(v6, service.icmp_type);
}

std::vector<Row> rows_of(Cells& cells, const Policy& policy,
                         const std::function<bool(const Cells::Cell&)>& wanted) {
    std::vector<Shape> shapes = shapes_of(cells, wanted);
    shapes = merged(shapes, &Shape::to);
    shapes = merged(shapes, &Shape::blocks);
    shapes = merged(shapes, &Shape::names);
    shapes = merged(shapes, &Shape::from);
    std::vector<Row> out;
    for (const Shape& shape : shapes)
        out.push_back(row_of_shape(shape, cells, policy));
    return out;
}

Row row_of(const Cells& cells, const Cells::Cell& cell, const Policy& policy) {
    return row_of_shape(
        {cell.to->v6, cell.decisions, cell.from->parts, cell.to->parts, {cell.block}, {cell.name}}, cells,
        policy);
}

bool holds(const Row& row, const ruleset::Attempt& attempt, std::size_t name) {
    return std::find(row.names.begin(), row.names.end(), name) != row.names.end() &&
           row.from.contains(attempt.from) && row.to.contains(attempt.to) && row.services.contains(attempt);
}

std::vector<std::string> address_words(const AddressSet& addresses, bool v6, const Policy& policy) {
    const AddressSet rest = family(v6).without(addresses);
    if (rest.empty()) return {v6 ? "any IPv6" : "any"};
    // Few ranges left out of all that is public: say those.
    const bool most = rest.ranges().size() < addresses.ranges().size();
    AddressSet left = most ? rest : addresses;
    std::vector<std::string> out;
    const AddressSet internet = policy.internet().intersected(family(v6));
    const AddressSet holes = internet.without(left);
    const AddressSet public_part = internet.intersected(left);
    if (!public_part.empty() && holes.ranges().size() < public_part.ranges().size()) {
        std::string word = v6 ? "the IPv6 Internet" : "the Internet";
        for (const AddressRange& range : holes.ranges())
            word += (range == holes.ranges().front() ? " but " : " and ") + range.text();
        out.push_back(std::move(word));
        left = left.without(internet);
    }
    for (const Asset& asset : policy.site().assets) {
        const AddressSet own = AddressSet(asset.addresses).intersected(family(v6));
        if (own.empty() || !own.without(left).empty()) continue;
        out.push_back(asset.name);
        left = left.without(own);
    }
    for (const AddressRange& range : left.ranges())
        out.push_back(range.text());
    if (most) out.front() = (v6 ? "any IPv6 but " : "any but ") + out.front();
    return out;
}

Deciding deciding_of(const Policy& policy, const Witness& witness, std::optional<Timestamp> at) {
    const ruleset::Attempt& asked = witness.attempt;
    const Decision decision = admit(
        policy,
        {asked.from, asked.to, asked.protocol, asked.port, asked.icmp.value_or(""), asked.names, {}, at});
    Deciding out;
    if (decision.deciding != nullptr) out.requirement = decision.deciding->requirement->id;
    for (const Rule* rule : decision.documenting)
        if (rule != decision.deciding) out.also.push_back(rule->requirement->id);
    for (const profiles::Requirement* list : decision.closed_lists)
        out.also.push_back(list->id);
    return out;
}

}  // namespace portolan::policy
