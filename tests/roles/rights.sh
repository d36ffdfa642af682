#!/usr/bin/env bash
# What the roles of a running lab may, against the table of rights; what they refuse: to start with more, a connection of
# somebody unknown, and to live on after a message that nobody may send them.
#
#     tests/roles/rights.sh PORTOLAN PROGRAMS [ADDRESS:PORT]     PROGRAMS: folder of lab_roles and intruder
#
# Socket families are tested by confine_test, linked libraries by linkage_test.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lab/checks/check.sh
source "$(dirname "$(realpath "$0")")/../lab/checks/check.sh"
# shellcheck source-path=SCRIPTDIR source=session.sh
source "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/session.sh"
portolan=$1 programs=$2 listen=${3:-127.0.0.1:8443}
binaries=$(dirname "$portolan")
sockets=/run/portolan # of the lab's own /run
nobody=59999

# refuses WHAT MESSAGE COMMAND...: ends with status 1 (2 from the command line) and says why.
refuses() {
    local what=$1 message=$2 status=0
    shift 2
    timeout -k 1 20 "$@" >"$folder/said" 2>&1 || status=$?
    if [[ $status -eq 1 || $status -eq 2 ]] && grep -q "$message" "$folder/said"; then passed "$what: $(head -n 1 "$folder/said")"; else
        wrong "$what: status $status: $(head -n 2 "$folder/said")"; fi
}

check_refusals() {
    local run=$folder/run role
    mkdir -p "$run"
    local -A start=([enforce]="$binaries/portolan-enforce $run" [capture]="$binaries/portolan-capture $run/socket lo")
    for role in server web resolve; do start[$role]="$portolan role $role --run $run"; done
    for role in "${!start[@]}"; do
        # shellcheck disable=SC2086 # words of a command
        refuses "$role as root" "does not run as root" ${start[$role]}
        # shellcheck disable=SC2086
        refuses "$role with a capability more" "more capabilities than it needs" \
            setpriv --reuid "$nobody" --regid "$nobody" --clear-groups --no-new-privs --bounding-set=-all,+sys_ptrace,+net_admin,+net_raw \
            --inh-caps=-all,+sys_ptrace --ambient-caps=-all,+sys_ptrace ${start[$role]}
        # shellcheck disable=SC2086
        refuses "$role with the way to get some" "more capabilities than it needs (CapBnd)\|could gain privileges" \
            setpriv --reuid "$nobody" --regid "$nobody" --clear-groups --inh-caps=-all ${start[$role]}
    done
}

pid_of() { "$programs/lab_roles" pids "$inside" | sed -n "s/^$1 //p"; }
is_new() { local now && now=$(pid_of "$1") && [[ -n $now && $now != "$2" ]]; }
speak() { nsenter --target "$inside" --mount --pid --root -- "$programs/intruder" "$@"; }
uid_of() { awk '/^Uid:/ { print $2 }' "/proc/$(pid_of "$1")/status"; }

# ends_it ROLE SENDER WHAT HEX: these bytes of `sender` end the role, which is started again and works. The true sender,
# whose connection ours replaces, comes back within 100 ms and replaces ours, maybe before it was read: then once more.
ends_it() {
    local role=$1 sender=$2 what=$3 bytes=$4 before try
    before=$(pid_of "$role")
    for try in 1 2 3 4 5; do
        [[ $(speak "$sockets/$role/socket" "$(uid_of "$sender")" "$bytes") == closed ]] || wrong "$role stays connected after $what of $sender"
        until_true 6 is_new "$role" "$before" && break
    done
    if is_new "$role" "$before"; then passed "$what of $sender ends $role, which is started again (try $try)"; else
        wrong "$what of $sender does not end $role"; fi
    until_true 60 loaded || wrong "$role does not work again after $what"
}

# Packets begin with 1 (inline) or 0 (a sealed memory file comes with it), then the kind.
check_peers() {
    local role before
    for role in server enforce; do
        before=$(pid_of "$role")
        [[ $(speak "$sockets/$role/socket" "$nobody" 0102) == closed ]] || wrong "$role keeps the connection of uid $nobody"
        sleep 1
        if [[ $(pid_of "$role") == "$before" ]] && grep -q "$role: refused a connection of uid $nobody" "$folder/output"; then
            passed "$role refuses uid $nobody and lives on"; else wrong "$role and a connection of uid $nobody"; fi
    done
    ends_it server capture "an unknown kind" 01ff
    ends_it server capture "a message that another role may send" 0104
    ends_it server capture "a malformed message" 010bffffffff
    ends_it server web "a large message without its memory file" 000c0000
    ends_it enforce resolve "a message that only the server may send" 0101
    ends_it enforce server "a malformed ruleset" 0101ffffffffffffffff
    ends_it enforce resolve "an empty packet" 01
}

begin_session
"$programs/lab_roles" rights "$inside" >"$folder/rights" || { grep -E 'DIFFERS|does not run' "$folder/rights" && wrong "rights differ from the table"; }
awk '$2 ~ /CapEff|CapBnd|Uid|Seccomp$/ { print }' "$folder/rights"
check_refusals
check_peers
kill -INT -- "-$top"
finish
