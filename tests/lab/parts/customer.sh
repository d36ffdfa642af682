# shellcheck shell=bash
# Sourced by network: the simulated customer's cables. docs/operate.md draws the map.
#
# No route leads out: nothing here touches an interface of the host, the Internet knows the customer's networks and
# nothing else, and each router answers "unreachable" for addresses of its own that nobody has.

# zone ROUTER BOX_INTERFACE BOX_ADDRESS ROUTER_ADDRESS NETWORK...: a zone of the box and the router behind it. The
# router answers for hosts on the zone's own segment (proxy ARP), so that each keeps its own cable.
zone() {
    local router=$1 interface=$2 box_address=$3 address=$4 network
    shift 4
    machine "$router"
    as_router "$router"
    cable box "$interface" "$router" up0
    on box addr add "$box_address" dev "$interface"
    on "$router" addr add "$address" dev up0
    on "$router" route add default via "${box_address%/*}"
    echo 'echo 1 >/proc/sys/net/ipv4/conf/up0/proxy_arp' | set_up "$router"
    for network in "$@"; do
        on box route add "$network" via "${address%/*}"
        on "$router" route add unreachable "$network"
    done
}

# zone6 ROUTER BOX_INTERFACE NETWORK: the zone's IPv6 network, over link-local addresses entered by hand.
zone6() {
    local router=$1 interface=$2 network=$3
    speaks_6 box "$interface"
    speaks_6 "$router" up0
    on box addr add fe80::1/64 dev "$interface" nodad
    on "$router" addr add fe80::2/64 dev up0 nodad
    on box neigh add fe80::2 lladdr "$(mac_of "$router" up0)" dev "$interface" nud permanent
    on "$router" neigh add fe80::1 lladdr "$(mac_of box "$interface")" dev up0 nud permanent
    on box -6 route add "$network" via fe80::2 dev "$interface"
    on "$router" -6 route add 2001:db8::/32 via fe80::1 dev up0
    forwards_6 box
}

# The Internet: one machine with the documented addresses. It has no default route.
make_internet() {
    local ip
    machine internet
    cable box eno1 internet up0
    echo "$kernel_switches quiet up0" | set_up internet
    on box addr add 198.51.100.2/30 dev eno1
    on internet addr add 198.51.100.1/30 dev up0
    on box route add default via 198.51.100.1
    on internet route add 10.20.0.0/15 via 198.51.100.2
    on internet route add 192.0.2.0/28 via 198.51.100.2
    zone6 internet eno1 2001:db8:ffff::/64
    for ip in $(internet_addresses); do
        case $ip in
            *:*) on internet addr add "$ip/128" dev lo nodad ;;
            *) on internet addr add "$ip/32" dev lo ;;
        esac
        address[$ip]=$ip
    done
    on internet route add blackhole 203.0.113.41 # silent: its packets vanish without an answer
    address[203.0.113.41]=203.0.113.41
}

# Addresses of names.conf, and those that call in or are called without a name.
internet_addresses() {
    sed -n 's/^host-record=[^,]*,//p' "$here/site/names.conf" | tr ',' '\n' | sort -u
    printf '%s\n' 203.0.113.53 203.0.113.40 203.0.113.42 203.0.113.43 203.0.113.66 203.0.113.70 203.0.113.77 \
        203.0.113.90 203.0.113.91 203.0.113.92 203.0.113.93
}

make_management() {
    machine operations
    cable box eno5 operations eth0
    echo "$kernel_switches quiet eth0" | set_up operations
    on box addr add 10.99.0.5/24 dev eno5
    on operations addr add 10.99.0.10/24 dev eth0
    on operations addr add "$collector_address/24" dev eth0
    address[operations]=10.99.0.10
}

make_inside() {
    local phone
    zone core eno3 10.20.0.2/24 10.20.0.1/24 10.20.1.0/24 10.20.2.0/24 10.20.4.0/22 10.20.12.0/24 10.21.0.0/24
    zone6 core eno3 2001:db8:20:1::/64
    host print-pc 10.20.1.20 core
    host6 print-pc 2001:db8:20:1::20
    host admin-pc 10.20.2.50 core
    host energy-pc 10.20.2.60 core
    host workstation 10.20.2.77 core
    host franking-1 10.20.4.40 core
    host scada-1 10.20.5.20 core
    host export-1 10.20.5.21 core
    host mail-1 10.20.5.25 core
    host db-1 10.20.5.30 core
    host crm-1 10.20.5.40 core
    host laptop-1 10.20.6.21 core
    host laptop-2 10.20.6.22 core
    host phone-1 10.20.7.31 core
    host phone-2 10.20.7.32 core
    for phone in 101 102 103; do host "desk-$phone" "10.20.12.$phone" core; done
    host visitor 10.21.0.9 core
}

make_devices() {
    zone floor eno4 10.20.3.1/24 10.20.3.2/24 10.20.8.0/22 10.20.20.0/24 10.20.30.0/24
    zone6 floor eno4 2001:db8:20:8::/64
    host pbx-1 10.20.3.5 floor
    host floor-1 10.20.8.11 floor
    host floor-2 10.20.9.12 floor
    host6 floor-2 2001:db8:20:8::12
    host labels-1 10.20.8.31 floor
    host plotter-1 10.20.8.41 floor
    host diris-1 10.20.20.15 floor
    host old-printer 10.20.30.9 floor
}

make_dmz() {
    zone dmz eno2 192.0.2.1/28 192.0.2.14/28
    host ksc-1 192.0.2.4 dmz
    host console-1 192.0.2.5 dmz
}

make_customer() {
    machine box
    as_router box # a plain forwarder, until the appliance's own rules are loaded
    make_internet
    make_management
    make_inside
    make_devices
    make_dmz
}
