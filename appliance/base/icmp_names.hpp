// ICMP types of both families as one vocabulary (RFC 792, 950, 1256, 4443, 2710, 4861 and the IANA
// registries).
#pragma once

#include <cstdint>
#include <string>

namespace portolan {

// "echo-request", "redirect", ...; "type-77" where there is no name. `v6`: ICMPv6.
std::string icmp_name(bool v6, std::uint8_t type);

// True for errors that quote the packet they are about. A redirect quotes too, but tells its receiver to
// route differently: it is traffic to be judged by itself.
bool is_icmp_error(bool v6, std::uint8_t type);

// Requests and their replies share a family (the request's type) and are told apart by direction; any other
// type is its own family.
struct IcmpFamily {
    std::uint8_t type = 0;
    bool reply = false;
    bool has_id = false;  // bytes 4-5 are an identifier
};
IcmpFamily icmp_family(bool v6, std::uint8_t type);

}  // namespace portolan
