#include "policy/ruleset/skeleton.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::ruleset {
namespace {

constexpr std::string_view kSkeleton = R"(add table inet portolan
add chain inet portolan untrack_in { type filter hook prerouting priority -450; policy accept; }
add chain inet portolan untrack_out { type filter hook output priority -450; policy accept; }
add chain inet portolan classify_in { type filter hook prerouting priority -150; policy accept; }
add chain inet portolan classify_out { type filter hook output priority -150; policy accept; }
add chain inet portolan gate { type nat hook prerouting priority -100; policy accept; }
add chain inet portolan input { type filter hook input priority 0; policy accept; }
add chain inet portolan forward { type filter hook forward priority 0; policy accept; }
add chain inet portolan output { type filter hook output priority 0; policy accept; }
add chain inet portolan classify
add chain inet portolan judge
add chain inet portolan refuse
add map inet portolan learned4 { type ipv4_addr . ipv4_addr . inet_proto . inet_service : mark; size 262144; flags timeout; }
add map inet portolan learned6 { type ipv6_addr . ipv6_addr . inet_proto . inet_service : mark; size 262144; flags timeout; }
add map inet portolan learned_icmp4 { type ipv4_addr . ipv4_addr . icmp_type : mark; size 65536; flags timeout; }
add map inet portolan learned_icmp6 { type ipv6_addr . ipv6_addr . icmpv6_type : mark; size 65536; flags timeout; }
add map inet portolan hosts4%G { type ipv4_addr . ipv4_addr . inet_proto . inet_service : mark; }
add map inet portolan hosts6%G { type ipv6_addr . ipv6_addr . inet_proto . inet_service : mark; }
add map inet portolan ranges4%G { type ipv4_addr . ipv4_addr . inet_proto . inet_service : mark; flags interval; }
add map inet portolan ranges6%G { type ipv6_addr . ipv6_addr . inet_proto . inet_service : mark; flags interval; }
add map inet portolan icmp_hosts4%G { type ipv4_addr . ipv4_addr . icmp_type : mark; }
add map inet portolan icmp_hosts6%G { type ipv6_addr . ipv6_addr . icmpv6_type : mark; }
add map inet portolan icmp4%G { type ipv4_addr . ipv4_addr . icmp_type : mark; flags interval; }
add map inet portolan icmp6%G { type ipv6_addr . ipv6_addr . icmpv6_type : mark; flags interval; }
add map inet portolan pairs4%G { type ipv4_addr . ipv4_addr : mark; flags interval; }
add map inet portolan pairs6%G { type ipv6_addr . ipv6_addr : mark; flags interval; }
add map inet portolan governed_out4%G { type ipv4_addr : mark; flags interval; }
add map inet portolan governed_out6%G { type ipv6_addr : mark; flags interval; }
add map inet portolan governed_in4%G { type ipv4_addr : mark; flags interval; }
add map inet portolan governed_in6%G { type ipv6_addr : mark; flags interval; }
add map inet portolan held4%G { type mark . ipv4_addr : mark; flags interval; }
add map inet portolan held6%G { type mark . ipv6_addr : mark; flags interval; }
add map inet portolan zones4%G { type ipv4_addr . ipv4_addr : mark; flags interval; }
add map inet portolan zones6%G { type ipv6_addr . ipv6_addr : mark; flags interval; }
add set inet portolan enforced4%G { type ipv4_addr; flags interval; }
add set inet portolan enforced6%G { type ipv6_addr; flags interval; }
add set inet portolan administrators4%G { type ipv4_addr; flags interval; }
add set inet portolan administrators6%G { type ipv6_addr; flags interval; }
add set inet portolan untrusted%G { type ifname; }
add set inet portolan known { type mark; }
add map inet portolan counters { type mark : counter; }
add map inet portolan verdicts { type mark : verdict; }
add counter inet portolan c_invalid_dropped
add counter inet portolan c_invalid_passed
add counter inet portolan c_untracked_passed
add counter inet portolan c_older_passed
add counter inet portolan c_last_drop
)";

constexpr std::string_view kChains[] = {"untrack_in", "untrack_out", "classify_in", "classify_out",
                                        "gate",       "input",       "forward",     "output",
                                        "classify",   "judge",       "refuse"};
// "%G" stands for the generation in the names above and below.
std::string of_generation(std::string text, unsigned generation) {
    const std::string suffix = fmt::format("_{}", generation);
    std::string out;
    for (std::size_t from = 0;;) {
        const std::size_t at = text.find("%G", from);
        out.append(text, from, at - from);
        if (at == std::string::npos) return out;
        out += suffix;
        from = at + 2;
    }
}

class Chains {
public:
    explicit Chains(const Ruleset& ruleset) : ruleset_(ruleset) {}

    std::string text() {
        flush();
        untrack();
        classify();
        gate();
        input();
        output();
        add("forward", "jump judge");
        judge();
        refuse();
        return std::move(out_);
    }

private:
    void add(std::string_view chain, std::string_view rule) {
        out_ += fmt::format("add rule inet portolan {} {}\n", chain, rule);
    }
    void add_both(std::string_view chain, std::string_view ip, std::string_view ip6) {
        add(chain, ip);
        add(chain, ip6);
    }

    void flush() {
        for (const std::string_view chain : kChains)
            out_ += fmt::format("flush chain inet portolan {}\n", chain);
        out_ += "flush set inet portolan known\n";
        out_ += "flush map inet portolan counters\nflush map inet portolan verdicts\n";
    }

    [[nodiscard]] std::string management_ports() const {
        return fmt::format("{{ {} }}", fmt::join(ruleset_.management->ports, ", "));
    }

    // The way in of the administrator needs neither conntrack nor maps; the way through the box is judged as
    // anybody's. Fragments that no enforcing product
    // has a part in stay untracked too, because conntrack would hold back an incomplete datagram that a plain
    // router passes on.
    void untrack() {
        if (ruleset_.management) {
            const std::string& interface = ruleset_.management->interface;
            const std::string ports = management_ports();
            for (const std::string_view ip : {"ip", "ip6"}) {
                const std::string_view family = ip == "ip" ? "4" : "6";
                add("untrack_in",
                    fmt::format(
                        "iifname \"{}\" fib daddr type local {} saddr @administrators{}%G tcp dport {} "
                        "notrack",
                        interface, ip, family, ports));
                add("untrack_out",
                    fmt::format("oifname \"{}\" {} daddr @administrators{}%G tcp sport {} notrack", interface,
                                ip, family, ports));
            }
        }
        if (drops_ungoverned()) return;
        add("untrack_in",
            "ip frag-off & 0x3fff != 0 ip saddr != @enforced4%G ip daddr != @enforced4%G notrack");
        add("untrack_in", "exthdr frag exists ip6 saddr != @enforced6%G ip6 daddr != @enforced6%G notrack");
    }

    [[nodiscard]] bool drops_ungoverned() const {
        return ruleset_.ungoverned_default == Ungoverned::drop ||
               std::any_of(ruleset_.ungoverned.begin(), ruleset_.ungoverned.end(),
                           [](const ZonePair& pair) { return pair.way == Ungoverned::drop; });
    }

    // Once a connection, before NAT. Flows whose mark no policy in force knows are classified again, by a
    // packet of their first direction.
    void classify() {
        add("classify_in", "iifname \"lo\" accept");
        add("classify_out", "oifname \"lo\" accept");
        for (const std::string_view chain : {"classify_in", "classify_out"}) {
            add(chain, "ct state invalid,untracked accept");
            // An ICMP error has its flow's mark, and must not give the flow one by its own addresses.
            add(chain, "ct state related accept");
            add(chain, "ct state established ct mark @known accept");
            add(chain, "ct direction reply accept");
            add(chain, "jump classify");
        }
        const std::string_view tuple4 = "ip saddr . ip daddr . meta l4proto . th dport";
        const std::string_view tuple6 = "ip6 saddr . ip6 daddr . meta l4proto . th dport";
        // A map miss keeps the old mark.
        add("classify", "ct mark set 0");
        for (const std::string_view map : {"learned", "hosts", "ranges"}) {
            const std::string_view unmarked = map == "learned" ? "" : "ct mark 0 ";
            const std::string_view of_generation = map == "learned" ? "" : "%G";
            add("classify", fmt::format("{}meta l4proto {{ tcp, udp }} ct mark set {} map @{}4{}", unmarked,
                                        tuple4, map, of_generation));
            add("classify", fmt::format("{}meta l4proto {{ tcp, udp }} ct mark set {} map @{}6{}", unmarked,
                                        tuple6, map, of_generation));
        }
        add("classify", "meta l4proto icmp ct mark set ip saddr . ip daddr . icmp type map @learned_icmp4");
        add("classify",
            "meta l4proto ipv6-icmp ct mark set ip6 saddr . ip6 daddr . icmpv6 type map @learned_icmp6");
        for (const std::string_view map : {"icmp_hosts", "icmp"}) {
            add("classify",
                fmt::format(
                    "ct mark 0 meta l4proto icmp ct mark set ip saddr . ip daddr . icmp type map @{}4%G",
                    map));
            add("classify",
                fmt::format("ct mark 0 meta l4proto ipv6-icmp ct mark set ip6 saddr . ip6 daddr . "
                            "icmpv6 type map @{}6%G",
                            map));
        }
        add_both("classify", "ct mark 0 ct mark set ip saddr . ip daddr map @pairs4%G",
                 "ct mark 0 ct mark set ip6 saddr . ip6 daddr map @pairs6%G");
        add("classify", "ct mark != 0 accept");
        add_both("classify", "ct mark set ip saddr map @governed_out4%G",
                 "ct mark set ip6 saddr map @governed_out6%G");
        add_both("classify", "ct mark != 0 ct mark set ct mark . ip daddr map @held4%G",
                 "ct mark != 0 ct mark set ct mark . ip6 daddr map @held6%G");
        add_both("classify", "ct mark 0 ct mark set ip daddr map @governed_in4%G",
                 "ct mark 0 ct mark set ip6 daddr map @governed_in6%G");
        add_both("classify", "ct mark 0 ct mark set ip saddr . ip daddr map @zones4%G",
                 "ct mark 0 ct mark set ip6 saddr . ip6 daddr map @zones6%G");
    }

    void gate() {
        for (const DnsGate& gate : ruleset_.gates)
            for (const std::string_view protocol : {"udp", "tcp"})
                add("gate", fmt::format("iifname \"{}\" {} daddr {} {} dport 53 redirect to :{}",
                                        gate.interface, gate.resolver.is_v4() ? "ip" : "ip6",
                                        gate.resolver.text(), protocol, gate.port));
    }

    void input() {
        add("input", "iifname \"lo\" accept");
        if (ruleset_.management) {
            const std::string& interface = ruleset_.management->interface;
            for (const std::string_view ip : {"ip", "ip6"})
                add("input", fmt::format("iifname \"{}\" {} saddr @administrators{}%G tcp dport {} accept",
                                         interface, ip, ip == "ip" ? "4" : "6", management_ports()));
        }
        // Neighbour discovery, which conntrack leaves alone.
        add("input", "meta l4proto ipv6-icmp ct state untracked accept");
        add("input", "jump judge");
    }

    void output() {
        add("output", "oifname \"lo\" accept");
        if (ruleset_.management) {
            const std::string& interface = ruleset_.management->interface;
            for (const std::string_view ip : {"ip", "ip6"})
                add("output", fmt::format("oifname \"{}\" {} daddr @administrators{}%G tcp sport {} accept",
                                          interface, ip, ip == "ip" ? "4" : "6", management_ports()));
        }
        add("output", "meta l4proto ipv6-icmp ct state untracked accept");
        // Our own resets and ICMP errors, which carry the mark of the flow they answer.
        add("output", "ct state related accept");
        add("output", "jump judge");
    }

    void judge() {
        const std::string_view free4 = "ip saddr != @enforced4%G ip daddr != @enforced4%G";
        const std::string_view free6 = "ip6 saddr != @enforced6%G ip6 daddr != @enforced6%G";
        const auto pass_free = [&](std::string_view match, std::string_view counter) {
            add("judge", fmt::format("{} {} counter name {} accept", match, free4, counter));
            add("judge", fmt::format("{} {} counter name {} accept", match, free6, counter));
        };
        pass_free("ct state invalid", "c_invalid_passed");
        add("judge", "ct state invalid counter name c_invalid_dropped drop");
        if (!drops_ungoverned()) pass_free("ct state untracked", "c_untracked_passed");
        add("judge", "counter name ct mark map @counters");
        add("judge", "ct mark vmap @verdicts");
        // Replies of flows that are older than the table, and errors about them.
        if (!drops_ungoverned()) {
            pass_free("ct direction reply", "c_older_passed");
            pass_free("ct state related", "c_older_passed");
        }
        add("judge", "counter name c_last_drop drop");
    }

    // Trusted zones learn at once that they are refused; untrusted ones learn nothing.
    void refuse() {
        add("refuse", "iifname @untrusted%G drop");
        add("refuse", "meta l4proto tcp limit rate 100/second burst 100 packets reject with tcp reset");
        add("refuse", "limit rate 100/second burst 100 packets reject with icmpx type admin-prohibited");
        add("refuse", "drop");
    }

    const Ruleset& ruleset_;
    std::string out_;
};

}  // namespace

std::string skeleton_text(unsigned generation) {
    return of_generation(std::string(kSkeleton), generation);
}

std::string chain_text(const Ruleset& ruleset, unsigned generation) {
    return of_generation(Chains(ruleset).text(), generation);
}

}  // namespace portolan::ruleset
