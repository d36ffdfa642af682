#include "tests/layering/linkage.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <string_view>

namespace portolan::layering {
namespace {

struct Row {
    std::string_view binary;
    std::vector<std::string_view> libraries;  // without what stands after ".so"
};

const std::vector<Row>& may_link() {
    static const std::vector<Row> rows = {
        {"portolan",
         {"libboost_container", "libboost_json", "libboost_url", "libcap", "libcctz", "libcrypto", "libcurl",
          "libfmt", "libidn2", "libldns", "libpsl", "libseccomp", "libsodium", "libsqlite3", "libssl",
          "libyaml-cpp"}},
        {"portolan-enforce",
         {"libcap", "libfmt", "libmnl", "libnftables", "libnftnl", "libseccomp", "libsodium"}},
        {"portolan-capture", {"libcap", "libfmt", "libpcap", "libseccomp", "libsodium"}},
    };
    return rows;
}

// The language's own, in every binary.
constexpr std::array<std::string_view, 5> kRuntime = {"libc", "libgcc_s", "libm", "libstdc++",
                                                      "ld-linux-x86-64"};

std::vector<std::string> output_of(const std::string& command) {
    // NOLINTNEXTLINE(cert-env33-c): the commands are this file's own, on paths of the build folder
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::vector<std::string> lines;
    std::array<char, 4096> buffer{};
    while (pipe != nullptr && std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr)
        lines.emplace_back(buffer.data());
    return lines;
}

std::string between(std::string_view line, char open, char close) {
    const std::size_t from = line.find(open);
    const std::size_t to = line.find(close, from + 1);
    if (from == std::string_view::npos || to == std::string_view::npos) return {};
    return std::string(line.substr(from + 1, to - from - 1));
}

bool holds(std::string_view line, std::string_view word) {
    return line.find(word) != std::string_view::npos;
}

void read_elf_line(std::string_view line, Linkage& out) {
    if (holds(line, "(NEEDED)")) out.needed.insert(between(line, '[', ']'));
    if (holds(line, "Type:") && holds(line, "DYN")) out.position_independent = true;
    if (holds(line, "FLAGS") && (holds(line, "NOW"))) out.binds_now = true;
    if (holds(line, "GNU_RELRO")) out.relocations_read_only = true;
    if (holds(line, "GNU_STACK")) out.stack_executable = holds(line, "RWE");
}

bool links(const std::set<std::string>& libraries, std::string_view name) {
    const std::string versioned = std::string(name) + ".so";
    return std::ranges::any_of(libraries,
                               [&](const std::string& library) { return library.starts_with(versioned); });
}

std::string without_version(std::string_view library) {
    return std::string(library.substr(0, library.find(".so")));
}

}  // namespace

Linkage read_linkage(const std::string& path) {
    Linkage out;
    const std::string quoted = "'" + path + "'";
    for (const std::string& line : output_of("LC_ALL=C readelf -hdlW " + quoted + " 2>/dev/null"))
        read_elf_line(line, out);
    for (const std::string& line : output_of("LC_ALL=C ldd " + quoted + " 2>/dev/null")) {
        const std::string library = between(line, '\t', ' ');
        if (!library.empty()) out.reached.insert(library);
    }
    return out;
}

std::vector<std::string> judge_linkage(const std::string& name, const Linkage& linkage) {
    std::vector<std::string> out;
    const auto row = std::ranges::find(may_link(), name, &Row::binary);
    if (row == may_link().end()) out.push_back(name + " has no row in the table of linked libraries");
    for (const std::string& library : linkage.needed) {
        const std::string plain = without_version(library);
        const bool runtime = std::ranges::find(kRuntime, plain) != kRuntime.end();
        const bool named =
            row != may_link().end() && std::ranges::find(row->libraries, plain) != row->libraries.end();
        if (!runtime && !named) out.push_back(name + " may not link " + library);
    }
    if (linkage.needed.empty()) out.push_back(name + " could not be read");
    // libnftables is GPL-2: never in one process with OpenSSL, not even through a third library.
    if (links(linkage.reached, "libnftables") &&
        (links(linkage.reached, "libssl") || links(linkage.reached, "libcrypto")))
        out.push_back(name + " joins libnftables and OpenSSL");
    if (!linkage.position_independent) out.push_back(name + " is not position independent");
    if (!linkage.binds_now) out.push_back(name + " resolves symbols lazily");
    if (!linkage.relocations_read_only) out.push_back(name + " leaves relocations writable");
    if (linkage.stack_executable) out.push_back(name + " has an executable stack");
    return out;
}

}  // namespace portolan::layering
