#!/usr/bin/env bash
# The whole appliance in the lab, against the plan: what passes and what is blocked, on the page's data, in the findings and
# in a real rsyslog; 200 denied attempts at once; and the same packets judged offline.
#
#     tests/lab/checks/live_lab.sh PORTOLAN SITE [ADDRESS:PORT]      (as root; about three minutes)
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=check.sh
source "$(dirname "$(realpath "$0")")/check.sh"
# shellcheck source-path=SCRIPTDIR source=compare.sh
source "$checks/compare.sh"
need_root
portolan=$1 site=$2 listen=${3:-127.0.0.1:8443}
"$portolan" up --help >/dev/null 2>&1 || { echo "skipped: this build has no \`portolan up\`" && exit 77; }
folder=$(mktemp -d)
burst_size=200 burst_wait=10 # s: by then none may be missing
round=45        # s: a round of the traffic, and then some
most_rounds=240 # s: the same on a machine that has much else to do

# The command line, and the API, on the abstract socket that `portolan up` names.
local_socket() { sed -n 's/^commands .*--socket \([^ ]*\) .*/\1/p' "$folder/output"; }
ask() { PORTOLAN_SOCKET=$(local_socket) "$portolan" "$@" --json || [[ $? -eq 1 ]]; }
ask_api() {
    local name
    name=$(local_socket)
    curl -sf --abstract-unix-socket "${name#@}" "http://localhost/api/v1/$1"
}
in_box() { inside_lab nsenter --net=/run/netns/box -- "$@"; }
box_exists() { inside_lab test -e /run/netns/box 2>/dev/null && in_box ip link show eno5 &>/dev/null; }
serving() { ask status >"$folder/status" 2>/dev/null && lab_jq -e '.roles | length > 0' "$folder/status" &>/dev/null; }

# The folder that the lab writes to, as its traffic maker was told.
lab_folder() {
    local pid
    local -a words
    for pid in $(members "$(readlink "/proc/$(first_inside)/ns/pid")"); do
        { mapfile -d "" -t words <"/proc/$pid/cmdline"; } 2>/dev/null || continue
        [[ ${words[2]:-} != traffic ]] || { printf '%s' "${words[3]}" && return; }
    done
}

# compare WHAT COMMAND...: prints the differences, and counts them as wrong.
compare() {
    local what=$1
    shift
    if "$@" >"$folder/differences" && [[ ! -s $folder/differences ]]; then
        passed "$what"
    else
        wrong "$what: $(wc -l <"$folder/differences") differences" && cat "$folder/differences"
    fi
}

# Each packet as it comes in, and what the box answers itself: DNS questions and pings.
record() {
    # shellcheck disable=SC2016 # expanded inside, where the process has another id
    in_box bash -c 'echo $$ >"$1"; exec tcpdump -Z root -q -n -i any -y LINUX_SLL2 -U -w - "inbound or src port 53 or icmp[icmptype] == icmp-echoreply"' \
        record "$folder/recorder" >"$folder/capture.pcap" 2>"$folder/tcpdump" &
}

# Names of assets by address, a range written out.
asset_names() {
    awk -F, 'NR > 1 && $2 ~ /-/ { split($2, ends, "-"); n = split(ends[1], a, "."); split(ends[2], b, ".")
                                  for (i = a[n]; i <= b[n]; i++) print $1 "\t" a[1] "." a[2] "." a[3] "." i; next }
             NR > 1 { print $1 "\t" $2 }' "$(dirname "$site")/assets.csv"
}

fetch() { ask flows >"$folder/flows" && ask findings >"$folder/findings" && ask_api policy >"$folder/policy"; }

# Each planned flow has been made and told: nothing of the plan was "seen nothing".
round_is_told() { fetch && ! plan_against_flows "$folder/plan" "$folder/flows" | grep 'seen nothing' >/dev/null; }

check_plan() {
    until_true "$most_rounds" round_is_told || true # what is missing stands in the differences
    sleep 5                                         # its findings and lines follow
    fetch
    compare "every planned flow with its verdict, action and id" plan_against_flows "$folder/plan" "$folder/flows"
    compare "every flow that is not documented is a finding" plan_against_findings "$folder/plan" "$folder/findings" "$folder/names"
    compare "and a line in rsyslog" plan_against_syslog "$folder/plan" "$written/syslog.log"
}

# packets of the decisions that name one of the product's requirements, default denies left out
documented_packets() {
    lab_jq "[.decisions[] | select(.action == \"accept\" and (.decision | startswith(\"$2-\"))) | .packets] | add // 0" "$1"
}

check_counters() {
    local prefix before after
    cp "$folder/policy" "$folder/policy_before"
    sleep "$round"
    fetch
    for prefix in DCA4 KSC CPLUS SNEP7 DIGI; do
        before=$(documented_packets "$folder/policy_before" "$prefix")
        after=$(documented_packets "$folder/policy" "$prefix")
        if [[ $after -gt $before ]]; then passed "$prefix: counters moved, $before to $after packets"; else
            wrong "$prefix: counters stand at $after"; fi
    done
}

check_burst() {
    local missing seconds
    inside_lab "$lab/network" burst "$work" "$burst_size"
    sleep "$burst_wait"
    burst_latencies "$written/burst.tsv" "$written/syslog.log" >"$folder/latencies"
    missing=$(grep -c 'missing$' "$folder/latencies" || true)
    seconds=$(cut -f5 "$folder/latencies" | grep -v missing || true)
    printf 'from packet to line: p50 %s s, p99 %s s of %s attempts\n' "$(percentile 50 <<<"$seconds")" \
        "$(percentile 99 <<<"$seconds")" "$(wc -l <"$folder/latencies")"
    [[ $missing -eq 0 ]] || { wrong "$missing of $burst_size attempts have no line after $burst_wait s" && grep missing "$folder/latencies"; }
    ask findings >"$folder/findings"
    [[ $(lab_jq '[.items[] | select(.port >= 20000 and .port < 25000)] | length' "$folder/findings") -ge $burst_size ]] ||
        wrong "fewer findings than attempts"
}

# The recorder stops first: what it holds is told by then.
check_offline() {
    local listens from until
    inside_lab kill "$(cat "$folder/recorder")"
    sleep 8 # the live flow rows settle: a flow is told again at the latest after 5 s
    ask flows >"$folder/flows"
    ask_api 'requirements?limit=500' >"$folder/requirements"
    ask status >"$folder/status"
    listens=$(lab_jq -r '.roles[] | select(.role == "capture") | .since' "$folder/status")
    "$portolan" assess "$folder/capture.pcap" --site "$site" --json >"$folder/assessed" || [[ $? -eq 1 ]]
    from=$(lab_jq -r .window.from "$folder/assessed")
    until=$(lab_jq -r .window.to "$folder/assessed")
    printf '%s flows live, %s offline\n' "$(flow_verdicts "$folder/flows" "$from" "$until" | wc -l)" \
        "$(flow_verdicts "$folder/assessed" "$listens" | wc -l)"
    compare "offline says of each flow what the live page said" \
        live_against_assess "$folder/flows" "$folder/assessed" "$listens" "$from" "$until"
    compare "and of each requirement" requirements_against_assess "$folder/requirements" "$folder/assessed"
    tell_listed "$folder/requirements" "$folder/assessed" | sed 's/^/by counter, probe or enforcer: /'
}

"$lab/network" plan >"$folder/plan"
asset_names >"$folder/names"
start_lab "$portolan" up --lab --listen "$listen"
until_true 60 box_exists || { cat "$folder/output" && wrong "no lab" && finish; }
record
until_true 60 serving || { cat "$folder/output" && wrong "nobody answers \`portolan status\`" && finish; }
work=$(lab_folder)
written=/proc/$(first_inside)/root$work # the lab's folder may be below its private /run
sleep "$round"
check_plan
check_counters
check_burst
check_offline
kill -INT -- "-$top"
finish
