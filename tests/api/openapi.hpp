// webui/openapi.yaml as a judge of answers: which operations there are, and whether a body is what they
// promise.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

namespace portolan::api_test {

struct Operation {
    std::string path;    // "/requirements/{id}"
    std::string method;  // "GET"
    std::vector<std::string> roles;
    std::set<std::string> query;     // names of its parameters in the query
    std::set<std::string> statuses;  // "200", "401", "default"
    boost::json::object spec;
};

class OpenApi {
public:
    // Ends the test program where the file can't be read.
    static OpenApi load(const std::string& path);

    [[nodiscard]] const std::vector<Operation>& operations() const { return operations_; }
    [[nodiscard]] const Operation* find(std::string_view path, std::string_view method) const;
    // What is wrong with a response, one line each; empty where nothing is.
    [[nodiscard]] std::string objections(const Operation& operation, int status,
                                         std::string_view content_type, std::string_view body) const;
    // The same of one event of the stream.
    [[nodiscard]] std::string event_objections(std::string_view event, std::string_view data) const;

private:
    [[nodiscard]] const boost::json::value& resolve(const boost::json::value& value) const;
    [[nodiscard]] std::string validate(const boost::json::value& schema, std::string_view body) const;

    boost::json::value document_;
    std::vector<Operation> operations_;
};

}  // namespace portolan::api_test
