// Names and addresses as documents and operators write them, brought into the one form of the tables: names
// with letters beyond ASCII become A-labels (IDNA 2008, libidn2), zero-padded octets are refused with what
// they mean.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/name_pattern.hpp"
#include "appliance/base/result.hpp"

#include <string>
#include <string_view>

namespace portolan::profiles {

// Kind "exact", "label" or "subtree"; "Bücher.example." becomes "xn--bcher-kva.example".
Result<NamePattern> documented_name(std::string_view kind, std::string_view text);
// "host.example", "*.example" or "**.example", as sites write them.
Result<NamePattern> documented_name(std::string_view text);

// Why names below it belong to whoever asks for one ("it is a public suffix"), so that a wildcard over them
// is a wildcard over strangers; empty where the name has one owner. By the Public Suffix List as built into
// libpsl, so that the answer is the same on every machine with that package.
std::string shared_by_strangers(const std::string& name);

// "209.85.128.000" is refused: some readers take a leading zero for octal, documents mean decimal.
Result<AddressRange> documented_range(std::string_view text);

}  // namespace portolan::profiles
