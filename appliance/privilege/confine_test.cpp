// Needs root: each case runs in a child that becomes the role.
#include "appliance/privilege/confine.hpp"

#include <cerrno>
#include <functional>
#include <linux/capability.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace portolan::privilege {
namespace {

// True where `body` returned true in a child process.
bool in_child(const std::function<bool()>& body) {
    const pid_t child = fork();
    if (child == 0) _exit(body() ? 0 : 1);
    int status = 1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool can_open(int family) {
    const int fd = socket(family, SOCK_DGRAM, 0);
    if (fd >= 0) close(fd);
    return fd >= 0 || errno != EAFNOSUPPORT;
}

class Confine : public testing::Test {
    void SetUp() override {
        if (geteuid() != 0) GTEST_SKIP() << "needs root";
    }
};

TEST_F(Confine, EachRoleHasItsRightsAndRefusesMore) {
    for (const Rights& rights : all_rights()) {
        EXPECT_FALSE(in_child([&] { return check(rights).has_value(); })) << rights.role << " as root";
        EXPECT_TRUE(in_child([&] { return become(rights) && check(rights); })) << rights.role;
        Rights more = rights;
        more.capabilities.push_back(CAP_SYS_PTRACE);
        EXPECT_FALSE(in_child([&] { return become(more) && check(rights); })) << rights.role << " with more";
    }
}

TEST_F(Confine, SocketFamiliesOfTheTableOnly) {
    for (const Rights& rights : all_rights()) {
        for (const int family : {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK}) {
            const bool listed =
                std::find(rights.families.begin(), rights.families.end(), family) != rights.families.end();
            const bool open = in_child([&] { return become(rights) && confine(rights) && can_open(family); });
            EXPECT_EQ(open, listed) << rights.role << " family " << family;
        }
    }
}

TEST_F(Confine, NoRoleStartsProgramsOrNamespaces) {
    for (const Rights& rights : all_rights()) {
        EXPECT_TRUE(in_child([&] {
            if (!become(rights) || !confine(rights)) return false;
            execl("/bin/true", "true", nullptr);
            return errno == EPERM && unshare(CLONE_NEWUSER) != 0 && errno == EPERM;
        })) << rights.role;
    }
}

TEST_F(Confine, CaptureGivesItsRightUp) {
    const Rights& capture = *rights_of("capture");
    const auto raw = [] {
        const int fd = socket(AF_PACKET, SOCK_RAW, 0);
        if (fd >= 0) close(fd);
        return fd >= 0;
    };
    EXPECT_TRUE(in_child([&] { return become(capture) && confine(capture) && raw(); }));
    EXPECT_FALSE(in_child([&] { return become(capture) && confine(capture) && give_up(capture) && raw(); }));
}

TEST_F(Confine, ARoleIsKnownByItsUid) {
    for (const Rights& rights : all_rights())
        EXPECT_EQ(role_of_uid(account_of(rights)->uid), &rights);
    EXPECT_EQ(role_of_uid(0), nullptr);
}

}  // namespace
}  // namespace portolan::privilege
