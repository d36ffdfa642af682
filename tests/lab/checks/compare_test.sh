#!/usr/bin/env bash
# The comparisons themselves: what is as planned differs in nothing, and each of these changes is told.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=check.sh
source "$(dirname "$(realpath "$0")")/check.sh"
# shellcheck source-path=SCRIPTDIR source=compare.sh
source "$checks/compare.sh"
folder=$(mktemp -d)
trap stop_lab EXIT
"$lab/network" plan >"$folder/plan"

rows='[inputs | split("\t") | {initiator: .[2], responder: .[3], protocol: .[4], port: (.[5] | tonumber), verdict: .[6], action: .[7],
    requirement: (.[8] | split(" ")[0]), decision: (.[8] | split(" ")[0]), also: [], first: "2026-11-22T10:00:01.500000Z"}]'
lab_jq -Rn "input | {items: $rows}" "$folder/plan" >"$folder/flows"
lab_jq '{items: [.items[] | {kind: "\(.verdict)-\(.action)", protocol, port, subject: .initiator, peer: ""}]}' "$folder/flows" >"$folder/findings"
lab_jq -r '.items[] | "2026-11-22T10:00:01.500000+00:00 <133>1 2026-11-22T10:00:01.000Z box portolan - PT4002 [portolan@32473 id=\"1\" seq=\"1\" src=\"\(.initiator)\" dst=\"\(.responder)\" dpt=\"\(.port)\" proto=\"\(.protocol)\" verdict=\"\(.verdict)\" action=\"\(.action)\" reason=\"r\"] text"' \
    "$folder/flows" >"$folder/syslog"

told() { # WHAT EXPECTED COMMAND...: the number of lines that the comparison prints
    local what=$1 expected=$2 lines
    shift 2
    lines=$("$@" | grep -c . || true)
    if [[ $lines == "$expected" ]]; then passed "$what"; else wrong "$what: $lines lines, not $expected" && "$@"; fi
}

# ASSESS.json, and the seconds in which the appliance began to listen, the capture began and ended; all flows began at 1.5
offline() {
    local at=2026-11-22T10:00:0
    live_against_assess "$folder/flows" "$1" "$at$2.000000Z" "$at$3.000000Z" "$at$4.000000Z"
}

told "flows as planned" 0 plan_against_flows "$folder/plan" "$folder/flows"
told "findings as planned" 0 plan_against_findings "$folder/plan" "$folder/findings" /dev/null
told "syslog as planned" 0 plan_against_syslog "$folder/plan" "$folder/syslog"
told "live and offline alike" 0 offline "$folder/flows" 0 1 9

change() { lab_jq "(.items[] | select(.port == 13001)).$1" "$folder/flows" >"$folder/changed"; }
change 'verdict = "conforming"' && told "another verdict" 1 plan_against_flows "$folder/plan" "$folder/changed"
change 'action = "allowed"' && told "passed where blocked is planned" 1 plan_against_flows "$folder/plan" "$folder/changed"
change 'decision = "KSC-019" | (.items[] | select(.port == 13001)).requirement = "KSC-019"' &&
    told "another id" 1 plan_against_flows "$folder/plan" "$folder/changed"
change 'decision = "KSC-019"' && told "another decision offline" 2 offline "$folder/changed" 0 0 9
told "what began before the capture" 1 offline "$folder/changed" 0 2 9
told "what began after the capture" 1 offline "$folder/changed" 0 0 1
told "what began before the appliance listened" 1 offline "$folder/changed" 2 0 9
lab_jq 'del(.items[] | select(.port == 13001))' "$folder/flows" >"$folder/changed"
told "a flow missing" 1 plan_against_flows "$folder/plan" "$folder/changed"
lab_jq 'del(.items[] | select(.port == 13001))' "$folder/findings" >"$folder/changed"
told "a finding missing" 1 plan_against_findings "$folder/plan" "$folder/changed" /dev/null
grep -v 'dpt="13001"' "$folder/syslog" >"$folder/changed"
told "a line missing" 1 plan_against_syslog "$folder/plan" "$folder/changed"

requirements() { lab_jq -n "{items: [{id: \"DCA4-036\", verdict: \"$1\", reason: \"$2\"}, {id: \"KSC-019\", verdict: \"verified\", reason: \"r\"}]}"; }
requirements verified "by traffic" >"$folder/requirements"
requirements unseen "nobody tried" >"$folder/assessed"
requirements unknown "the enforcer is down" >"$folder/changed"
lab_jq 'del(.items[0])' "$folder/requirements" >"$folder/short"
told "requirements alike" 0 requirements_against_assess "$folder/requirements" "$folder/requirements"
told "another verdict of a requirement" 1 requirements_against_assess "$folder/requirements" "$folder/assessed"
told "a requirement that offline does not know" 1 requirements_against_assess "$folder/requirements" "$folder/short"
told "one that rests on the enforcer" 0 requirements_against_assess "$folder/changed" "$folder/assessed"
told "which is listed" 1 tell_listed "$folder/changed" "$folder/assessed"

# An appliance that says nothing must not look like one that says all.
: >"$folder/nothing"
rows=$(($(wc -l <"$folder/plan") - 1)) telling=$(grep -cvP '\t(conforming|ungoverned)\t' "$folder/plan")
told "no flows at all" "$rows" plan_against_flows "$folder/plan" "$folder/nothing"
told "no findings at all" "$((telling - 1))" plan_against_findings "$folder/plan" "$folder/nothing" /dev/null
told "no lines at all" "$((telling - 1))" plan_against_syslog "$folder/plan" "$folder/nothing"

now=$(date -d 2026-11-22T10:00:00Z +%s.%N)
printf 'time\tproduct\tinitiator\tresponder\tprotocol\tport\n%s\tksc\t10.20.6.21\t192.0.2.4\ttcp\t13001\n%s\tksc\t10.20.6.21\t192.0.2.4\ttcp\t1\n' \
    "$now" "$now" >"$folder/burst"
latencies=$(burst_latencies "$folder/burst" "$folder/syslog" | cut -f5 | xargs)
[[ $latencies == "1.500 missing" ]] || wrong "latencies: $latencies"
[[ $(burst_latencies "$folder/burst" "$folder/nothing" | grep -c missing) == 2 ]] || wrong "a silent collector misses nothing"
[[ $(seq 1 200 | percentile 99) == 198 && $(seq 1 200 | percentile 50) == 100 ]] || wrong "percentiles"
finish
