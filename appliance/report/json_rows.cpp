#include "appliance/report/json_rows.hpp"

#include "appliance/report/foreign_text.hpp"

#include <cstdint>
#include <iterator>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::report {

namespace json = boost::json;

json::string json_text(std::string_view foreign) {
    const std::string valid = valid_utf8(foreign);
    return json::string(valid.data(), valid.size());
}

json::array json_texts(const std::vector<std::string>& lines) {
    json::array out;
    for (const std::string& line : lines)
        out.emplace_back(json_text(line));
    return out;
}

json::value json_instant(const std::string& when) {
    if (when.empty()) return nullptr;
    return json_text(when);
}

json::object to_json(const Product& product) {
    const Document& document = product.document;
    return {{"id", json_text(product.id)},
            {"title", json_text(product.title)},
            {"version", json_text(product.version)},
            {"enforcement", json_text(product.enforcement)},
            {"document",
             {{"file", json_text(document.file)},
              {"title", json_text(document.title)},
              {"edition", json_text(document.edition)},
              {"language", json_text(document.language)},
              {"sha256", json_text(document.sha256)}}}};
}

json::object to_json(const Product& product, const Requirement& requirement) {
    json::array subjects;
    for (const Subject& subject : requirement.subjects)
        subjects.push_back(json::object{{"subject", json_text(subject.subject)},
                                        {"verdict", json_text(subject.verdict)},
                                        {"reason", json_text(subject.reason)},
                                        {"evidence", json_texts(subject.evidence)}});
    json::object titles;
    for (const auto& [language, title] : requirement.titles)
        titles[language] = json_text(title);
    return {{"id", json_text(requirement.id)},
            {"product", json_text(product.id)},
            {"title", std::move(titles)},
            {"statement_of", requirement.of_vendor ? "vendor" : "customer"},
            {"verdict", json_text(requirement.verdict)},
            {"reason", json_text(requirement.reason)},
            {"kind", json_text(requirement.kind)},
            {"level", json_text(requirement.level)},
            {"lines", json_text(requirement.lines)},
            {"quote", json_text(requirement.quote)},
            {"condition", json_text(requirement.condition)},
            {"documents", json_text(requirement.documents)},
            {"note", json_text(requirement.note)},
            {"subjects", std::move(subjects)}};
}

json::object to_json(const FlowRow& row) {
    json::object facts;
    for (const auto& [fact, value] : row.facts)
        facts[evidence::fact_name(fact)] = json_text(value);
    return {{"product", json_text(row.product)},
            {"requirement", json_text(row.requirement)},
            {"also", json_texts(row.also)},
            {"decision", json_text(row.decision)},
            {"verdict", json_text(row.verdict)},
            {"action", json_text(row.action)},
            {"reason", json_text(row.reason)},
            {"initiator", json_text(row.initiator)},
            {"initiator_asset", json_text(row.initiator_asset)},
            {"responder", json_text(row.responder)},
            {"responder_asset", json_text(row.responder_asset)},
            {"protocol", json_text(row.protocol)},
            {"port", row.port},
            {"names", json_texts(row.names)},
            {"facts", std::move(facts)},
            {"packets", row.packets},
            {"bytes", row.bytes},
            {"answered", row.answered},
            {"first", json_instant(row.first)},
            {"last", json_instant(row.last)}};
}

// A JSON text in which only strings can hold deceptive characters (our own layout adds none to a value):
// their escaped form means the same (RFC 8259 section 7).
std::string printable_json(const json::value& value) {
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

}  // namespace portolan::report
