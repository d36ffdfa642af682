#!/usr/bin/env bash
# kill -9 of each role of the appliance in the lab, in turn, under its traffic, a steady denied flow and a steady allowed one.
#
#     tests/roles/kill_roles.sh PORTOLAN PROGRAMS [ROUNDS] [ADDRESS:PORT]     PROGRAMS: folder of lab_roles and steady
#
# Printed: how long until the role's program runs again, and until it does its work. It must hold that no denied packet
# arrives at any time, the allowed connection goes on, each finding that was shown stays, each event with a number is in
# rsyslog, and what was attempted while `capture` was down is in the kernel's counters and in a gap of the coverage.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lab/checks/check.sh
source "$(dirname "$(realpath "$0")")/../lab/checks/check.sh"
# shellcheck source-path=SCRIPTDIR source=session.sh
source "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/session.sh"
portolan=$1 programs=$2 rounds=${3:-3} listen=${4:-127.0.0.1:8443}
client=print-pc client_address=10.20.1.20 printer=floor-2 printer_address=10.20.9.12
allowed_port=8081 # a port of the site's own for printers

start_steady_flows() {
    at_machine "$printer" "$programs/steady" answer "$printer_address" "$allowed_port" &
    at_machine "$printer" "$programs/steady" arrivals eth0 "$client_address" >"$folder/arrivals" &
    sleep 1
    at_machine "$client" "$programs/steady" talk "$printer_address" "$allowed_port" "$folder/talk" &
    talker=$!
    at_machine "$client" "$programs/steady" denied "$printer_address" "$folder/denied" &
}

# The last number that the allowed connection got an answer to.
talked() { tail -n 2 "$folder/talk" | head -n 1 | cut -d' ' -f1; }
goes_on() { [[ $(talked) -gt $1 ]]; }

# ---- does the role do its work again?

shows_counters() { denied_packets >"$folder/counted" && [[ $(<"$folder/counted") -gt $1 ]]; }
resolves() {
    at_machine workstation "$lab_root/usr/bin/dig" +time=1 +tries=1 +short @203.0.113.53 dca4.mpsmonitor.com 2>/dev/null | grep -q .
}
records() { ask status >"$folder/status" && lab_jq -e '[.coverage[] | select(.source == "capture" and .to == "")] == []' "$folder/status" >/dev/null; }
works() {
    case $1 in
        enforce) shows_counters "$2" && loaded ;;
        server | web) ask status >/dev/null 2>&1 ;;
        capture) records ;;
        resolve) resolves ;;
    esac
}

kill_one() {
    local role=$1 counted talk_before began up
    shown_findings "$folder/before"
    counted=$(denied_packets)
    talk_before=$(talked)
    began=$(milliseconds)
    up=$("$programs/lab_roles" kill "$inside" "$role") || { wrong "$role is not started again" && return; }
    until_true 30 works "$role" "$counted" || wrong "$role runs but does not work"
    printf 'killed %-8s runs again after %5s ms, works after %6s ms\n' "$role" "$up" "$(($(milliseconds) - began))"
    until_true 10 goes_on "$talk_before" || wrong "the allowed connection stood still after $role was killed"
    until_true 30 shown_findings "$folder/after"
    comm -23 "$folder/before" "$folder/after" >"$folder/lost"
    [[ ! -s $folder/lost ]] || { wrong "$(wc -l <"$folder/lost") findings lost with $role" && head -n 5 "$folder/lost"; }
    false_alarms "$role"
}

# What the denied flow and the allowed one must never be called, whoever was killed.
false_alarms() {
    # shellcheck disable=SC2016 # expanded by the inner shell
    lab_jq -r --arg address "$client_address" --arg port "$allowed_port" '.items[] | select(
        (.subject == "print-pc" or .peer == "print-pc") and (.subject == "floor-2" or .peer == "floor-2") and
        ((.port >= 29999 and (.kind | endswith("-blocked") | not)) or
         (.port == ($port | tonumber) and (.kind | endswith("-blocked")))))
        | [.fid, .kind, .protocol, .port, .reason] | @tsv' "$folder/findings" >"$folder/alarms"
    [[ ! -s $folder/alarms ]] || { wrong "$(wc -l <"$folder/alarms") false findings after $1 was killed" && head -n 3 "$folder/alarms"; }
}

# Attempts that were made from nanosecond $1 to $2.
attempts() { awk -v from="$1" -v to="$2" '$2 >= from && $2 <= to { n++ } END { print n + 0 }' "$folder/denied"; }

# Killed again and again, so that it is down for seconds.
check_blind_time() {
    local before after from to made end=$((SECONDS + 4))
    "$programs/lab_roles" kill "$inside" capture >/dev/null
    from=$(date +%s%N)
    before=$(denied_packets)
    while [[ $SECONDS -lt $end ]]; do "$programs/lab_roles" kill "$inside" capture >/dev/null || true; done
    to=$(date +%s%N)
    made=$(attempts "$from" "$to")
    until_true 30 works capture || wrong "no recorder after it was killed often"
    sleep 3 # counters are read once a second
    after=$(denied_packets)
    if [[ $made -gt 0 && $((after - before)) -ge $made ]]; then
        passed "$made attempts while the recorder was killed again and again: the kernel's deny counters moved by $((after - before))"
    else
        wrong "$made attempts while the recorder was down, but the kernel's deny counters moved by $((after - before))"
    fi
    ask status >"$folder/status"
    lab_jq -e '[.coverage[] | select(.source == "capture" and .from != "" and .to != "" and .reason != "")] | length > 0' \
        "$folder/status" >/dev/null || wrong "the coverage has no gap of the recorder"
    lab_jq -e '[.coverage[] | select(.source == "server" and .to != "")] | length > 0' "$folder/status" >/dev/null ||
        wrong "the coverage has no gap of the server"
    printf 'gaps of the coverage: %s\n' "$(lab_jq -c '[.coverage[].source] | group_by(.) | map({(.[0]): length}) | add' "$folder/status")"
}

# All events that the store numbered, each once, none with two identities; lines that came twice are the same event.
check_events() {
    local newest
    newest=$(ask status | lab_jq '[.syslog[] | .last_seq + .queued] | max')
    until_true 30 received "$newest" || wrong "event $newest never came"
    event_numbers "$folder/events"
    awk -v newest="$newest" '
        { if (($1 in id) && id[$1] != $2) { printf "event %d has two identities\n", $1; bad++ }
          if ($2 in seq && seq[$2] != $1) { printf "identity %s has two numbers\n", $2; bad++ }
          if ($1 in id) again++
          id[$1] = $2; seq[$2] = $1 }
        END { for (n = 1; n <= newest; n++) if (!(n in id)) { missing++; if (missing < 6) printf "event %d is missing\n", n }
              printf "%d events, %d lines came again, %d missing\n", newest, again, missing
              exit missing + bad > 0 }' "$folder/events" || wrong "events are lost or changed"
}

check_arrivals() {
    local made
    kill "${steady[@]}" 2>/dev/null || true
    made=$(wc -l <"$folder/denied")
    if grep -q '^arrived' "$folder/arrivals"; then
        wrong "$(grep -c '^arrived' "$folder/arrivals") of $made denied packets arrived" && grep -m 5 '^arrived' "$folder/arrivals"
    else
        passed "none of $made denied packets arrived"
    fi
    # What sees nothing proves nothing.
    until_true 5 grep -q '^others [1-9]' "$folder/arrivals" || wrong "the watch at the destination saw no packet at all"
    printf 'allowed connection: %s answers, the slowest after %s ms\n' "$(wc -l <"$folder/talk")" \
        "$(awk '$3 > most { most = $3 } END { print most + 0 }' "$folder/talk")"
}

begin_session
start_steady_flows
until_true 20 test -s "$folder/talk" || { wrong "the allowed connection does not come about" && finish; }
until_true 20 resolves || wrong "no name is resolved"
sleep 5
mapfile -t steady < <(pgrep --ns "$inside" --nslist pid -f "^$programs/steady " || true)
for ((round = 0; round < rounds; round++)); do
    for role in enforce server capture resolve web; do
        kill_one "$role"
        sleep 3
    done
done
check_blind_time
kill -0 "$talker" 2>/dev/null || wrong "the allowed connection was cut"
check_arrivals
check_events
kill -INT -- "-$top"
finish
