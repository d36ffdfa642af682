// The systemd units (image/units) grant what the one table of rights says, and nothing else.
#include "appliance/base/file.hpp"
#include "tests/units/unit_file.hpp"

#include <filesystem>
#include <functional>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::units {
namespace {

using privilege::Rights;
using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

const fs::path kFolder = fs::path(PORTOLAN_SOURCE_DIR) / "image/units";

std::string text_of(const std::string& name) {
    const Result<std::string> text = read_file((kFolder / name).string(), 64UL * 1024);
    if (!text) panic(text.error().text());
    return *text;
}

UnitFile unit_of(std::string_view role) {
    const Result<UnitFile> unit = parse_unit(text_of(fmt::format("portolan-{}.service", role)));
    if (!unit) panic(unit.error().text());
    return *unit;
}

std::vector<std::vector<std::string>> rows_of(const std::string& name) {
    std::vector<std::vector<std::string>> out;
    std::istringstream lines(text_of(name));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line.substr(0, line.find_first_of("#\"")));
        std::vector<std::string> row;
        for (std::string word; words >> word;)
            row.push_back(word);
        if (!row.empty()) out.push_back(row);
    }
    return out;
}

TEST(Units, EachRoleHasItsUnitAndNoOtherDoes) {
    std::set<std::string> wanted;
    for (const Rights& rights : privilege::all_rights())
        wanted.insert(fmt::format("portolan-{}.service", rights.role));
    std::set<std::string> found;
    for (const fs::directory_entry& entry : fs::directory_iterator(kFolder))
        if (entry.path().extension() == ".service") found.insert(entry.path().filename().string());
    EXPECT_EQ(found, wanted);
}

TEST(Units, GrantWhatTheTableSays) {
    for (const Rights& rights : privilege::all_rights())
        EXPECT_THAT(differences(rights, unit_of(rights.role)), IsEmpty()) << rights.role;
}

TEST(Units, AreHardened) {
    for (const Rights& rights : privilege::all_rights())
        EXPECT_THAT(missing_hardening(unit_of(rights.role)), IsEmpty()) << rights.role;
}

// Only what a role stands in the way of is left out, by name.
TEST(Units, LeaveOutOnlyWhatARoleNeeds) {
    const auto only = [](const std::string& key, const std::string& value) {
        std::set<std::string> out;
        for (const Rights& rights : privilege::all_rights()) {
            const UnitFile unit = unit_of(rights.role);
            const auto found = unit.find("Service." + key);
            const bool has = found != unit.end() && found->second.back() == value;
            if (has) out.insert(std::string(rights.role));
        }
        return out;
    };
    using Roles = std::set<std::string>;
    EXPECT_EQ(only("ProtectClock", "yes"), (Roles{"web", "enforce", "capture", "resolve"}));
    EXPECT_EQ(only("ProcSubset", "all"), Roles{"enforce"}) << "it reads the boot's id";
    EXPECT_EQ(only("PrivateNetwork", "yes"), Roles{"web"});
    EXPECT_EQ(only("SystemCallFilter", "capset"), Roles{"capture"}) << "it gives its capability up";
    EXPECT_EQ(only("SystemCallFilter", "adjtimex clock_adjtime"), Roles{"server"});
    EXPECT_EQ(only("ReadWritePaths", "/run/portolan/server"), Roles{"server"});
    EXPECT_EQ(only("ReadWritePaths", "/run/portolan/enforce"), Roles{"enforce"});
    EXPECT_EQ(only("StateDirectory", "portolan/server"), Roles{"server"});
    EXPECT_EQ(only("StateDirectory", "portolan/web"), Roles{"web"});
}

struct Planted {
    const char* name;
    std::string key;
    std::vector<std::string> values;  // none: the key is taken out
    const char* said;
};
class PlantedDifference : public testing::TestWithParam<Planted> {};

TEST_P(PlantedDifference, IsFound) {
    for (const Rights& rights : privilege::all_rights()) {
        UnitFile unit = unit_of(rights.role);
        if (GetParam().values.empty()) {
            unit.erase("Service." + GetParam().key);
        } else {
            unit["Service." + GetParam().key] = GetParam().values;
        }
        std::vector<std::string> said = differences(rights, unit);
        for (std::string& each : missing_hardening(unit))
            said.push_back(std::move(each));
        EXPECT_THAT(said, testing::Contains(HasSubstr(GetParam().said))) << rights.role;
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, PlantedDifference,
    testing::ValuesIn<Planted>({
        {"Root", "User", {"root"}, "User is"},
        {"NoUser", "User", {}, "User is"},
        {"OtherGroup", "Group", {"portolan-admin"}, "Group is"},
        {"MoreGroups", "SupplementaryGroups", {"adm"}, "SupplementaryGroups"},
        {"BoundedByMore",
         "CapabilityBoundingSet",
         {"CAP_NET_ADMIN CAP_NET_RAW CAP_SYS_PTRACE"},
         "BoundingSet"},
        {"NotBounded", "CapabilityBoundingSet", {}, "BoundingSet"},
        {"AllBut", "CapabilityBoundingSet", {"~CAP_SYS_ADMIN"}, "BoundingSet"},
        {"GivenMore", "AmbientCapabilities", {"CAP_SYS_ADMIN"}, "Ambient"},
        {"GivenTwice", "AmbientCapabilities", {"", "CAP_NET_RAW"}, "Ambient"},
        {"AnyFamily", "RestrictAddressFamilies", {}, "RestrictAddressFamilies"},
        {"MoreFamilies",
         "RestrictAddressFamilies",
         {"AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET AF_VSOCK"},
         "RestrictAddressFamilies"},
        {"FewerFamilies", "RestrictAddressFamilies", {"none"}, "RestrictAddressFamilies"},
        {"OtherProgram", "ExecStart", {"/usr/bin/portolan-enforcer /run/portolan/enforce"}, "ExecStart"},
        {"OtherRole", "ExecStart", {"/usr/bin/portolan role host"}, "ExecStart"},
        {"WithRoot", "ExecStart", {"+/usr/bin/portolan-enforce /run/portolan/enforce"}, "ExecStart"},
        {"FurtherProgram", "ExecStartPre", {"+/bin/sh"}, "ExecStartPre"},
        {"NewPrivileges", "NoNewPrivileges", {"no"}, "NoNewPrivileges"},
        {"WritableSystem", "ProtectSystem", {"full"}, "ProtectSystem"},
        {"AnySystemCall", "SystemCallFilter", {}, "SystemCallFilter"},
        {"EmptiedFilter", "SystemCallFilter", {"@system-service seccomp"}, "SystemCallFilter"},
    }),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(Units, AreReadAsSystemdReadsThem) {
    const Result<UnitFile> unit = parse_unit("# a\n[Service]\nUser=a\n; b\nExecStart=/x y=z\nUser=b\n");
    ASSERT_TRUE(unit);
    EXPECT_THAT(unit->at("Service.User"), testing::ElementsAre("a", "b"));
    EXPECT_THAT(unit->at("Service.ExecStart"), testing::ElementsAre("/x y=z"));
    EXPECT_FALSE(parse_unit("[Service]\nExecStart=/x \\\n  --more\n")) << "continued lines would hide words";
    EXPECT_FALSE(parse_unit("User=a\n"));
}

TEST(Units, AccountsAreThoseOfTheTable) {
    std::set<std::string> wanted = {"g portolan-admin -"};
    for (const Rights& rights : privilege::all_rights())
        wanted.insert(fmt::format("u {} {}", rights.user, rights.uid));
    std::set<std::string> found;
    for (const std::vector<std::string>& row : rows_of("portolan.sysusers.conf"))
        found.insert(fmt::format("{} {} {}", row.at(0), row.at(1), row.at(2)));
    EXPECT_EQ(found, wanted);
}

// Folders: writable for the role that listens there, and for nobody else.
TEST(Units, FoldersBelongToTheirRoles) {
    const std::vector<std::vector<std::string>> rows = rows_of("portolan.tmpfiles.conf");
    EXPECT_THAT(
        rows,
        testing::UnorderedElementsAre(
            testing::ElementsAre("d", "/run/portolan", "0755", "root", "root"),
            testing::ElementsAre("d", "/run/portolan/server", "0755", privilege::rights_of("server")->user,
                                 privilege::rights_of("server")->user),
            testing::ElementsAre("d", "/run/portolan/enforce", "0755", privilege::rights_of("enforce")->user,
                                 privilege::rights_of("enforce")->user)));
}

TEST(Units, TheSocketsAreOnePageAndOneForTheCommandLine) {
    const Result<UnitFile> unit = parse_unit(text_of("portolan-web.socket"));
    ASSERT_TRUE(unit);
    EXPECT_THAT(unit->at("Socket.ListenStream"),
                testing::ElementsAre("127.0.0.1:8443", "/run/portolan/api.sock"));
    EXPECT_THAT(unit->at("Socket.SocketMode"), testing::ElementsAre("0660"));
    EXPECT_THAT(unit->at("Socket.SocketGroup"), testing::ElementsAre("portolan-admin"));
    EXPECT_FALSE(unit->contains("Socket.Accept"));
    EXPECT_THAT(unit_of("web").at("Service.Sockets"), testing::ElementsAre("portolan-web.socket"));
}

}  // namespace
}  // namespace portolan::units
