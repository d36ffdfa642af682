#include "tests/e2e/judged_flow.hpp"

#include <cstdint>
#include <limits>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::e2e {
namespace {

namespace json = boost::json;

Result<std::string> text_of(const json::object& flow, std::string_view key) {
    const json::value* value = flow.if_contains(key);
    if (value == nullptr || !value->is_string())
        return fail(ErrorCode::bad_input, fmt::format("a flow without the text '{}'", key));
    return std::string(value->as_string());
}

Result<std::uint16_t> port_of(const json::object& flow) {
    const json::value* value = flow.if_contains("port");
    if (value == nullptr || !value->is_number()) return fail(ErrorCode::bad_input, "a flow without a port");
    boost::system::error_code error;
    const std::uint16_t port = value->to_number<std::uint16_t>(error);
    if (error) return fail(ErrorCode::bad_input, "a port that is none");
    return port;
}

Result<JudgedFlow> parse_flow(const json::value& value) {
    if (!value.is_object()) return fail(ErrorCode::bad_input, "a flow that is no object");
    const json::object& flow = value.as_object();
    JudgedFlow out;
    out.tuple.initiator = TRY(text_of(flow, "initiator"));
    out.tuple.responder = TRY(text_of(flow, "responder"));
    out.tuple.protocol = TRY(text_of(flow, "protocol"));
    out.tuple.port = TRY(port_of(flow));
    out.product = TRY(text_of(flow, "product"));
    out.verdict = TRY(text_of(flow, "verdict"));
    out.requirement = TRY(text_of(flow, "requirement"));
    out.decision = TRY(text_of(flow, "decision"));
    out.first = TRY(text_of(flow, "first"));
    return out;
}

}  // namespace

Result<std::vector<JudgedFlow>> parse_judged_flows(std::string_view text) {
    boost::system::error_code error;
    const json::value document = json::parse(text, error);
    if (error) return fail(ErrorCode::bad_input, fmt::format("no JSON: {}", error.message()));
    const json::object* object = document.if_object();
    const json::value* schema = object == nullptr ? nullptr : object->if_contains("schema");
    if (schema == nullptr || *schema != "portolan-assess/1")
        return fail(ErrorCode::bad_input, "the schema is not portolan-assess/1");
    const json::value* flows = object->if_contains("flows");
    if (flows == nullptr || !flows->is_array()) return fail(ErrorCode::bad_input, "no list of flows");
    std::vector<JudgedFlow> out;
    for (const json::value& flow : flows->as_array())
        out.push_back(TRY(parse_flow(flow)));
    return out;
}

}  // namespace portolan::e2e
