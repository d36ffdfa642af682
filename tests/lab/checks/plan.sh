#!/usr/bin/env bash
# The lab's plan and names against the vendors' documents: every id exists, every listed name is answered, every product
# has what a day holds: documented, undocumented, and flows that begin at the wrong end.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=check.sh
source "$(dirname "$(realpath "$0")")/check.sh"
tree=$(realpath "$lab/../..")
folder=$(mktemp -d)
trap stop_lab EXIT

"$lab/network" plan >"$folder/plan"
awk -F'\t' 'NR > 1 && (NF != 10 || $5 !~ /^(tcp|udp|icmp)$/ || $6 !~ /^[0-9]+$/ || $8 !~ /^(allowed|blocked)$/ ||
    $7 !~ /^(conforming|undocumented|deviating|prohibited|ungoverned)$/) { print "row: " $0; bad = 1 } END { exit bad }' \
    "$folder/plan" || wrong "rows that say what no plan may say"
[[ -z $(cut -f1 "$folder/plan" | sort | uniq -d) ]] || wrong "cases twice: $(cut -f1 "$folder/plan" | sort | uniq -d | xargs)"

grep -rhoE '\bid: (DCA4|KSC|CPLUS|SNEP7|DIGI|PORT)-[0-9]+' "$tree/profiles/library" | cut -d' ' -f2 | sort -u >"$folder/ids"
cut -f9 "$folder/plan" | tail -n +2 | tr ' ' '\n' | grep -vE '^(default-deny|ungoverned)/' | sort -u >"$folder/used"
unknown=$(comm -23 "$folder/used" "$folder/ids" | xargs)
[[ -z $unknown ]] || wrong "ids that no profile has: $unknown"

grep -rhoE '\{exact: [^}]+' "$tree/profiles/library" | cut -d' ' -f2 | tr '[:upper:]' '[:lower:]' | sort -u >"$folder/names"
while read -r name; do
    grep -qE "^(host-record|cname)=$name," "$lab/site/names.conf" || wrong "the lab's resolver does not know $name"
done <"$folder/names"

for product in dca4 ksc connect-plus snep7 digiware; do
    for want in $'conforming\tallowed' $'undocumented\tblocked'; do
        grep -qP "^[^\t]+\t$product\t.*\t$want\t" "$folder/plan" || wrong "$product has no flow that is $want"
    done
done
printf '%s flows, %s ids, %s names\n' "$(($(wc -l <"$folder/plan") - 1))" "$(wc -l <"$folder/used")" "$(wc -l <"$folder/names")"
finish
