#!/usr/bin/env bash
# The host looks the same before, during and after a lab, when it is asked to end and when it is killed.
#
#     tests/lab/checks/host_untouched.sh SOCKET COMMAND...    COMMAND starts the lab in the foreground; SOCKET is the one
#                                                             that it may hold on the host ("" for none)
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=check.sh
source "$(dirname "$(realpath "$0")")/check.sh"
need_root

allowed=$1
shift

collector_listens() { inside_lab ip netns exec operations ss -H -ltn 2>/dev/null | grep -q ':601 '; }

nobody_left() { [[ -z $(members "$1") ]]; }

one_run() { # SIGNAL GROUP COMMAND...: GROUP is "-" when the whole group gets it, as from a terminal
    local signal=$1 group=$2 namespace sockets
    shift 2
    start_lab "$@"
    until_true 60 collector_listens || { cat "$folder/output" && wrong "the lab did not start" && finish; }
    sleep 3
    [[ -d /proc/$top ]] || { cat "$folder/output" && wrong "the lab ended by itself" && finish; }
    namespace=$(readlink "/proc/$(first_inside)/ns/pid")
    [[ $(members "$namespace" | wc -l) -gt 20 ]] || wrong "only $(members "$namespace" | wc -l) processes in the lab"
    look_at_host "$folder/during"
    same "during the lab" "$folder/before" "$folder/during"
    sockets=$(comm -13 "$folder/sockets" <(sockets_of "$namespace"))
    if [[ $sockets == "$allowed" ]]; then passed "sockets on the host: ${sockets:-none}"; else wrong "sockets on the host: $sockets"; fi
    kill "-$signal" -- "$group$top"
    if until_true 20 nobody_left "$namespace"; then
        passed "no process left after SIG$signal"
    else
        wrong "left after SIG$signal: $(members "$namespace" | xargs)"
    fi
    wait "$top" 2>/dev/null || true
    top=""
    look_at_host "$folder/after"
    same "after SIG$signal" "$folder/before" "$folder/after"
    [[ -z $allowed ]] || ! sockets | grep -qxF "$allowed" || wrong "$allowed is still held"
}

folder=$(mktemp -d)
trap stop_lab EXIT
[[ -d /run/netns ]] || mkdir /run/netns # iproute2's own folder: the one thing a first lab makes
look_at_host "$folder/before"
sockets >"$folder/sockets"
one_run INT - "$@"
one_run KILL "" "$@"
finish
