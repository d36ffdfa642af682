// A vendor product's documented requirements as parsed from YAML: plain data, immutable after loading.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/name_pattern.hpp"
#include "profiles/requirement.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::profiles {

enum class Binds : std::uint8_t {
    assets,    // the site says which assets play it
    range,     // every address in the given parameters plays it
    internet,  // a cloud, a vendor or everyone: governs nothing
};

struct Role {
    std::string id;
    Binds binds = Binds::assets;
    bool governed = true;              // default deny covers its players (never for internet and range)
    std::vector<std::string> is_a;     // broader roles that its players play too, closure included
    std::string within;                // parameter: a player outside these ranges does not count
    std::vector<std::string> members;  // parameters whose addresses play the role
    std::vector<NamePattern> names;    // names whose addresses play it
    std::vector<AddressRange> addresses;
    std::string where;
};

struct Option {
    std::string id;
    std::vector<std::string> values;
    std::string fallback;  // the value where the site says nothing
    std::string where;
};

enum class ParameterType : std::uint8_t {
    prefix_list,
    address_list,
    port_list,
    transport_port_list,
    name_list,
    mac_list,
    country_list,
    integer,
    duration,
    rate,
    window  // hours of the week in a time zone
};

struct Parameter {
    std::string id;
    ParameterType type = ParameterType::prefix_list;
    bool always = false;        // of a window: unset means at any time, and nothing stops
    std::string stops_without;  // what does not work while it is unset
    std::string lines, quote;   // where the document leaves it open; both or neither
    std::string where;
};

struct Document {
    std::string file, title, edition, language, sha256;
};

// One version of a profile and what it changed.
struct Change {
    std::string version;
    std::string date;  // YYYY-MM-DD
    std::string changes;
};

struct Profile {
    std::string id, prefix, title, version, schema;
    Document document;
    std::string review_by;  // YYYY-MM-DD: when it must be read against the vendor's document again; or empty
    std::string review_reason;
    std::vector<Change> changelog;  // newest first; the first is `version`
    std::vector<Role> roles;
    std::vector<Option> options;
    std::vector<Parameter> parameters;
    std::vector<Requirement> requirements;  // file order

    [[nodiscard]] const Role* role(std::string_view wanted) const;
    [[nodiscard]] const Option* option(std::string_view wanted) const;
    [[nodiscard]] const Parameter* parameter(std::string_view wanted) const;
    [[nodiscard]] const Requirement* requirement(std::string_view wanted) const;
};

}  // namespace portolan::profiles
