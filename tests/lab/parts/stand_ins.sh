# shellcheck shell=bash
# Sourced by network: what answers on the customer's machines and in the Internet.

internet_servers() {
    local ip
    local -a listen=()
    serve internet dnsmasq -k -u root -p 53 --conf-file="$here/site/names.conf" --no-resolv --no-hosts --local-ttl=60 \
        --local=/#/ --listen-address=203.0.113.53 --bind-interfaces --pid-file= --log-facility="$work/dnsmasq.log"
    listen=("213.92.56.75:443 ssl http2" "[2001:db8:ffff::20]:443 ssl")
    for ip in 203.0.113.{20,30,40,50,60,61,63,64,80,81,92,99} 152.144.128.{236,244} 199.231.44.{222,30,166,54,12} \
        199.231.32.67 199.231.33.6 72.47.250.186; do
        listen+=("$ip:443 ssl")
    done
    for ip in 203.0.113.{40,60,62,63,64,80} 152.144.128.236 152.144.192.210 199.231.33.{54,6} 199.231.44.{54,12} \
        72.14.253.104 74.125.230.81; do
        listen+=("$ip:80")
    done
    web internet "${listen[@]}" "203.0.113.42:5228 ssl" "203.0.113.43:2197 ssl"
    mqtt_broker internet 203.0.113.30 213.92.56.75
    secure_shell internet 13.80.42.210:22
    greets internet 203.0.113.63 5938 'TV'
    greets internet 130.57.1.88 21 '220 ftp.novell.com\r\n'
    answers_udp internet 203.0.113.93 1194
}

printer_servers() {
    local printer
    for printer in floor-1 labels-1 plotter-1 old-printer; do
        snmp_agent "$printer" agent "udp:${address[$printer]}:161"
    done
    snmp_agent floor-2 agent "udp:${address[floor-2]}:161" "udp6:[${address[floor-2-6]}]:161"
    web floor-1 "${address[floor-1]}:80" "${address[floor-1]}:8000" "${address[floor-1]}:8081" \
        "${address[floor-1]}:631" "${address[floor-1]}:443 ssl"
    web plotter-1 "${address[plotter-1]}:80" "${address[plotter-1]}:443 ssl"
    greets floor-1 "${address[floor-1]}" 9100 'ready\n'
    greets labels-1 "${address[labels-1]}" 9100 'ready\n'
    greets labels-1 "${address[labels-1]}" 515 'labels is ready\n'
    answers_udp floor-1 "${address[floor-1]}" 137
}

ksc_servers() {
    local port server=${address[ksc-1]}
    local -a listen=("$server:8060" "$server:17100")
    for port in 443 13000 13291 13292 13293 13299 17000; do listen+=("$server:$port ssl"); done
    web ksc-1 "${listen[@]}"
    web console-1 "${address[console-1]}:8080 ssl"
    web phone-1 "${address[phone-1]}:443 ssl"
    greets db-1 "${address[db-1]}" 3306 'J\0000\0000\0000\n10.6.18-MariaDB\0000'
    answers_udp ksc-1 "$server" 13000
    answers_udp laptop-1 "${address[laptop-1]}" 15000
}

pbx_servers() {
    local pbx=${address[pbx-1]}
    web pbx-1 "$pbx:80" "$pbx:3000" "$pbx:5000" "$pbx:8080" "$pbx:8088"
    greets pbx-1 "$pbx" 5038 'Asterisk Call Manager/2.8.0\r\n'
    secure_shell pbx-1 "$pbx:2522"
    registrar pbx-1 "$pbx"
    answers_udp pbx-1 "$pbx" 10050
}

energy_servers() {
    local gateway=${address[diris-1]}
    web diris-1 "$gateway:443 ssl" "$gateway:80"
    snmp_agent diris-1 scada "udp:$gateway:161" "tcp:$gateway:161"
    ftps_server export-1 "${address[export-1]}"
    tls_server mail-1 "${address[mail-1]}" 465
    greets mail-1 "${address[mail-1]}" 25 '220 mail-1 ESMTP\r\n'
}

# The collector writes each line after the time it came, in microseconds: what latency is measured from.
collector() {
    local modules
    modules=$(find "$root" -type d -path '*-linux-gnu*/rsyslog' -print -quit)
    cat >"$work/rsyslog.conf" <<CONF
global(workDirectory="$work" maxMessageSize="16k")
module(load="imtcp" maxSessions="20")
template(name="raw" type="string" string="%timegenerated:::date-rfc3339% %rawmsg%\n")
ruleset(name="lab") { action(type="omfile" file="$work/syslog.log" template="raw" flushOnTXEnd="on" asyncWriting="off") }
input(type="imtcp" address="$collector_address" port="$collector_port" ruleset="lab" supportOctetCountedFraming="on")
CONF
    : >"$work/syslog.log"
    serve operations rsyslogd -n -f "$work/rsyslog.conf" -iNONE -M "$modules"
}

start_servers() {
    make_certificate
    collector
    internet_servers
    ksc_servers
    printer_servers
    pbx_servers
    energy_servers
    web franking-1 "${address[franking-1]}:80"
}
