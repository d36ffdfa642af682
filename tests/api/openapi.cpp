#include "tests/api/openapi.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <yaml-cpp/yaml.h>

namespace portolan::api_test {
namespace {

namespace json = boost::json;

json::value scalar(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    if (node.Tag() == "!") return json::string(text);  // quoted
    if (text == "null" || text == "~" || text.empty()) return nullptr;
    if (text == "true" || text == "false") return text == "true";
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
    return json::string(text);
}

json::value to_json(const YAML::Node& node) {
    if (node.IsSequence()) {
        json::array out;
        for (const YAML::Node& item : node)
            out.push_back(to_json(item));
        return out;
    }
    if (node.IsMap()) {
        json::object out;
        for (const auto& entry : node)
            out[entry.first.Scalar()] = to_json(entry.second);
        return out;
    }
    return node.IsScalar() ? scalar(node) : json::value(nullptr);
}

std::string upper(std::string_view word) {
    std::string out(word);
    for (char& c : out)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

bool is_method(std::string_view word) {
    return word == "get" || word == "post" || word == "put" || word == "delete" || word == "patch";
}

std::string text_of(valijson::ValidationResults& results) {
    std::string out;
    for (valijson::ValidationResults::Error error; results.popError(error);) {
        for (const std::string& part : error.context)
            out += part;
        out += ": " + error.description + "\n";
    }
    return out;
}

}  // namespace

OpenApi OpenApi::load(const std::string& path) {
    OpenApi out;
    out.document_ = to_json(YAML::LoadFile(path));
    for (const auto& [route, item] : out.document_.at("paths").as_object())
        for (const auto& [word, spec] : item.as_object()) {
            if (!is_method(word)) continue;
            Operation operation{std::string(route), upper(word), {}, {}, {}, spec.as_object()};
            for (const json::value& role : spec.at("x-roles").as_array())
                operation.roles.emplace_back(role.as_string());
            for (const auto& status : spec.at("responses").as_object())
                operation.statuses.emplace(status.key());
            if (const json::value* parameters = spec.as_object().if_contains("parameters"))
                for (const json::value& parameter : parameters->as_array())
                    if (const json::value& given = out.resolve(parameter); given.at("in") == "query")
                        operation.query.emplace(given.at("name").as_string());
            out.operations_.push_back(std::move(operation));
        }
    return out;
}

const Operation* OpenApi::find(std::string_view path, std::string_view method) const {
    const auto found = std::ranges::find_if(operations_, [&](const Operation& operation) {
        return operation.path == path && operation.method == method;
    });
    return found == operations_.end() ? nullptr : &*found;
}

std::string OpenApi::objections(const Operation& operation, int status, std::string_view content_type,
                                std::string_view body) const {
    const json::object& responses = operation.spec.at("responses").as_object();
    const json::value* given = responses.if_contains(std::to_string(status));
    if (given == nullptr && status < 400) return "no status " + std::to_string(status) + " is documented\n";
    const json::object& response = resolve(given != nullptr ? *given : responses.at("default")).as_object();
    const json::value* content = response.if_contains("content");
    if (content == nullptr)
        return body.empty() && content_type.empty() ? "" : "a body where none is documented\n";
    const json::value* media = content->as_object().if_contains(content_type);
    if (media == nullptr) return "content type '" + std::string(content_type) + "' is not documented\n";
    if (content_type == "text/event-stream") return "";
    return validate(media->at("schema"), body);
}

std::string OpenApi::event_objections(std::string_view event, std::string_view data) const {
    const json::value* schema = find("/stream", "GET")->spec.at("x-events").as_object().if_contains(event);
    return schema == nullptr ? "event '" + std::string(event) + "' is not documented\n"
                             : validate(*schema, data);
}

const json::value& OpenApi::resolve(const json::value& value) const {
    const json::value* reference = value.is_object() ? value.as_object().if_contains("$ref") : nullptr;
    if (reference == nullptr) return value;
    return resolve(document_.at_pointer(std::string_view(reference->as_string()).substr(1)));
}

std::string OpenApi::validate(const json::value& schema, std::string_view body) const {
    boost::system::error_code error;
    const json::value parsed = json::parse(body, error);
    if (error) return "no JSON: " + error.message() + "\n";
    // References count from the root, so that the schema stands beside the components.
    const json::value root = {{"components", document_.at("components")}, {"allOf", {schema}}};
    valijson::Schema compiled;
    valijson::SchemaParser().populateSchema(valijson::adapters::BoostJsonAdapter(root), compiled);
    valijson::ValidationResults results;
    valijson::Validator().validate(compiled, valijson::adapters::BoostJsonAdapter(parsed), &results);
    return text_of(results);
}

}  // namespace portolan::api_test
