#include "policy/assertions.hpp"

#include "appliance/base/file.hpp"
#include "profiles/yaml_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using profiles::YamlMap;
using profiles::YamlValue;

Result<void> read_service(const YamlMap& map, Assertion& out) {
    const YamlValue protocol = TRY(map.need("protocol"));
    const std::string word = TRY(protocol.word());
    out.protocol = parse_protocol(word);
    if (!out.protocol && word != "any")
        return protocol.error(fmt::format("'{}' is no protocol", word.substr(0, 64)),
                              "write tcp, udp, icmp or any");
    const auto ports = map.find("ports");
    if (!ports) return {};
    const std::vector<std::string> words = TRY(ports->words());
    if (words == std::vector<std::string>{"any"}) return {};
    if (out.protocol != Protocol::tcp && out.protocol != Protocol::udp)
        return ports->error(fmt::format("protocol {} has no ports here", word),
                            "write tcp or udp, or leave ports out");
    if (words.empty()) return ports->error("no port is listed", "write ports: [443], or any");
    for (const std::string& each : words) {
        const Result<PortRange> range = parse_port_range(each);
        if (!range) return ports->error(range.error().message, range.error().remedy);
        out.ports.push_back(*range);
    }
    return {};
}

Result<Assertion> read_assertion(const YamlValue& value) {
    const YamlMap map = TRY(value.map());
    TRY_VOID(map.only({"name", "from", "to", "protocol", "ports", "must", "requirement"}));
    Assertion out;
    out.where = value.where();
    out.name = TRY(map.need_text("name"));
    out.from = TRY(map.need_word("from"));
    out.to = TRY(map.need_word("to"));
    TRY_VOID(read_service(map, out));
    const std::string must = TRY(map.need_word("must"));
    if (must != "allow" && must != "deny")
        return TRY(map.need("must"))
            .error(fmt::format("'{}' is not what a policy can do", must.substr(0, 64)),
                   "write allow or deny");
    out.allow = must == "allow";
    out.requirement = TRY(map.word_or("requirement", ""));
    return out;
}

}  // namespace

Result<std::vector<Assertion>> parse_assertions(std::string_view yaml, const std::string& file) {
    const YamlMap map = TRY(TRY(profiles::read_yaml(yaml, file)).map());
    TRY_VOID(map.only({"schema", "assertions"}));
    if (TRY(map.need_text("schema")) != "portolan-assertions/1")
        return TRY(map.need("schema"))
            .error("this schema is not portolan-assertions/1", "write schema: portolan-assertions/1");
    const YamlValue list = TRY(map.need("assertions"));
    const std::vector<YamlValue> items = TRY(list.list());
    if (items.size() > kMostAssertions)
        return list.error(fmt::format("{} assertions, more than {}", items.size(), kMostAssertions),
                          "say it with fewer: prefixes and roles hold many addresses");
    std::vector<Assertion> out;
    for (const YamlValue& item : items) {
        Assertion next = TRY(read_assertion(item));
        if (std::any_of(out.begin(), out.end(),
                        [&](const Assertion& known) { return known.name == next.name; }))
            return item.error(fmt::format("assertion '{}' stands twice", next.name.substr(0, 64)),
                              "give one of them another name");
        out.push_back(std::move(next));
    }
    return out;
}

Result<std::vector<Assertion>> load_assertions(const std::string& path) {
    constexpr std::uint64_t kMostBytes = 4U << 20U;
    return parse_assertions(TRY(read_file(path, kMostBytes)), path);
}

}  // namespace portolan::policy
