# shellcheck shell=bash
# Sourced by the checks of the lab: reports, the running lab, what the host looks like.

checks=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
lab=$(dirname "$checks")
failures=0
top="" folder=""

wrong() { printf 'WRONG: %s\n' "$*" && failures=$((failures + 1)); }
passed() { printf 'ok: %s\n' "$*"; }
same() { # WHAT BEFORE AFTER (files)
    if diff -u "$2" "$3"; then passed "$1"; else wrong "$1 differs"; fi
}
finish() { [[ $failures -eq 0 ]] || exit 1; }

# 77: ctest says "skipped", with the reason.
need_root() { [[ $EUID -eq 0 ]] || { echo "skipped: network namespaces need root" && exit 77; }; }

stop_lab() {
    [[ -z $top ]] || kill -KILL "$top" 2>/dev/null || true
    [[ -z $folder ]] || rm -rf "$folder"
}

# start_lab COMMAND...: in the background, killed at the latest when the check ends.
start_lab() {
    folder=${folder:-$(mktemp -d)}
    trap stop_lab EXIT
    trap 'exit 1' INT TERM
    # A session of its own, and SIGINT as a terminal would deliver it: a background job ignores it else.
    setsid env --default-signal=INT,QUIT "$@" >"$folder/output" 2>&1 </dev/null &
    top=$!
}

children() { tr ' ' '\n' <"/proc/$1/task/$1/children" 2>/dev/null | grep . || true; }

# The first process of the lab's own process namespace, as the host counts.
first_inside() {
    local pid own
    own=$(readlink /proc/self/ns/pid)
    for pid in "$top" $(children "$top") $(for child in $(children "$top"); do children "$child"; done); do
        [[ $(readlink "/proc/$pid/ns/pid") == "$own" ]] || { echo "$pid" && return; }
    done
    return 1
}

# until_true SECONDS COMMAND...
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [[ $SECONDS -lt $end ]] || return 1
        sleep 0.2
    done
}

inside_lab() { "$lab/sandbox" --enter "$(first_inside)" "$@"; }

# A process that has ended, and whose parent has not asked for its status: in a container whose first process
# reaps nobody it stays so.
is_zombie() { [[ $(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null) == Z ]]; }

# Processes of the host that live in process namespace $1.
members() {
    local link pid
    for link in /proc/[0-9]*/ns/pid; do
        [[ $(readlink "$link" 2>/dev/null) == "$1" ]] || continue
        pid=$(cut -d/ -f3 <<<"$link")
        is_zombie "$pid" || echo "$pid"
    done
}

# look_at_host FILE: what the lab must not change.
look_at_host() {
    {
        echo "== units" && find /etc/systemd /usr/lib/systemd /lib/systemd/ -name '*.*' -printf '%p %s\n' 2>/dev/null | sort -u
        echo "== nft tables" && { nft list tables 2>/dev/null || true; }
        echo "== names of namespaces" && { find /run/netns /etc/netns -mindepth 1 2>/dev/null || true; }
        echo "== files of servers" && find /run /var/run/ -maxdepth 1 -name '*.pid' | sort
        echo "== mounts" && awk '{ print $3, $4, $5, $6 }' /proc/self/mountinfo
        echo "== links" && ip -o link | cut -d: -f1,2
        echo "== routes" && ip route show table all && ip -6 route show table all && ip rule
        echo "== forwarding" && cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding
        echo "== accounts, resolver" && sha256sum /etc/passwd /etc/group /etc/resolv.conf /etc/hosts
    } >"$1" 2>&1
}

# Listening sockets of the host's network. With a process namespace: those that it, the lab's first process or
# nobody known holds.
sockets() { ss -H -lntu | awk '{ print $1, $5 }' | sort -u; }
sockets_of() {
    local line pid
    ss -H -lntup | while read -r line; do
        pid=$(sed -n 's/.*pid=\([0-9]*\).*/\1/p' <<<"$line")
        [[ -n $pid && $line != *"pid=$top,"* && $(readlink "/proc/$pid/ns/pid") != "$1" ]] || awk '{ print $1, $5 }' <<<"$line"
    done | sort -u
}
