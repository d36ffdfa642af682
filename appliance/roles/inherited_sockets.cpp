#include "appliance/roles/inherited_sockets.hpp"

#include "appliance/base/number.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace portolan::roles {
namespace {

constexpr int kMostInherited = 64;
constexpr std::uint64_t kMostNumber = 1U << 22U;  // the kernel's bound on process ids

int number_in(const char* name) {
    const char* text = std::getenv(name);
    if (text == nullptr) return 0;
    const std::optional<std::uint64_t> number = parse_decimal(text, kMostNumber);
    return static_cast<int>(number.value_or(0));
}

int option_of(int fd, int option) {
    int value = -1;
    socklen_t size = sizeof(value);
    return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

Failure unfit(int fd, const std::string& why) {
    return fail(ErrorCode::bad_input, "the inherited descriptor " + std::to_string(fd) + " " + why, {},
                "give the role one listening TCP socket and one unix socket (portolan-web.socket)");
}

}  // namespace

int inherited_count() {
    return number_in("LISTEN_PID") == getpid() ? number_in("LISTEN_FDS") : 0;
}

Result<WebSockets> tell_apart(int first, int count) {
    if (count == 0)
        return fail(ErrorCode::bad_input, "no listening sockets were given", {},
                    "start the role by `portolan up` or its systemd unit");
    WebSockets out;
    for (int fd = first; fd < first + std::min(count, kMostInherited); ++fd) {
        const int family = option_of(fd, SO_DOMAIN);
        const bool local = family == AF_UNIX;
        if (!local && family != AF_INET && family != AF_INET6) return unfit(fd, "is no socket of ours");
        if (option_of(fd, SO_TYPE) != SOCK_STREAM || option_of(fd, SO_ACCEPTCONN) != 1)
            return unfit(fd, "does not listen for connections");
        int& place = local ? out.api : out.page;
        if (place >= 0) return unfit(fd, local ? "is a second unix socket" : "is a second TCP socket");
        place = fd;
    }
    if (out.page < 0 || out.api < 0) return unfit(first, "is not joined by one of the other kind");
    return out;
}

}  // namespace portolan::roles
