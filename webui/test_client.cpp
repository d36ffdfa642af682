#include "webui/test_client.hpp"

#include <boost/json.hpp>

namespace portolan::webui {

namespace json = boost::json;

Request TestClient::request(std::string_view method, std::string_view target, std::string_view body) const {
    Request out;
    out.method = method;
    out.target = target;
    out.peer = "192.0.2.7";
    out.cookie = cookie;
    out.host = "box.example";
    out.body = body;
    if (method == "GET") return out;
    out.csrf_token = csrf_token;
    out.sec_fetch_site = "same-origin";
    out.content_type = "application/json";
    return out;
}

Response TestClient::handle(const Request& request) {
    Response out;
    out.status = 0;
    api.handle(request, now, [&out](Response response) { out = std::move(response); });
    return out;
}

Response TestClient::sign_in(std::string_view user, std::string_view password) {
    const json::object body = {{"user", user}, {"password", password}};
    const Response response = post("/api/v1/session", json::serialize(body));
    if (response.status != 200) return response;
    const std::string_view set = response.header("set-cookie");
    cookie = set.substr(0, set.find(';'));
    csrf_token = json::parse(response.body).at("csrf_token").as_string();
    return response;
}

Page page_of(const Response& response) {
    Page page;
    const json::value body = json::parse(response.body);
    for (const json::value& item : body.at("items").as_array()) {
        const json::object& row = item.as_object();
        page.ids.emplace_back((row.contains("fid") ? row.at("fid") : row.at("id")).as_string());
    }
    page.total = body.at("total").to_number<std::uint64_t>();
    if (const json::string* next = body.at("next").if_string()) page.next = *next;
    return page;
}

}  // namespace portolan::webui
