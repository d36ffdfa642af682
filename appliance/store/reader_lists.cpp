// The Reader's lists with filters.
#include "appliance/base/ulid.hpp"
#include "appliance/store/column_json.hpp"
#include "appliance/store/database.hpp"
#include "appliance/store/paging.hpp"
#include "appliance/store/reader.hpp"

#include <utility>

namespace portolan::store {
namespace {

// Conditions joined by AND, with their parameters in order.
struct Where {
    std::string sql = " WHERE 1";
    std::vector<std::string> texts;

    void equals(std::string_view column, const std::string& value) {
        if (value.empty()) return;
        sql += " AND " + std::string(column) + " = ?";
        texts.push_back(value);
    }
    void bind(Statement& statement) const {
        for (const std::string& text : texts)
            statement.text(text);
    }
};

constexpr std::string_view kFindingColumns =
    "SELECT fid, kind, product, subject, peer, protocol, port, reason, requirement, state, opened, updated, "
    "closed, count, severity, role, szone, dzone, policy FROM findings";

evidence::Finding read_finding(Statement& row) {
    evidence::Finding out;
    out.fid = row.text_at(0);
    out.identity = {row.text_at(1), row.text_at(2), row.text_at(3),
                    row.text_at(4), row.text_at(5), static_cast<std::uint16_t>(row.number_at(6)),
                    row.text_at(7)};
    out.requirement = row.text_at(8);
    out.state = row.flag_at(9) ? evidence::FindingState::closed : evidence::FindingState::open;
    out.opened = row.time_at(10);
    out.updated = row.time_at(11);
    out.closed = row.optional_time_at(12);
    out.count = row.number_at(13);
    out.severity = static_cast<evidence::Severity>(row.number_at(14) & 7U);
    out.role = row.text_at(15);
    out.szone = row.text_at(16);
    out.dzone = row.text_at(17);
    out.policy = row.text_at(18);
    return out;
}

Where conditions(const FindingFilter& filter) {
    Where out;
    if (filter.state)
        out.sql += *filter.state == evidence::FindingState::open ? " AND state = 0" : " AND state = 1";
    out.equals("kind", filter.kind);
    out.equals("product", filter.product);
    return out;
}

constexpr std::string_view kFlowColumns =
    "SELECT number, policy, product, requirement, also, decision, verdict, action, reason, initiator, "
    "initiator_asset, initiator_zone, responder, responder_asset, responder_zone, protocol, port, names, "
    "facts, "
    "flows, packets, bytes, answered, first, last FROM flows";

Result<Address> read_address(const std::string& text) {
    Result<Address> address = Address::parse(text);
    if (!address) return fail(ErrorCode::bad_input, "the store is damaged: no address in a flow");
    return address;
}

Result<evidence::JudgedFlow> read_flow(Statement& row) {
    evidence::JudgedFlow out;
    out.number = row.number_at(0);
    out.policy = row.text_at(1);
    out.product = row.text_at(2);
    out.requirement = row.text_at(3);
    out.also = TRY(parse_list(row.text_at(4)));
    out.decision = row.text_at(5);
    out.verdict = row.text_at(6);
    out.action = row.text_at(7);
    out.reason = row.text_at(8);
    out.initiator = TRY(read_address(row.text_at(9)));
    out.initiator_asset = row.text_at(10);
    out.initiator_zone = row.text_at(11);
    out.responder = TRY(read_address(row.text_at(12)));
    out.responder_asset = row.text_at(13);
    out.responder_zone = row.text_at(14);
    out.protocol = row.text_at(15);
    out.port = static_cast<std::uint16_t>(row.number_at(16));
    out.names = TRY(parse_list(row.text_at(17)));
    out.facts = TRY(parse_facts(row.text_at(18)));
    out.flows = row.number_at(19);
    out.packets = row.number_at(20);
    out.bytes = row.number_at(21);
    out.answered = row.flag_at(22);
    out.first = row.time_at(23);
    out.last = row.time_at(24);
    return out;
}

// A person's text is looked for as it is: % and _ are no wildcards.
std::string like_pattern(const std::string& text) {
    std::string out = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out + "%";
}

Where conditions(const FlowFilter& filter) {
    Where out;
    out.equals("verdict", filter.verdict);
    out.equals("action", filter.action);
    out.equals("product", filter.product);
    out.equals("requirement", filter.requirement);
    if (!filter.asset.empty()) {
        out.sql += " AND ? IN (initiator_asset, responder_asset)";
        out.texts.push_back(filter.asset);
    }
    if (!filter.text.empty()) {
        out.sql +=
            " AND initiator || ' ' || responder || ' ' || initiator_asset || ' ' || responder_asset || ' ' ||"
            " decision || ' ' || protocol || '/' || port || ' ' || reason || ' ' || names LIKE ? ESCAPE '\\'";
        out.texts.push_back(like_pattern(filter.text));
    }
    // Digits of ours, no foreign text: needs no parameter.
    if (filter.since) out.sql += " AND last >= " + std::to_string(filter.since->nanoseconds);
    return out;
}

Result<std::uint64_t> count(Database& database, const Where& where, std::string_view table) {
    Statement statement = TRY(database.prepare(count_sql("SELECT 1 FROM " + std::string(table) + where.sql)));
    where.bind(statement);
    if (!TRY(statement.step())) return 0;
    return statement.number_at(0);
}

}  // namespace

Result<Page<evidence::Finding>> Reader::findings(const FindingFilter& filter, const PageRequest& page) {
    const Paging paging{0, page_limit(page)};
    if (!page.cursor.empty() && !is_ulid(page.cursor)) return bad_cursor();
    const Where where = conditions(filter);
    Where paged = where;
    if (!page.cursor.empty()) {
        paged.sql += " AND fid < ?";
        paged.texts.push_back(page.cursor);
    }
    Database& database = begin();
    Statement statement =
        TRY(database.prepare(std::string(kFindingColumns) + paged.sql + " ORDER BY fid DESC LIMIT ?"));
    paged.bind(statement);
    statement.number(paging.limit + 1);
    Page<evidence::Finding> out;
    while (TRY(statement.step()))
        out.items.push_back(read_finding(statement));
    end_page(out, paging, [](const evidence::Finding& finding) { return finding.fid; });
    out.total = TRY(count(database, where, "findings"));
    return out;
}

Result<std::vector<evidence::Finding>> Reader::open_findings() {
    Statement statement =
        TRY(begin().prepare(std::string(kFindingColumns) + " WHERE state = 0 ORDER BY fid DESC"));
    std::vector<evidence::Finding> out;
    while (TRY(statement.step()))
        out.push_back(read_finding(statement));
    return out;
}

Result<std::vector<FindingCount>> Reader::finding_counts() {
    Statement statement = TRY(begin().prepare(
        "SELECT product, kind, count(*) FROM findings WHERE state = 0 GROUP BY product, kind"));
    std::vector<FindingCount> out;
    while (TRY(statement.step()))
        out.push_back({statement.text_at(0), statement.text_at(1), statement.number_at(2)});
    return out;
}

Result<Page<evidence::JudgedFlow>> Reader::flows(const FlowFilter& filter, const PageRequest& page) {
    const Paging paging = TRY(numeric_paging(page));
    const Where where = conditions(filter);
    Database& database = begin();
    Statement statement = TRY(database.prepare(std::string(kFlowColumns) + where.sql +
                                               " AND number < ? ORDER BY number DESC LIMIT ?"));
    where.bind(statement);
    statement.number(paging.before).number(paging.limit + 1);
    Page<evidence::JudgedFlow> out;
    while (TRY(statement.step()))
        out.items.push_back(TRY(read_flow(statement)));
    end_page(out, paging, [](const evidence::JudgedFlow& flow) { return std::to_string(flow.number); });
    out.total = TRY(count(database, where, "flows"));
    return out;
}

}  // namespace portolan::store
