#include "appliance/report/json_report.hpp"

#include "appliance/report/foreign_text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::report {
namespace {

namespace json = boost::json;

json::string text(std::string_view foreign) {
    const std::string valid = valid_utf8(foreign);
    return json::string(valid.data(), valid.size());
}

json::array texts(const std::vector<std::string>& lines) {
    json::array out;
    for (const std::string& line : lines)
        out.emplace_back(text(line));
    return out;
}

json::value instant(const std::string& when) {
    if (when.empty()) return nullptr;
    return text(when);
}

json::object to_json(const Product& product) {
    const Document& document = product.document;
    return {{"id", text(product.id)},
            {"title", text(product.title)},
            {"version", text(product.version)},
            {"enforcement", text(product.enforcement)},
            {"document",
             {{"file", text(document.file)},
              {"title", text(document.title)},
              {"edition", text(document.edition)},
              {"language", text(document.language)},
              {"sha256", text(document.sha256)}}}};
}

json::object to_json(const Product& product, const Requirement& requirement) {
    json::array subjects;
    for (const Subject& subject : requirement.subjects)
        subjects.push_back(json::object{{"subject", text(subject.subject)},
                                        {"verdict", text(subject.verdict)},
                                        {"reason", text(subject.reason)},
                                        {"evidence", texts(subject.evidence)}});
    return {{"id", text(requirement.id)},
            {"product", text(product.id)},
            {"verdict", text(requirement.verdict)},
            {"reason", text(requirement.reason)},
            {"kind", text(requirement.kind)},
            {"level", text(requirement.level)},
            {"lines", text(requirement.lines)},
            {"quote", text(requirement.quote)},
            {"condition", text(requirement.condition)},
            {"documents", text(requirement.documents)},
            {"note", text(requirement.note)},
            {"subjects", std::move(subjects)}};
}

json::object to_json(const FlowRow& row) {
    json::object facts;
    for (const auto& [fact, value] : row.facts)
        facts[evidence::fact_name(fact)] = text(value);
    return {{"product", text(row.product)},
            {"requirement", text(row.requirement)},
            {"also", texts(row.also)},
            {"decision", text(row.decision)},
            {"verdict", text(row.verdict)},
            {"action", text(row.action)},
            {"reason", text(row.reason)},
            {"initiator", text(row.initiator)},
            {"initiator_asset", text(row.initiator_asset)},
            {"responder", text(row.responder)},
            {"responder_asset", text(row.responder_asset)},
            {"protocol", text(row.protocol)},
            {"port", row.port},
            {"names", texts(row.names)},
            {"facts", std::move(facts)},
            {"packets", row.packets},
            {"bytes", row.bytes},
            {"answered", row.answered},
            {"first", instant(row.first)},
            {"last", instant(row.last)}};
}

// A JSON text in which only strings can hold deceptive characters (our own layout adds none to a value):
// their escaped form means the same (RFC 8259 section 7).
std::string printable(const json::value& value) {
    const std::string raw = json::serialize(value);
    std::string out;
    out.reserve(raw.size());
    for (std::size_t at = 0; at < raw.size();) {
        const CodePoint point = decode_utf8(raw, at);
        const std::uint32_t code = static_cast<std::uint32_t>(point.value);
        if (!is_deceptive(point.value)) {
            out.append(raw, at, point.length);
        } else if (code < 0x10000U) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", code);
        } else {
            const std::uint32_t offset = code - 0x10000U;
            fmt::format_to(std::back_inserter(out), "\\u{:04x}\\u{:04x}", 0xD800U + (offset >> 10U),
                           0xDC00U + (offset & 0x3FFU));
        }
        at += point.length;
    }
    return out;
}

// A list written row by row: the whole tree of a day's flows would need several times the memory of its text.
class List {
public:
    List(std::string& out, std::string_view name) : out_(out) {
        fmt::format_to(std::back_inserter(out_), ",\n\"{}\":[", name);
    }
    void add(const json::value& row) {
        out_ += empty_ ? "\n" : ",\n";
        out_ += printable(row);
        empty_ = false;
    }
    void close() { out_ += empty_ ? "]" : "\n]"; }

private:
    std::string& out_;
    bool empty_ = true;
};

std::string head(const Assessment& assessment) {
    const json::object object = {
        {"schema", "portolan-assess/1"},
        {"policy", text(assessment.policy)},
        {"site", text(assessment.site)},
        {"version", text(assessment.version)},
        {"made", instant(assessment.made)},
        {"captures", texts(assessment.captures)},
        {"window", {{"from", instant(assessment.from)}, {"to", instant(assessment.to)}}},
        {"packets", assessment.packets}};
    std::string out = printable(object);
    out.pop_back();  // its brace: the lists follow in the same object
    return out;
}

}  // namespace

std::string json_report(const Assessment& assessment) {
    std::string out = head(assessment);
    List products(out, "products");
    for (const Product& product : assessment.products)
        products.add(to_json(product));
    products.close();
    List requirements(out, "requirements");
    for (const Product& product : assessment.products)
        for (const Requirement& requirement : product.requirements)
            requirements.add(to_json(product, requirement));
    requirements.close();
    List flows(out, "flows");
    for (const FlowRow& row : assessment.flows)
        flows.add(to_json(row));
    flows.close();
    List not_covered(out, "not_covered");
    for (const NotCovered& row : assessment.not_covered)
        not_covered.add(json::object{{"what", text(row.what)}, {"count", row.count}});
    not_covered.close();
    List incomplete(out, "incomplete");
    for (const std::string& line : assessment.incomplete)
        incomplete.add(text(line));
    incomplete.close();
    return out + "}\n";
}

}  // namespace portolan::report
