# shellcheck shell=bash
# Sourced by the checks: the plan against what the appliance says. Every function prints what differs, a line each.

# The lab's own jq: the host needs none.
lab_jq() {
    local root libraries
    root=${PORTOLAN_LAB_ROOT:-$(realpath "$lab/../../build/lab/root")}
    libraries=$(dirname "$(find "$root" -name 'libjq.so*' -print -quit)")
    LD_LIBRARY_PATH=$libraries "$root/usr/bin/jq" "$@"
}

# Rows of `flows --json` or `assess --json` as: initiator, responder, protocol, port, verdict, action, ids.
flow_rows() {
    lab_jq -r '(.items // .flows)[] | [.initiator, .responder, .protocol, .port, .verdict, .action,
        ([.requirement, .decision] + (.also // []) | map(select(. != null and . != "")) | join(","))] | @tsv' "$1"
}

# plan_against_flows PLAN FLOWS.json: each planned flow is there, with its verdict, its action and an id of the plan.
plan_against_flows() {
    flow_rows "$2" | awk -F'\t' '
        part == 1 { key = $1 FS $2 FS $3 FS $4; seen[key] = seen[key] " " $5 "/" $6 "/" $7
                    rows[key FS $5 FS $6] = rows[key FS $5 FS $6] "," $7; next }
        FNR == 1 { next }
        { key = $3 FS $4 FS $5 FS $6; got = rows[key FS $7 FS $8]; found = 0
          n = split($9, ids, " "); m = split(got, have, ",")
          for (i = 1; i <= n; i++) for (j = 1; j <= m; j++) if (ids[i] == have[j]) found = 1
          if (!found) printf "flow %s: planned %s/%s/%s, seen%s\n", $1, $7, $8, ids[1], seen[key] ? seen[key] : " nothing" }
    ' part=1 - part=2 "$1"
}

# plan_against_findings PLAN FINDINGS.json: what is neither conforming nor ungoverned is a finding of its kind.
plan_against_findings() {
    lab_jq -r '.items[] | [.kind, .protocol, .port, .subject, (.peer // "")] | @tsv' "$2" | awk -F'\t' -v names="$3" '
        BEGIN { while ((getline line < names) > 0) { split(line, cell, "\t"); name[cell[2]] = cell[1] } }
        part == 1 { key = $1 FS $2 FS $3; ends[key FS $4] = 1; if ($5 != "") ends[key FS $5] = 1; next }
        FNR == 1 || $7 == "conforming" || $7 == "ungoverned" { next }
        { key = $7 "-" $8 FS $5 FS $6
          if (!((key FS $3) in ends || (key FS $4) in ends || (key FS name[$3]) in ends || (key FS name[$4]) in ends))
              printf "finding %s: no %s-%s %s/%s of %s or %s\n", $1, $7, $8, $5, $6, $3, $4 }
    ' part=1 - part=2 "$1"
}

# Lines of findings in rsyslog's file as: time received, MSGID, src, dst, proto, dpt, verdict, action.
# ICMP has no port: its lines have no dpt, the plan has 0.
syslog_rows() {
    awk '
        function value(key) { return match($0, " " key "=\"[^\"]*\"") ? substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 4) : "" }
        $7 ~ /^PT400[0-9]$/ && $5 == "portolan" {
            port = value("dpt")
            print $1 "\t" $7 "\t" value("src") "\t" value("dst") "\t" value("proto") "\t" (port == "" ? 0 : port) "\t" value("verdict") "\t" value("action") }
    ' "$1"
}

# plan_against_syslog PLAN SYSLOG: each such flow is a line in rsyslog's file.
plan_against_syslog() {
    syslog_rows "$2" | awk -F'\t' '
        part == 1 { seen[$3 FS $4 FS $5 FS $6 FS $7 FS $8] = 1; to[$4 FS $5 FS $6 FS $7 FS $8] = 1; next }
        FNR == 1 || $7 == "conforming" || $7 == "ungoverned" { next }
        # Sources of the Internet fold into one finding of the asset and port.
        { folded = $3 !~ /^10\.|^192\.0\.2\.|^2001:db8:20:/ && (($4 FS $5 FS $6 FS $7 FS $8) in to)
          if (!folded && !(($3 FS $4 FS $5 FS $6 FS $7 FS $8) in seen))
              printf "syslog %s: no line of %s to %s %s/%s %s %s\n", $1, $3, $4, $5, $6, $7, $8 }
    ' part=1 - part=2 "$1"
}

# Each attempt of burst.tsv and the time until its line: seconds or "missing", after initiator, responder, protocol, port.
burst_latencies() {
    syslog_rows "$2" | while IFS=$'\t' read -r at _ src dst proto port _; do
        printf '%s\t%s\t%s\t%s\t%s\n' "$(date -d "$at" +%s.%N)" "$src" "$dst" "$proto" "$port"
    done | awk -F'\t' '
        part == 1 { key = $2 FS $3 FS $4 FS $5; if (!(key in at)) at[key] = $1; next }
        FNR == 1 { next }
        { key = $3 FS $4 FS $5 FS $6; print key FS ((key in at) ? sprintf("%.3f", at[key] - $1) : "missing") }
    ' part=1 - part=2 "$1"
}

# percentile P: of numbers, a line each.
percentile() { sort -n | awk -v p="$1" '{ v[NR] = $1 } END { i = int(NR * p / 100 + 0.999999); if (i < 1) i = 1; print NR ? v[i] : "none" }'; }

# live_against_assess FLOWS.json ASSESS.json LISTENS FROM UNTIL: tuple, verdict and id of each flow. What began before the
# appliance listened, it cannot have told; what began before the capture or after its end, the capture cannot hold.
live_against_assess() {
    comm -13 <(flow_verdicts "$1") <(flow_verdicts "$2" "$3") | sed 's/^/only offline: /'
    comm -23 <(flow_verdicts "$1" "$4" "$5") <(flow_verdicts "$2") | sed 's/^/only live: /'
}
# flow_verdicts FLOWS.json [FROM [UNTIL]]: of the flows that began then
# shellcheck disable=SC2016 # variables of jq
flow_verdicts() {
    lab_jq -r --arg from "${2:-}" --arg until "${3:-9}" '(.items // .flows)[] |
        select(.first >= $from and .first <= $until) | [.initiator, .responder, .protocol, .port, .verdict, .requirement // "", .decision] | @tsv' "$1" | sort -u
}

# requirements_against_assess REQUIREMENTS.json ASSESS.json: each requirement's verdict, the worst of its subjects. Where the
# live reason rests on what a capture file has not (a counter, a probe, the enforcer), the row is listed: tell_listed prints those.
requirements_against_assess() { join_requirements "$1" "$2" | awk -F'\t' '$2 != $3 && !($4 ~ /counter|probe|enforcer/)'; }
tell_listed() { join_requirements "$1" "$2" | awk -F'\t' '$2 != $3 && $4 ~ /counter|probe|enforcer/'; }
# id, live verdict, offline verdict, live reason, offline reason; "missing" where one side has no such requirement
join_requirements() {
    local rows='(.items // .requirements)[] | [.id, .verdict, (.reason | gsub("\t"; " "))] | @tsv'
    join -t $'\t' -a 1 -a 2 -e missing -o 0,1.2,2.2,1.3,2.3 <(lab_jq -r "$rows" "$1" | sort -t $'\t' -k 1,1) \
        <(lab_jq -r "$rows" "$2" | sort -t $'\t' -k 1,1)
}
