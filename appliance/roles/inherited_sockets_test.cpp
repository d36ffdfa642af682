#include "appliance/roles/inherited_sockets.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace portolan::roles {
namespace {

constexpr int kFirst = 200;  // far above what the test has open

enum class Kind { tcp, tcp6, unix, udp, idle, file };

int made(Kind kind) {
    if (kind == Kind::file) return open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int family = kind == Kind::unix ? AF_UNIX : kind == Kind::tcp6 ? AF_INET6 : AF_INET;
    const int fd = socket(family, (kind == Kind::udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
    if (kind == Kind::udp || kind == Kind::idle) return fd;
    if (family == AF_UNIX) {  // an abstract name that the kernel chooses
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        EXPECT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&name), sizeof(name.sun_family)), 0);
    }
    EXPECT_EQ(listen(fd, 1), 0);  // TCP takes a port of its own
    return fd;
}

// The sockets, in a row from kFirst on.
class Row {
public:
    explicit Row(const std::vector<Kind>& kinds) : count_(static_cast<int>(kinds.size())) {
        for (int i = 0; i < count_; ++i) {
            const int fd = made(kinds[static_cast<std::size_t>(i)]);
            dup2(fd, kFirst + i);
            close(fd);
        }
    }
    Row(const Row&) = delete;
    Row& operator=(const Row&) = delete;
    ~Row() {
        for (int i = 0; i < count_; ++i)
            close(kFirst + i);
    }

private:
    int count_;
};

struct Case {
    const char* name;
    std::vector<Kind> kinds;
    int page;  // of kFirst; -1: refused
    int api;
};
class Inherited : public testing::TestWithParam<Case> {};

TEST_P(Inherited, AreToldApart) {
    const Case& each = GetParam();
    const Row row(each.kinds);
    const Result<WebSockets> sockets = tell_apart(kFirst, static_cast<int>(each.kinds.size()));
    ASSERT_EQ(sockets.has_value(), each.page >= 0) << (sockets ? "" : sockets.error().text());
    if (!sockets) return;
    EXPECT_EQ(sockets->page, kFirst + each.page);
    EXPECT_EQ(sockets->api, kFirst + each.api);
}

INSTANTIATE_TEST_SUITE_P(All, Inherited,
                         testing::ValuesIn<Case>({
                             {"PageFirst", {Kind::tcp, Kind::unix}, 0, 1},
                             {"PageLast", {Kind::unix, Kind::tcp}, 1, 0},
                             {"V6Page", {Kind::unix, Kind::tcp6}, 1, 0},
                             {"NoPage", {Kind::unix}, -1, -1},
                             {"NoApi", {Kind::tcp}, -1, -1},
                             {"None", {}, -1, -1},
                             {"TwoPages", {Kind::tcp, Kind::tcp6, Kind::unix}, -1, -1},
                             {"TwoApis", {Kind::tcp, Kind::unix, Kind::unix}, -1, -1},
                             {"Datagrams", {Kind::udp, Kind::unix}, -1, -1},
                             {"NotListening", {Kind::idle, Kind::unix}, -1, -1},
                             {"NoSocket", {Kind::file, Kind::unix}, -1, -1},
                         }),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(InheritedCount, IsOnlyForTheProcessThatIsMeant) {
    const std::string own = std::to_string(getpid());
    struct {
        std::string pid, count;
        int wanted;
    } const cases[] = {{own, "2", 2},       {"1", "2", 0},  {own, "x", 0}, {own, "-1", 0},
                       {own + "x", "2", 0}, {own, "2x", 0}, {"", "", 0}};
    for (const auto& each : cases) {
        setenv("LISTEN_PID", each.pid.c_str(), 1);
        setenv("LISTEN_FDS", each.count.c_str(), 1);
        EXPECT_EQ(inherited_count(), each.wanted) << each.pid << " " << each.count;
    }
    unsetenv("LISTEN_PID");
    EXPECT_EQ(inherited_count(), 0);
    unsetenv("LISTEN_FDS");
}

}  // namespace
}  // namespace portolan::roles
