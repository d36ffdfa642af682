#include "tests/bench/big_site.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

namespace portolan::bench {
namespace {

constexpr std::string_view kYaml = R"(schema: portolan-site/1
site: big
zones:
  outside: {interface: eno1, kind: routed, address: 198.51.100.2/30, gateway: 198.51.100.1, untrusted: true}
  dmz: {interface: eno2, kind: routed, address: 192.0.2.1/28}
  inside: {interface: eno3, kind: routed, address: 10.20.0.2/24, networks: [10.20.0.0/16], via: 10.20.0.1}
management: {interface: eno5, address: 10.99.0.5/24, from: [10.99.0.0/24]}
dns: {inside: {way: forwarder, resolvers: [10.20.0.10]}}
ungoverned: observe
assets: {file: assets.csv}
products:
  dca4:
    enforcement: enforce
    options: {mode: wildcard, dwa: "on", mqtt8883: "on", troubleshooting: "on"}
    parameters: {printer_ranges: [10.20.128.0/18]}
  ksc:
    enforcement: observe
    roles: {mobile-device: [internet]}
    options: {db: mysql, own_internet: "yes"}
    parameters: {web_server_ports: [tcp/8060]}
  connect-plus:
    enforcement: observe
    options: {mode: pinned-ip, teamviewer: port5938}
    parameters: {dns_servers: [10.20.0.10]}
  snep7:
    enforcement: observe
    parameters: {internal_networks: [10.20.0.0/16], rtp_range: [udp/10000-20000]}
  digiware:
    enforcement: observe
    parameters: {https_ports: [443], snmp_ports: [161], ftps_ports: [990], smtps_ports: [465]}
)";

constexpr std::uint32_t kPrinters = 0x0a148000;  // 10.20.128.0
constexpr std::uint32_t kPool = 0x0a144000;      // 10.20.64.0
constexpr std::uint32_t kAgents = 0x0a140100;    // 10.20.1.0

class Writer {
public:
    void add(std::string_view kind, unsigned index, std::uint32_t address, std::string_view roles) {
        csv_ += fmt::format("{}-{},{}.{}.{}.{},,{},bench\n", kind, index, address >> 24U,
                            (address >> 16U) & 255U, (address >> 8U) & 255U, address & 255U, roles);
    }
    std::string take() { return std::move(csv_); }

private:
    std::string csv_ = "name,address,mac,roles,owner\n";
};

// One of each, whatever the size.
void add_servers(Writer& out) {
    out.add("ksc", 1, 0xc0000204, "ksc:administration-server ksc:ksc-web-server");
    out.add("db", 1, 0x0a14051e, "ksc:database");
    out.add("pbx", 1, 0x0a140305, "snep7:pbx");
    out.add("mail", 1, 0x0a140019, "digiware:mail-server");
    out.add("scada", 1, 0x0a141e05, "digiware:snmp-manager digiware:webview-user");
}
constexpr unsigned kServers = 5;

}  // namespace

BigSite big_site(unsigned assets) {
    const unsigned rest = std::max(assets, 10U) - kServers;
    const unsigned printers = rest * 43 / 100;
    const unsigned agents = (printers + 39) / 40;
    const unsigned machines = (rest + 49) / 50;  // franking machines, and as many gateways
    Writer out;
    add_servers(out);
    for (unsigned i = 0; i < printers; ++i)
        out.add("printer", i, kPrinters + 1 + i + i / 4, "dca4:printer");
    for (unsigned i = 0; i < agents; ++i)
        out.add("agent", i, kAgents + 2 * i, "dca4:dca-agent");
    for (unsigned i = 0; i < machines; ++i)
        out.add("franking", i, 0x0a140400 + 3 * i, "connect-plus:connectplus-system");
    for (unsigned i = 0; i < machines; ++i)
        out.add("gateway", i, 0x0a141400 + 2 * i, "digiware:digiware-gateway");
    const unsigned used = printers + agents + 2 * machines;
    for (unsigned i = 0; i < rest - std::min(rest, used); ++i)
        out.add("pc", i, kPool + i, "ksc:managed-device");
    return {std::string(kYaml), out.take()};
}

}  // namespace portolan::bench
