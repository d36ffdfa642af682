// Says what no role may say, to a role's socket, as a user of choice.
//     intruder SOCKET UID [BYTES_IN_HEX]    prints "closed" once the listener ended the connection, else
//     "open"
#include "appliance/wire/channel.hpp"

#include <cstdlib>
#include <grp.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

namespace {

constexpr int kPatience = 5000;  // ms

std::string from_hex(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out.push_back(static_cast<char>(std::strtoul(std::string(text.substr(i, 2)).c_str(), nullptr, 16)));
    return out;
}

bool become_user(std::uint32_t id) {
    return setgroups(0, nullptr) == 0 && setresgid(id, id, id) == 0 && setresuid(id, id, id) == 0;
}

// What the listener sends meanwhile is read and thrown away.
bool ends(int fd) {
    char byte = 0;
    for (pollfd end{fd, POLLIN, 0}; poll(&end, 1, kPatience) > 0;)
        if (recv(fd, &byte, 1, 0) <= 0) return true;
    return false;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3 && count != 4) {
        fmt::print(stderr, "usage: intruder SOCKET UID [BYTES_IN_HEX]\n");
        return 2;
    }
    if (!become_user(static_cast<std::uint32_t>(std::atoi(arguments[2])))) {
        fmt::print(stderr, "cannot become {}\n", arguments[2]);
        return 2;
    }
    const portolan::Result<portolan::wire::Channel> channel = portolan::wire::connect_to(arguments[1]);
    if (!channel) {
        fmt::print(stderr, "{}\n", channel.error().text());
        return 2;
    }
    const std::string bytes = count == 4 ? from_hex(arguments[3]) : "";
    // A refused connection may be closed before it is written to.
    if (!bytes.empty()) static_cast<void>(send(channel->fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
    fmt::print("{}\n", ends(channel->fd()) ? "closed" : "open");
    return 0;
}
