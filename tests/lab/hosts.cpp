// The customer of the sample, a hospital, and the Internet that its machines reach. Addresses that the
// vendors' documents give are theirs; a name without documented address has one of TEST-NET-3 (RFC 5737).
#include "appliance/base/result.hpp"
#include "tests/lab/plan.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace portolan::lab {
namespace {

constexpr std::uint16_t kVoice = 30;
constexpr std::uint16_t kEnergy = 40;

constexpr std::array kHosts = {
    // inside, the offices
    Host{"resolver", "10.20.0.10"},
    Host{"resolver-6", "2001:db8:20::10"},
    Host{"mail-1", "10.20.0.25"},
    Host{"print-pc", "10.20.1.20"},
    Host{"print-pc-6", "2001:db8:20:1::20"},
    Host{"admin-pc", "10.20.2.50"},
    Host{"energy-pc", "10.20.2.60"},
    Host{"workstation", "10.20.2.77"},
    Host{"franking-1", "10.20.4.40"},
    Host{"db-1", "10.20.5.30"},
    Host{"laptop-1", "10.20.6.21"},
    Host{"laptop-2", "10.20.6.22"},
    Host{"laptop-3", "10.20.6.23"},
    Host{"phone-1", "10.20.7.31"},
    Host{"floor-1", "10.20.8.11"},
    Host{"floor-2", "10.20.9.12"},
    Host{"floor-2-6", "2001:db8:20:8::12"},
    Host{"labels-1", "10.20.8.31"},
    Host{"old-printer", "10.20.30.9"},
    Host{"visitor", "10.21.0.9"},
    // inside, voice and energy
    Host{"pbx-1", "10.20.3.5", kVoice},
    Host{"desk-101", "10.20.12.101", kVoice},
    Host{"desk-102", "10.20.12.102", kVoice},
    Host{"desk-103", "10.20.12.103", kVoice},
    Host{"desk-104", "10.20.12.104", kVoice},
    Host{"desk-105", "10.20.12.105", kVoice},
    Host{"crm-1", "10.20.5.40"},
    Host{"diris-1", "10.20.20.15", kEnergy},
    Host{"scada-1", "10.20.20.5", kEnergy},
    Host{"export-1", "10.20.20.6", kEnergy},
    // dmz
    Host{"ksc-1", "192.0.2.4"},
    Host{"console-1", "192.0.2.5"},
    // KDFM eXplorer DCA4
    Host{"dca4.mpsmonitor.com", "213.92.56.75"},
    Host{"dcaws.mpsmonitor.com", "13.80.42.210"},
    Host{"cdn2.mpsmonitor.com", "203.0.113.20", 0, "mps-cdn2.azureedge.example"},
    Host{"cdn2-6", "2001:db8:ffff::20", 0, "mps-cdn2.azureedge.example"},
    Host{"eu01-broker-mpsmonitor.azure-devices.net", "203.0.113.30", 0, "hub-prod-7.cloudapp.example"},
    Host{"telemetry.example", "203.0.113.99"},
    // Kaspersky
    Host{"ksn.kaspersky.example", "203.0.113.40"},
    Host{"roaming-phone", "203.0.113.77"},
    // Pitney Bowes
    Host{"distservp1.pb.com", "152.144.128.244"},
    Host{"cometservc1.pb.com", "152.144.128.236"},
    Host{"pbgdspp1.pb.com", "199.231.44.222"},
    Host{"clamserver.pb.com", "199.231.33.54"},
    Host{"smt.pb.com", "199.231.44.54"},
    Host{"ms1app.pb.com", "199.231.32.67"},
    Host{"fr.pitneybowes.ca", "199.231.44.12"},
    Host{"sending.us.pitneybowes.com", "199.231.33.6"},
    Host{"pb.com", "203.0.113.50"},
    Host{"router7.teamviewer.com", "203.0.113.51"},
    // the rest of the Internet
    Host{"www.example.org", "203.0.113.80"},
    Host{"scanner", "203.0.113.66"},
};

}  // namespace

std::span<const Host> hosts() {
    return kHosts;
}

const Host& host(std::string_view name) {
    const auto* const at =
        std::find_if(kHosts.begin(), kHosts.end(), [&](const Host& h) { return h.name == name; });
    if (at == kHosts.end()) panic(fmt::format("the plan names no host '{}'", name));
    return *at;
}

}  // namespace portolan::lab
