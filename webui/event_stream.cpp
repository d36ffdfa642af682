#include "webui/event_stream.hpp"

#include "appliance/base/number.hpp"
#include "appliance/report/json_rows.hpp"
#include "webui/rows_json.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::webui {
namespace {

namespace json = boost::json;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kOverviewEvery = 2 * kSecond;
constexpr std::int64_t kStatusEvery = 5 * kSecond;
constexpr std::int64_t kPingEvery = 15 * kSecond;
constexpr std::string_view kRetry = "retry: 3000\n\n";
constexpr std::string_view kPing = ": ping\n\n";

bool is_due(Timestamp last, Timestamp now, std::int64_t every) {
    return now.nanoseconds - last.nanoseconds >= every || now < last;
}

std::string gap_event() {
    return "event: gap\ndata: {\"reason\":\"what was missed is no longer kept\"}\n\n";
}

}  // namespace

void EventStream::note_flow(std::uint64_t number) {
    if (!flows_.insert(number).second) return;
    ++flows_noted_;
    if (flows_.size() > kMostRows) flows_.erase(flows_.begin());
    moved_ = true;
}

void EventStream::note_requirement(std::string_view id) {
    requirements_.insert(std::string(id));
    moved_ = true;
}

void EventStream::note_finding(const FindingRow& finding) {
    const auto same = std::ranges::find(findings_, finding.fid, &FindingRow::fid);
    if (same != findings_.end()) {
        *same = finding;
    } else {
        findings_.push_back(finding);
        if (findings_.size() > kMostRows) findings_.erase(findings_.begin());
    }
    moved_ = true;
}

void EventStream::note_status() {
    status_noted_ = true;
}

std::string EventStream::tick(const LiveView& view, Timestamp now) {
    std::size_t next = kinds;
    for (std::size_t kind = 0; kind < kinds; ++kind)
        if (waits(static_cast<Kind>(kind), now) && (next == kinds || last_[kind] < last_[next])) next = kind;
    if (next == kinds) {
        if (!is_due(last_sent_, now, kPingEvery)) return {};
        last_sent_ = now;
        return std::string(kPing);
    }
    last_[next] = last_sent_ = now;
    return keep_frame(static_cast<Kind>(next), data_of(static_cast<Kind>(next), view));
}

bool EventStream::waits(Kind kind, Timestamp now) const {
    switch (kind) {
        case findings:
            return !findings_.empty();
        case flows:
            return !flows_.empty();
        case requirements:
            return !requirements_.empty();
        case overview:
            return moved_ && is_due(last_[overview], now, kOverviewEvery);
        case status:
            return status_noted_ || is_due(last_[status], now, kStatusEvery);
        case kinds:
            break;
    }
    return false;
}

std::string EventStream::data_of(Kind kind, const LiveView& view) {
    switch (kind) {
        case findings:
            return take_findings();
        case flows:
            return take_flows(view);
        case requirements:
            return take_requirements(view);
        case overview:
            moved_ = false;
            return report::printable_json(overview_json(view));
        case status:
        case kinds:
            break;
    }
    status_noted_ = false;
    return report::printable_json(status_json(view));
}

std::string EventStream::opening(std::string_view last_event_id) const {
    std::string out(kRetry);
    if (last_event_id.empty()) return out;
    const std::optional<std::uint64_t> last = parse_decimal(last_event_id, UINT64_MAX);
    const std::uint64_t oldest = kept_.empty() ? last_id_ + 1 : kept_.front().id;
    // An id of the future is one of before our last start.
    if (!last || *last > last_id_ || *last + 1 < oldest) return out + gap_event();
    for (const Frame& frame : kept_)
        if (frame.id > *last) out += frame.bytes;
    return out;
}

std::string EventStream::keep_frame(Kind kind, std::string_view data) {
    constexpr std::array<std::string_view, kinds> names = {"findings", "flows", "requirements", "overview",
                                                           "status"};
    ++last_id_;
    // One line of data: JSON as we write it holds no line ends.
    Frame frame{last_id_, fmt::format("id: {}\nevent: {}\ndata: {}\n\n", last_id_, names[kind], data)};
    std::string bytes = frame.bytes;
    kept_bytes_ += bytes.size();
    kept_.push_back(std::move(frame));
    while (kept_bytes_ > kMostKeptBytes && kept_.size() > 1) {
        kept_bytes_ -= kept_.front().bytes.size();
        kept_.pop_front();
    }
    return bytes;
}

std::string EventStream::take_flows(const LiveView& view) {
    const std::span<const LiveFlow> rows = view.flows();
    json::array items;
    for (auto number = flows_.rbegin(); number != flows_.rend(); ++number) {
        const auto row = std::ranges::lower_bound(rows, *number, {}, &LiveFlow::number);
        if (row != rows.end() && row->number == *number) items.push_back(flow_json(*row));
    }
    const json::object data = {{"items", std::move(items)}, {"total", json_count(flows_noted_)}};
    flows_.clear();
    flows_noted_ = 0;
    return report::printable_json(data);
}

std::string EventStream::take_requirements(const LiveView& view) {
    json::array items;
    for (const report::Product& product : view.assessment().products)
        for (const report::Requirement& requirement : product.requirements) {
            const auto noted = requirements_.find(requirement.id);
            if (noted == requirements_.end() || items.size() == kMostRequirements) continue;
            items.push_back(stream_requirement_json(requirement, view.requirement_activity(requirement.id)));
            requirements_.erase(noted);
        }
    if (items.size() < kMostRequirements) requirements_.clear();  // ids of no product, after an apply say
    return report::printable_json(json::object{{"items", std::move(items)}});
}

std::string EventStream::take_findings() {
    json::array items;
    for (auto row = findings_.rbegin(); row != findings_.rend(); ++row)
        items.push_back(finding_json(*row));
    findings_.clear();
    return report::printable_json(json::object{{"items", std::move(items)}});
}

}  // namespace portolan::webui
