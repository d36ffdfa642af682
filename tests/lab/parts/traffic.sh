# shellcheck shell=bash
# Sourced by network: the plan (traffic/*.tsv) and those who carry it out.
#
# A row: case, product, from, to, protocol, port, verdict, action, requirement ids (every id that the documents allow as
# an answer, the likeliest first), why, command. Expectations come from the documents, never from a run of the product.
# The verdict is what can be known of the flow where it is acted upon: of a blocked TCP connection only the tuple.

round_seconds=30 # a human pace: each flow of a product once in this time
declare -A row=()
declare -a cases=()

read_plan() {
    local line
    while IFS= read -r line; do
        [[ -n $line && $line != '#'* && $line != case$'\t'* ]] || continue
        cases+=("${line%%$'\t'*}")
        row[${line%%$'\t'*}]=$line
    done < <(cat "$here"/traffic/*.tsv)
}

# The address that a row's end stands for; names as the lab's resolver answers, in the family of the other end.
address_of() {
    local word=$1 peer=${2:-} name=$1 found
    [[ -z ${address[$word]:-} ]] || { printf '%s' "${address[$word]}" && return; }
    [[ ! $word =~ ^[0-9.]+$ ]] || { printf '%s' "$word" && return; }
    found=$(sed -n "s/^cname=$name,//p" "$here/site/names.conf")
    found=$(sed -n "s/^host-record=${found:-$name},//p" "$here/site/names.conf" | tr ',' '\n')
    if [[ $peer == *:* ]]; then grep : <<<"$found"; else grep -m1 -v : <<<"$found"; fi
}

# The machines and addresses of the lab without making one.
dry_customer() {
    machine() { machines+=("$1"); }
    host() { address[$1]=$2; }
    host6() { address[$1-6]=$2; }
    on() { :; }
    for word in cable as_router set_up mac_of zone zone6; do eval "$word() { :; }"; done
    make_customer
}

plan() {
    local name product from to protocol port verdict action ids why _
    dry_customer
    read_plan
    printf 'case\tproduct\tinitiator\tresponder\tprotocol\tport\tverdict\taction\trequirement\twhy\n'
    for name in "${cases[@]}"; do
        IFS=$'\t' read -r name product from to protocol port verdict action ids why _ <<<"${row[$name]}"
        from=$(address_of "$from")
        to=$(address_of "${to,,}" "$from") || fail "plan: $name: nobody is called $to"
        printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' \
            "$name" "$product" "$from" "$to" "$protocol" "$port" "$verdict" "$action" "$ids" "$why"
    done
}

# One flow: the end of its command is not its success.
run_case() {
    local name=$1 product from to protocol port verdict action ids why command place source=""
    IFS=$'\t' read -r name product from to protocol port verdict action ids why command <<<"${row[$name]}"
    place=${from%-6}
    [[ $from != [0-9]* ]] || { place=internet && source=$from; }
    from=${address[$from]} to=${address[$to]:-$to} port=$port source=$source work=$work \
        inside "$place" timeout -k 1 6 bash "$here/parts/talk.sh" "$command" </dev/null &>/dev/null || true
}

# One product's rounds, its first documented flow at once; flows that wait for an answer do not hold the next.
run_rounds() {
    local product=$1 name pause
    local -a mine=()
    for name in "${cases[@]}"; do
        [[ ${row[$name]} != "$name"$'\t'"$product"$'\t'* ]] || mine+=("$name")
    done
    [[ ${#mine[@]} -gt 0 ]] || fail "no flows of $product"
    pause=$(awk -v n="${#mine[@]}" -v t="$round_seconds" 'BEGIN { printf "%.2f", t / n }')
    while true; do
        for name in "${mine[@]}"; do
            run_case "$name" &
            sleep "$pause"
        done
    done
}

products() { printf '%s\n' "${cases[@]}" | while read -r name; do cut -f2 <<<"${row[$name]}"; done | sort -u; }

# Nobody talks before the appliance enforces: what passed earlier would stand on its page as a fault of the policy.
await_rules() {
    local tries
    for ((tries = 0; tries < 120; tries++)); do
        ! inside box nft list chain inet portolan judge &>/dev/null || { sleep 2 && return; } # 2 s: its DNS listens too
        sleep 0.5
    done
    printf 'network: no rules after a minute; the traffic begins without\n' >&2
}

traffic() {
    local product name
    use_folder "$1" && shift
    recall
    read_plan
    if [[ ${1:-} == --once ]]; then
        for name in "${@:2}"; do
            [[ -n ${row[$name]:-} ]] || fail "no flow is called $name"
            run_case "$name"
        done
    elif [[ ${1:-} == --product ]]; then
        run_rounds "${2:?--product needs a product}"
    else
        [[ ${1:-} == --now ]] || await_rules
        trap 'kill $(jobs -p) 2>/dev/null; exit 0' INT TERM
        for product in $(products); do run_rounds "$product" & done
        wait
    fi
}

# --- A burst: attempts that differ in port, five pairs of machines, TCP and UDP in turn -------------------------------

burst_pairs=(
    "dca4 print-pc 203.0.113.99" "ksc laptop-1 ksc-1" "connect-plus franking-1 203.0.113.99" "snep7 admin-pc pbx-1"
    "digiware energy-pc diris-1")

# Run on the attempt's machine: ports FIRST.. of one peer, one each STEP, each line written before its packet is sent.
burst_loop='
product=$1 from=$2 to=$3 first=$4 count=$5
for ((i = 0; i < count; i++)); do
    port=$((first + i)) protocol=udp
    ((i % 2)) || protocol=tcp
    printf "%s\t%s\t%s\t%s\t%s\t%s\n" "$EPOCHREALTIME" "$product" "$from" "$to" "$protocol" "$port"
    if [[ $protocol == udp ]]; then
        printf x 2>/dev/null >"/dev/udp/$to/$port"
    else
        timeout 3 bash -c ": >/dev/tcp/$to/$port" 2>/dev/null &
    fi
    ((i % 10 < 9)) || sleep 0.05
done
wait'

burst() {
    local total pair product from to i=0 share
    use_folder "$1"
    total=${2:?burst needs a number}
    [[ $total =~ ^[0-9]+$ && $total -ge 1 && $total -le 5000 ]] || fail "burst: 1 to 5000 attempts"
    recall
    printf 'time\tproduct\tinitiator\tresponder\tprotocol\tport\n' >"$work/burst.tsv"
    for pair in "${burst_pairs[@]}"; do
        read -r product from to <<<"$pair"
        share=$(((total + i) / 5)) # rounds so that the shares add up
        i=$((i + 1))
        [[ $share -gt 0 ]] || continue
        inside "$from" bash -c "$burst_loop" burst "$product" "${address[$from]}" "${address[$to]}" \
            "${PORTOLAN_BURST_PORT:-20000}" "$share" >>"$work/burst.tsv" &
    done
    wait
}
