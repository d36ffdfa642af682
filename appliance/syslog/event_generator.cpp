// Build step: makes the C++ form of events.yaml. usage: event_generator events.yaml FOLDER
// It refuses a catalogue that breaks its own rules, so that a slip ends the build and never reaches a SIEM.
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

namespace {

constexpr std::array<std::string_view, 8> kSeverities = {"emergency", "alert",  "critical", "error",
                                                         "warning",   "notice", "info",     "debug"};
constexpr std::array<std::string_view, 2> kFacilities = {"authpriv", "local0"};
const std::set<std::string> kEventWords = {"id",     "name", "title", "severity", "facility",
                                           "fields", "text", "opens", "closes"};
// RFC 5424 section 6.3.3: a PARAM-NAME has 32 characters at most.
constexpr std::size_t kLongestKey = 32;

struct Event {
    std::string id;
    std::string name;
    std::string title;
    std::string severity;
    std::string facility;
    std::vector<std::string> fields;
    std::string text;
    std::string opens;
    std::string closes;
};

struct Catalogue {
    std::vector<std::pair<std::string, std::string>> keys;
    std::vector<Event> events;
};

int errors = 0;

void require(bool holds, const std::string& who, const std::string& what) {
    if (holds) return;
    std::fprintf(stderr, "events.yaml: %s: %s\n", who.c_str(), what.c_str());
    ++errors;
}

std::string word(const YAML::Node& node, const char* key) {
    return node[key] ? node[key].as<std::string>() : std::string();
}

Event read_event(const YAML::Node& node) {
    Event out{word(node, "id"),       word(node, "name"),     word(node, "title"),
              word(node, "severity"), word(node, "facility"), {},
              word(node, "text"),     word(node, "opens"),    word(node, "closes")};
    for (const YAML::Node& field : node["fields"])
        out.fields.push_back(field.as<std::string>());
    for (const auto& pair : node)
        require(kEventWords.contains(pair.first.as<std::string>()), out.id,
                "unknown word " + pair.first.as<std::string>());
    return out;
}

Catalogue read(const std::string& path) {
    Catalogue out;
    const YAML::Node root = YAML::LoadFile(path);
    require(word(root, "schema") == "portolan-events/1", path, "unknown schema");
    for (const auto& pair : root["keys"])
        out.keys.emplace_back(pair.first.as<std::string>(), pair.second.as<std::string>());
    for (const YAML::Node& node : root["events"])
        out.events.push_back(read_event(node));
    require(!out.events.empty(), path, "no events");
    return out;
}

bool is_id(const std::string& id) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return id.size() == 6 && id.starts_with("PT") && std::all_of(id.begin() + 2, id.end(), digit);
}

bool is_name(const std::string& name) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
    return !name.empty() && std::ranges::all_of(name, plain);
}

template <typename List>
bool holds(const List& list, const std::string& value) {
    return std::ranges::find(list, value) != list.end();
}

void check_text(const Event& event) {
    for (std::size_t open = event.text.find('{'); open != std::string::npos;
         open = event.text.find('{', open + 1)) {
        const std::string name = event.text.substr(open + 1, event.text.find('}', open) - open - 1);
        require(holds(event.fields, name), event.id,
                "its text names {" + name + "}, which is no field of it");
    }
}

void check_event(const Event& event, const std::set<std::string>& keys) {
    require(is_id(event.id), event.id, "the id is not PT and four digits");
    require(is_name(event.name), event.id, "the name is not in lower case with hyphens");
    require(!event.title.empty() && !event.text.empty(), event.id, "title or text is lacking");
    require(holds(kSeverities, event.severity), event.id, "unknown severity");
    require(holds(kFacilities, event.facility), event.id, "unknown facility");
    require(event.opens.empty() == event.closes.empty(), event.id, "opens and closes go together");
    for (const std::string& field : event.fields)
        require(keys.contains(field), event.id, "field " + field + " is no key");
    check_text(event);
}

void check(const Catalogue& catalogue) {
    std::set<std::string> keys;
    std::set<std::string> names;
    std::string before;
    for (const auto& [key, meaning] : catalogue.keys) {
        require(is_name(key) && key.size() <= kLongestKey && keys.insert(key).second, key,
                "bad or double key");
        require(!meaning.empty(), key, "no meaning");
    }
    for (const Event& event : catalogue.events) {
        check_event(event, keys);
        require(before < event.id, event.id, "ids are not in rising order");
        require(names.insert(event.name).second, event.id, "the name stands twice");
        before = event.id;
    }
}

std::string identifier(std::string name) {
    std::ranges::replace(name, '-', '_');
    return name;
}

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string enum_text(const Catalogue& catalogue) {
    std::ostringstream out;
    out << "// Made from appliance/syslog/events.yaml.\n#pragma once\n\n#include <cstdint>\n\n"
           "namespace portolan::syslog {\n\nenum class EventCode : std::uint16_t {\n";
    for (const Event& event : catalogue.events)
        out << "    " << identifier(event.name) << " = " << event.id.substr(2) << ",\n";
    out << "};\n\n}  // namespace portolan::syslog\n";
    return out.str();
}

void write_kind(std::ostringstream& out, const Event& event) {
    out << "    {EventCode::" << identifier(event.name) << ", " << quoted(event.id) << ", "
        << quoted(event.name) << ", " << quoted(event.title)
        << ", portolan::evidence::Severity::" << event.severity << ", Facility::" << event.facility << ", k"
        << event.id << ", " << quoted(event.text) << ", " << quoted(event.opens) << ", "
        << quoted(event.closes) << "},\n";
}

std::string table_text(const Catalogue& catalogue) {
    std::ostringstream out;
    out << "// Made from appliance/syslog/events.yaml.\n#include \"appliance/syslog/event_kind.hpp\"\n\n"
           "#include <array>\n\nnamespace portolan::syslog {\nnamespace {\n\n";
    for (const Event& event : catalogue.events) {
        out << "constexpr std::array<std::string_view, " << event.fields.size() << "> k" << event.id
            << " = {";
        for (const std::string& field : event.fields)
            out << quoted(field) << ", ";
        out << "};\n";
    }
    out << "\nconst std::array<EventKind, " << catalogue.events.size() << "> kKinds = {{\n";
    for (const Event& event : catalogue.events)
        write_kind(out, event);
    out << "}};\n\nconstexpr std::array<EventKey, " << catalogue.keys.size() << "> kKeys = {{\n";
    for (const auto& [key, meaning] : catalogue.keys)
        out << "    {" << quoted(key) << ", " << quoted(meaning) << "},\n";
    out << "}};\n\n}  // namespace\n\nstd::span<const EventKind> event_kinds() {\n    return kKinds;\n}\n\n"
           "std::span<const EventKey> event_keys() {\n    return kKeys;\n}\n\n}  // namespace "
           "portolan::syslog\n";
    return out.str();
}

bool write(const std::filesystem::path& path, const std::string& text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    return static_cast<bool>(file.flush());
}

int generate(const std::string& path, const std::filesystem::path& folder) {
    const Catalogue catalogue = read(path);
    check(catalogue);
    if (errors > 0) return 1;
    const bool written = write(folder / "portolan_generated/event_code.hpp", enum_text(catalogue)) &&
                         write(folder / "event_table.cpp", table_text(catalogue));
    return written ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
    if (count != 3) return 2;
    try {
        return generate(words[1], words[2]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", words[1], error.what());
        return 1;
    }
}
