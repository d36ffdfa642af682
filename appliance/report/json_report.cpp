#include "appliance/report/json_report.hpp"

#include "appliance/report/json_rows.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::report {
namespace {

namespace json = boost::json;

// A list written row by row: the whole tree of a day's flows would need several times the memory of its text.
class List {
public:
    List(std::string& out, std::string_view name) : out_(out) {
        fmt::format_to(std::back_inserter(out_), ",\n\"{}\":[", name);
    }
    void add(const json::value& row) {
        out_ += empty_ ? "\n" : ",\n";
        out_ += printable_json(row);
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
        {"policy", json_text(assessment.policy)},
        {"site", json_text(assessment.site)},
        {"version", json_text(assessment.version)},
        {"made", json_instant(assessment.made)},
        {"captures", json_texts(assessment.captures)},
        {"window", {{"from", json_instant(assessment.from)}, {"to", json_instant(assessment.to)}}},
        {"packets", assessment.packets}};
    std::string out = printable_json(object);
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
        not_covered.add(json::object{{"what", json_text(row.what)}, {"count", row.count}});
    not_covered.close();
    List incomplete(out, "incomplete");
    for (const std::string& line : assessment.incomplete)
        incomplete.add(json_text(line));
    incomplete.close();
    return out + "}\n";
}

}  // namespace portolan::report
