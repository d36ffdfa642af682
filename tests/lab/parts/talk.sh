#!/usr/bin/env bash
# Run by `network traffic` on a machine of the lab: one flow of the plan. $1 is the command of the plan's row, which may
# use $from, $to, $port and the words below. An attempt that nobody answers is a success here: it was made.
# shellcheck disable=SC2154 # from, to, port, source and work come from the environment
set -uo pipefail

web() { curl -sk -m 3 --connect-timeout 2 -o /dev/null ${source:+--interface "$source"} "$@"; }

end() { # where socat and openssl connect to: an IPv6 address stands in brackets
    [[ $to == *:* ]] && printf '[%s]:%s' "$to" "$port" || printf '%s:%s' "$to" "$port"
}

tcp() { printf '%b' "${1:-}" | socat -T 1 - "TCP:$(end),connect-timeout=2${source:+,bind=$source}"; }
udp() { printf '%b' "$1" | socat -T 0.5 - "UDP:$(end)${source:+,bind=$source}"; }
tls() { printf sync | timeout 2 openssl s_client -quiet -noservername ${source:+-bind "$source:0"} -connect "$(end)"; }
ask() { dig +tries=1 +time=2 +short "$@" >/dev/null; }

agent() { [[ $to == *:* ]] && printf 'udp6:[%s]:%s' "$to" "$port" || printf 'udp:%s:%s' "$to" "$port"; }
poll() { # VERSION [USER]
    local -a who=(-c public)
    [[ $1 != 3 ]] || who=(-l authPriv -u "$2" -a SHA -A authpassword -x AES -X privpassword)
    snmpget -v"$1" "${who[@]}" -r 0 -t 1 -On "$(agent)" 1.3.6.1.2.1.1.5.0
}

phone() { sipp -sf "$work/phone.xml" -m 1 -nostdin -timeout 2 -p 5060 -i "$from" -s "$1" "$to:$port"; }
shell() { dbclient -y -y -T -p "$port" "$1@$to" true; }
echo_request() { ping -c 1 -W 1 ${source:+-I "$source"} "$to"; }

eval "$1"
