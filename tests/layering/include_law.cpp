#include "tests/layering/include_law.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::layering {
namespace {

// `may_include` names modules; "*" stands for all but the ones that nobody includes.
struct Row {
    std::string_view module;
    std::vector<std::string_view> may_include;
};

const std::vector<Row>& include_law() {
    static const std::vector<Row> law = {
        {"appliance/base", {}},
        {"appliance/evidence", {"appliance/base"}},
        {"appliance/report", {"appliance/base", "appliance/evidence"}},
        {"appliance/live",
         {"appliance/base", "appliance/evidence", "appliance/report", "policy", "policy/ruleset",
          "profiles"}},
        {"appliance/store", {"appliance/base", "appliance/evidence"}},
        {"appliance/syslog", {"appliance/base", "appliance/evidence"}},
        {"appliance/roles", {"*"}},
        {"appliance/cli", {"*", "appliance/roles"}},  // `portolan up` and `portolan role`
        {"profiles", {"appliance/base"}},
        {"policy", {"appliance/base", "appliance/evidence", "policy/ruleset", "profiles"}},
        {"policy/ruleset", {"appliance/base"}},
        {"appliance/wire", {"appliance/base", "appliance/evidence", "policy/ruleset"}},
        {"appliance/privilege", {"appliance/base"}},
        {"appliance/resolve", {"appliance/base"}},
        {"appliance/enforce", {"appliance/base", "appliance/wire", "policy/ruleset"}},
        {"probes/passive", {"appliance/base", "appliance/evidence"}},
        {"probes/active", {"appliance/base", "appliance/evidence", "policy"}},
        {"webui", {"appliance/base", "appliance/evidence", "appliance/report"}},
        {"tests", {"*"}},
        {"scripts", {}},
    };
    return law;
}

// They wire the others together, so nothing may depend on them.
constexpr std::array<std::string_view, 2> kNobodyIncludes = {"appliance/roles", "appliance/cli"};

// Foreign headers that belong to one module: hostile bytes, rights and licences stay where they are looked
// after.
struct Owner {
    std::string_view header;  // beginning of the path between the brackets
    std::string_view module;
};
constexpr std::array<Owner, 10> kOwners = {{{"yaml-cpp/", "profiles"},
                                           {"pcap", "probes/passive"},
                                           {"CLI/", "appliance/cli"},
                                           {"curl/", "appliance/cli"},
                                           {"boost/beast", "webui"},
                                           {"sqlite3", "appliance/store"},
                                           {"nftables/", "appliance/enforce"},
                                           {"libnftnl/", "appliance/enforce"},
                                           {"libmnl/", "appliance/enforce"},
                                           {"libnetfilter_conntrack/", "appliance/enforce"}}};

// A program of the build, in no binary that is shipped: it makes the catalogue's table from its YAML.
constexpr std::string_view kBuildProgram = "appliance/syslog/event_generator.cpp";

// Modules are the folders of the two-level top folders (appliance/base) and the single-level ones (policy).
std::string module_of(std::string_view path) {
    const std::size_t first = path.find('/');
    const std::string_view top = path.substr(0, first);
    if (path.starts_with("policy/ruleset/")) return "policy/ruleset";  // without YAML, for the enforcer
    if (top != "appliance" && top != "probes") return std::string(top);
    return std::string(path.substr(0, path.find('/', first + 1)));
}

const Row* row_of(std::string_view module) {
    const auto found = std::ranges::find(include_law(), module, &Row::module);
    return found == include_law().end() ? nullptr : &*found;
}

struct Include {
    bool angled = false;
    std::string path;
};

std::optional<Include> parse_include(std::string_view line) {
    const auto skip_blanks = [&line] {
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    };
    skip_blanks();
    if (!line.starts_with('#')) return std::nullopt;
    line.remove_prefix(1);
    skip_blanks();
    if (!line.starts_with("include")) return std::nullopt;
    line.remove_prefix(std::string_view("include").size());
    skip_blanks();
    if (line.empty() || (line.front() != '"' && line.front() != '<')) return std::nullopt;
    const bool angled = line.front() == '<';
    line.remove_prefix(1);
    return Include{angled, std::string(line.substr(0, line.find(angled ? '>' : '"')))};
}

std::string foreign_violation(const std::string& path, const std::string& header) {
    const std::string module = module_of(path);
    if (row_of(module_of(header)) != nullptr) return "writes our own <" + header + "> in angle brackets";
    if (module == "tests" || path == kBuildProgram) return {};
    for (const Owner& owner : kOwners)
        if (header.starts_with(owner.header) && module != owner.module)
            return "<" + header + "> is for " + std::string(owner.module) + " alone";
    return {};
}

std::string own_violation(const SourceTree& tree, const Row& row, const std::string& path) {
    if (!tree.holds(path)) return "\"" + path + "\" is no file, counted from the root of the repository";
    const std::string target = module_of(path);
    if (target == row.module) return {};
    const bool closed = std::ranges::find(kNobodyIncludes, target) != kNobodyIncludes.end();
    const bool named = std::ranges::find(row.may_include, target) != row.may_include.end();
    const bool any = std::ranges::find(row.may_include, "*") != row.may_include.end();
    if (named || (!closed && any)) return {};
    return std::string(row.module) + " may not include " + target;
}

void check_file(const SourceTree& tree, const SourceFile& file, Violations& out) {
    const std::string module = module_of(file.path);
    const Row* row = row_of(module);
    if (row == nullptr) {
        out.push_back({file.path, 0, "module " + module + " has no row in the include law"});
        return;
    }
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const std::optional<Include> include = parse_include(file.lines[i]);
        if (!include) continue;
        const std::string what = include->angled ? foreign_violation(file.path, include->path)
                                                 : own_violation(tree, *row, include->path);
        if (!what.empty()) out.push_back({file.path, i + 1, what});
    }
}

}  // namespace

Violations check_includes(const SourceTree& tree) {
    Violations out;
    for (const SourceFile& file : tree.files)
        if (is_cpp(file.path)) check_file(tree, file, out);
    return out;
}

}  // namespace portolan::layering
