# shellcheck shell=bash
# Sourced: machines as network namespaces, each with one cable to a router's namespace. The caller sets `prefix`, which
# stands before the names of its namespaces, and declares the map `address` and the list `machines`.
# Addresses are /32 and /128 and neighbours of IPv6 are entered by hand: discovery would be traffic that no plan knows.

# inside MACHINE COMMAND...: only the network changes; no copy of /sys and /etc as `ip netns exec` makes.
inside() {
    local machine=$1
    shift
    nsenter --net="/run/netns/$prefix$machine" -- "$@"
}

on() { local machine=$1 && shift && ip -n "$prefix$machine" "$@"; }

# set_up MACHINE: reads shell lines that run in its network.
set_up() { inside "$1" bash -e -s; }

kernel_switches='
switch() { echo "$2" >"/proc/sys/net/$1"; }
quiet() { # INTERFACE: checksums and segments as a wire carries them
    ethtool -K "$1" tx off rx off tso off gso off gro off >/dev/null
}
'

# machine NAME: without IPv6 until host6 or a cable brings it: link-local chatter is no part of any plan.
machine() {
    machines+=("$1")
    ip netns add "$prefix$1"
    set_up "$1" <<END
$kernel_switches
switch ipv6/conf/all/disable_ipv6 1
switch ipv6/conf/default/disable_ipv6 1
ip link set lo up
END
}

# cable MACHINE INTERFACE MACHINE INTERFACE
cable() {
    ip link add "$2" netns "$prefix$1" type veth peer name "$4" netns "$prefix$3"
    on "$1" link set "$2" up
    on "$3" link set "$4" up
}

# as_router MACHINE: forwards, tells no shortcuts, and is the gateway 169.254.1.1 of its cables.
as_router() {
    set_up "$1" <<END
$kernel_switches
switch ipv4/ip_forward 1
for scope in all default; do
    switch ipv4/conf/\$scope/rp_filter 0
    switch ipv4/conf/\$scope/send_redirects 0
done
ip addr add 169.254.1.1/32 dev lo
END
}

# host NAME ADDRESS [ROUTER]: a machine with its own cable to a router (the interface is called NAME there).
host() {
    local name=$1 ip=$2 router=${3:-router}
    machine "$name"
    address[$name]=$ip
    router_of[$name]=$router
    cable "$name" eth0 "$router" "$name"
    set_up "$name" <<END
$kernel_switches
quiet eth0
ip addr add $ip/32 dev eth0
ip route add 169.254.1.1 dev eth0
ip route add default via 169.254.1.1
END
    on "$router" route add "$ip" dev "$name"
}

mac_of() { on "$1" -o link show "$2" | sed "s/.*link.ether \([0-9a-f:]*\).*/\1/"; }

# speaks_6 MACHINE INTERFACE: IPv6 with no address of its own making.
speaks_6() {
    set_up "$1" <<END
$kernel_switches
switch ipv6/conf/lo/disable_ipv6 0
switch ipv6/conf/$2/accept_ra 0
switch ipv6/conf/$2/addr_gen_mode 1
switch ipv6/conf/$2/disable_ipv6 0
END
}

# host6 NAME ADDRESS: an IPv6 address for a host; plans call it NAME-6.
host6() {
    local name=$1 ip=$2 router=${router_of[$1]}
    address[$name-6]=$ip
    speaks_6 "$name" eth0
    speaks_6 "$router" "$name"
    on "$router" addr add fe80::1/64 dev "$name" nodad
    on "$router" neigh add "$ip" lladdr "$(mac_of "$name" eth0)" dev "$name" nud permanent
    on "$router" -6 route add "$ip/128" dev "$name"
    on "$name" addr add "$ip/128" dev eth0 nodad
    on "$name" neigh add fe80::1 lladdr "$(mac_of "$router" "$name")" dev eth0 nud permanent
    on "$name" -6 route add default via fe80::1 dev eth0 onlink
    forwards_6 "$router"
}

forwards_6() { echo 'echo 1 >/proc/sys/net/ipv6/conf/all/forwarding' | set_up "$1"; }
