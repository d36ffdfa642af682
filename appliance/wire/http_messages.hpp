// Between web and server: requests, answers and the frames of a stream.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace portolan::wire {

struct HttpRequest {
    std::uint64_t id = 0;
    std::string method, target, peer;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    bool local = false;  // over the unix socket
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
};
struct HttpGone {  // the client of a stream went away
    std::uint64_t id = 0;
};
struct HttpResponse {
    std::uint64_t id = 0;
    std::uint16_t status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    bool stream = false;  // frames follow
};
struct HttpFrame {
    std::uint64_t id = 0;
    std::string data;
    bool last = false;
};

}  // namespace portolan::wire
