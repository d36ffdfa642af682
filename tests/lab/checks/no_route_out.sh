#!/usr/bin/env bash
# From no machine of the lab does a packet find a way out: no interface but cables between machines, no default route in
# the Internet or the management network, and what is sent to addresses of the real world ends in the lab.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=check.sh
source "$(dirname "$(realpath "$0")")/check.sh"
need_root

reaches_out() {
    local target
    for target in 1.1.1.1 9.9.9.9 2606:4700:4700::1111; do
        ! "$network" exec "$1" ping -c 1 -W 0.5 "$target" &>/dev/null || printf '%s reaches %s\n' "$1" "$target" >>"$ways_out"
    done
}

# Run in the sandbox: routes, interfaces and attempts of every machine.
if [[ ${1:-} == --inside ]]; then
    network=$lab/network ways_out=$2/ways_out
    "$network" up "$2" && "$network" servers "$2"
    host_links=$(ip -o link | cut -d: -f2 | cut -d@ -f1 | xargs)
    for machine in $("$network" machines); do
        printf '== %s\n' "$machine"
        ip -n "$machine" route
        foreign=$(ip -n "$machine" -d -o link | grep -vE ' veth |link/loopback' || true)
        [[ -z $foreign ]] || wrong "$machine has an interface that is no cable of the lab: $foreign"
        orphans=$(ip -n "$machine" -o link | grep -E '@if' | grep -v link-netns || true)
        [[ -z $orphans ]] || wrong "$machine has a cable into the host: $orphans"
        case $machine in
            internet | operations)
                [[ -z $(ip -n "$machine" route show default) ]] || wrong "$machine has a default route" ;;
        esac
        reaches_out "$machine" &
    done
    wait
    [[ ! -s $ways_out ]] || wrong "$(cat "$ways_out")"
    printf 'interfaces of the host, unchanged: %s\n' "$host_links"
    "$network" exec workstation ping -c 1 -W 2 203.0.113.80 >/dev/null || wrong "the lab itself does not work"
    finish
    exit
fi

folder=$(mktemp -d)
trap stop_lab EXIT
look_at_host "$folder/before"
"$lab/sandbox" "$0" --inside "$folder/lab" || wrong "a way out"
look_at_host "$folder/after"
same "the host" "$folder/before" "$folder/after"
finish
