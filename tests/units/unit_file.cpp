#include "tests/units/unit_file.hpp"

#include <array>
#include <linux/capability.h>
#include <set>
#include <sstream>
#include <sys/socket.h>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::units {
namespace {

using Words = std::multiset<std::string>;

constexpr std::array<std::pair<int, std::string_view>, 3> kCapabilities = {
    {{CAP_NET_ADMIN, "CAP_NET_ADMIN"}, {CAP_NET_RAW, "CAP_NET_RAW"}, {CAP_SYS_PTRACE, "CAP_SYS_PTRACE"}}};
constexpr std::array<std::pair<int, std::string_view>, 6> kFamilies = {{{AF_UNIX, "AF_UNIX"},
                                                                        {AF_INET, "AF_INET"},
                                                                        {AF_INET6, "AF_INET6"},
                                                                        {AF_NETLINK, "AF_NETLINK"},
                                                                        {AF_PACKET, "AF_PACKET"},
                                                                        {AF_VSOCK, "AF_VSOCK"}}};

template <std::size_t N>
Words named(const std::vector<int>& numbers, const std::array<std::pair<int, std::string_view>, N>& names) {
    Words out;
    for (const int number : numbers) {
        std::string name = std::to_string(number);  // equals nothing that a unit says
        for (const auto& [each, text] : names)
            if (each == number) name = text;
        out.insert(std::move(name));
    }
    return out;
}

Words words_of(const std::string& value) {
    Words out;
    std::istringstream stream(value);
    for (std::string word; stream >> word;)
        out.insert(word);
    return out;
}

// A key that is given twice adds to the first, or resets it: no unit of ours needs that where rights stand.
std::string sole(const UnitFile& unit, const std::string& key) {
    const auto found = unit.find("Service." + key);
    if (found == unit.end()) return "(nothing)";
    return found->second.size() == 1 ? found->second.front() : "(several)";
}

void compare(const std::string& key, const Words& wanted, const std::string& value,
             std::vector<std::string>& out) {
    if (words_of(value) != wanted)
        out.push_back(fmt::format("{} is '{}', the table says '{}'", key, value, fmt::join(wanted, " ")));
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kHardening = {
    {{"NoNewPrivileges", "yes"},
     {"ProtectSystem", "strict"},
     {"ProtectHome", "yes"},
     {"ProtectProc", "invisible"},
     {"ProtectKernelTunables", "yes"},
     {"ProtectKernelModules", "yes"},
     {"ProtectKernelLogs", "yes"},
     {"ProtectControlGroups", "yes"},
     {"ProtectHostname", "yes"},
     {"PrivateTmp", "yes"},
     {"PrivateDevices", "yes"},
     {"PrivateIPC", "yes"},
     {"RestrictNamespaces", "yes"},
     {"RestrictRealtime", "yes"},
     {"RestrictSUIDSGID", "yes"},
     {"LockPersonality", "yes"},
     {"MemoryDenyWriteExecute", "yes"},
     {"RemoveIPC", "yes"},
     {"KeyringMode", "private"},
     {"LimitCORE", "0"},
     {"SystemCallArchitectures", "native"},
     {"SystemCallErrorNumber", "EPERM"},
     {"Restart", "always"},
     {"RestartSec", "100ms"}}};

}  // namespace

Result<UnitFile> parse_unit(std::string_view text) {
    UnitFile out;
    std::string section;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        if (line.front() == '[' && line.back() == ']') {
            section = line.substr(1, line.size() - 2);
            continue;
        }
        const std::size_t equals = line.find('=');
        if (section.empty() || equals == std::string::npos || line.back() == '\\')
            return fail(ErrorCode::bad_input, "not understood: " + line);
        out[section + "." + line.substr(0, equals)].push_back(line.substr(equals + 1));
    }
    return out;
}

std::vector<std::string> differences(const privilege::Rights& rights, const UnitFile& unit) {
    std::vector<std::string> out;
    const Words capabilities = named(rights.capabilities, kCapabilities);
    const Words user = {std::string(rights.user)};
    compare("User", user, sole(unit, "User"), out);
    compare("Group", user, sole(unit, "Group"), out);
    compare("CapabilityBoundingSet", capabilities, sole(unit, "CapabilityBoundingSet"), out);
    compare("AmbientCapabilities", capabilities, sole(unit, "AmbientCapabilities"), out);
    compare("RestrictAddressFamilies", named(rights.families, kFamilies),
            sole(unit, "RestrictAddressFamilies"), out);
    std::string program = "/usr/bin/" + std::string(rights.binary);
    if (rights.binary == "portolan") program += " role " + std::string(rights.role);
    if (const std::string command = sole(unit, "ExecStart"); !(command + " ").starts_with(program + " "))
        out.push_back(fmt::format("ExecStart is '{}', the table says '{}'", command, program));
    for (const auto& [key, values] : unit)
        if (key.starts_with("Service.Exec") && key != "Service.ExecStart")
            out.push_back(key.substr(8) + " starts another program");
    for (const char* key : {"SupplementaryGroups", "PermissionsStartOnly", "DynamicUser", "SecureBits"})
        if (unit.contains(std::string("Service.") + key))
            out.push_back(std::string(key) + " is not in the table");
    return out;
}

std::vector<std::string> missing_hardening(const UnitFile& unit) {
    std::vector<std::string> out;
    for (const auto& [key, value] : kHardening)
        if (const std::string found = sole(unit, std::string(key)); found != value)
            out.push_back(fmt::format("{} is '{}', not '{}'", key, found, value));
    const auto calls = unit.find("Service.SystemCallFilter");
    if (calls == unit.end() || calls->second.size() < 2 || calls->second[0] != "@system-service seccomp" ||
        calls->second[1] != "~@privileged @resources @keyring")
        out.emplace_back("SystemCallFilter does not begin as the others do");
    return out;
}

}  // namespace portolan::units
