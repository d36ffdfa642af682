#include "appliance/privilege/rights.hpp"

#include <array>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/socket.h>

namespace portolan::privilege {
namespace {

// Below the system's dynamic users, far above where people are numbered from.
constexpr std::uint32_t kFirstUid = 59'701;

const std::array<Rights, 5>& table() {
    static const std::array<Rights, 5> rows = {{
        // Sole writer of the store; reaches out to syslog collectors, and listens on no network.
        {"server",
         "portolan",
         "portolan-server",
         kFirstUid,
         {},
         {AF_UNIX, AF_INET, AF_INET6},
         {AF_UNIX, AF_INET, AF_INET6}},
        // TLS and HTTP on sockets it was given; opens none but to the server.
        {"web", "portolan", "portolan-web", kFirstUid + 1, {}, {AF_UNIX}, {AF_UNIX}},
        {"enforce",
         "portolan-enforce",
         "portolan-enforce",
         kFirstUid + 2,
         {CAP_NET_ADMIN},
         {AF_UNIX, AF_NETLINK},
         {AF_UNIX, AF_NETLINK}},
        // Raw sockets until the interfaces are open; from then on it can only speak to the server.
        {"capture",
         "portolan-capture",
         "portolan-capture",
         kFirstUid + 3,
         {CAP_NET_RAW},
         {AF_UNIX, AF_PACKET, AF_NETLINK, AF_INET},
         {AF_UNIX}},
        {"resolve",
         "portolan",
         "portolan-resolve",
         kFirstUid + 4,
         {},
         {AF_UNIX, AF_INET, AF_INET6},
         {AF_UNIX, AF_INET, AF_INET6}},
    }};
    return rows;
}

}  // namespace

std::span<const Rights> all_rights() {
    return table();
}

const Rights* rights_of(std::string_view role) {
    for (const Rights& rights : table())
        if (rights.role == role) return &rights;
    return nullptr;
}

Result<Account> account_of(const Rights& rights) {
    if (const passwd* account = getpwnam(std::string(rights.user).c_str()))
        return Account{account->pw_uid, account->pw_gid};
    if (const passwd* other = getpwuid(rights.uid))
        return fail(ErrorCode::unsupported,
                    "uid " + std::to_string(rights.uid) + " is " + other->pw_name +
                        "'s here, and there is no account " + std::string(rights.user),
                    {}, "make the system account " + std::string(rights.user));
    return Account{rights.uid, rights.uid};
}

const Rights* role_of_uid(std::uint32_t uid) {
    for (const Rights& rights : table()) {
        const Result<Account> account = account_of(rights);
        if (account && account->uid == uid) return &rights;
    }
    return nullptr;
}

}  // namespace portolan::privilege
