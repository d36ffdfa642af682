# KSC: server and Web Console in the DMZ, database inside, devices inside and on the Internet. Recorded on all of the
# router's interfaces at once ("any": Linux cooked v2), each packet as it comes in.
capture_name=capture.pcap
recorder=(tcpdump -q -n -i any -y LINUX_SLL2 -Q in -U -w)
server_in="default-deny/administration-server/in KSC-038"

internet_cable
host ksc-1 192.0.2.4
host console-1 192.0.2.5
host db-1 10.20.5.30
host admin-pc 10.20.2.50
host laptop-1 10.20.6.21
host phone-1 10.20.7.31
host workstation 10.20.2.77
internet 203.0.113.40 203.0.113.77
black_hole 203.0.113.41
for port in 13000 13291 13292 13293 13299 17000; do tls_server ksc-1 192.0.2.4 "$port"; done
web ksc-1 192.0.2.4:8060
web console-1 "192.0.2.5:8080 ssl"
web internet "203.0.113.40:443 ssl" 203.0.113.40:80
answers_udp ksc-1 192.0.2.4 13000
answers_udp laptop-1 10.20.6.21 15000
greets db-1 10.20.5.30 3306 'J\0000\0000\0000\n10.6.18-MariaDB\0000'

# Agents speak TLS without names; the client's own end of input ends the talk.
agent() { echo "printf sync | timeout 2 openssl s_client -quiet -noservername -connect $1"; }

flow ksc-agent laptop-1 ksc-1 tcp 13000 2 conforming "KSC-019 KSC-016 KSC-023" "Network Agent, TLS" -- bash -c "$(agent 192.0.2.4:13000); $(agent 192.0.2.4:13000)"
flow ksc-shutdown laptop-1 ksc-1 udp 13000 1 conforming KSC-018 "agent says good-bye" -- bash -c 'printf bye | socat -T 1 - UDP:192.0.2.4:13000'
flow ksc-wake ksc-1 laptop-1 udp 15000 1 conforming KSC-013 "server calls an agent" -- bash -c 'printf wake | socat -T 1 - UDP:10.20.6.21:15000'
flow ksc-package laptop-1 ksc-1 tcp 8060 1 conforming "KSC-061 KSC-063" "stand-alone package" -- curl -s http://192.0.2.4:8060/dlpkg
flow ksc-database ksc-1 db-1 tcp 3306 1 conforming "KSC-008 KSC-009 KSC-011" "the database greets" -- bash -c 'printf x | socat -T 1 - TCP:10.20.5.30:3306'
flow ksc-cloud ksc-1 203.0.113.40 tcp 443 1 conforming "KSC-039 KSC-040 KSC-041 KSC-059" "KSN" -- curl -sk --resolve ksn.kaspersky.example:443:203.0.113.40 https://ksn.kaspersky.example/
flow ksc-web-console console-1 ksc-1 tcp 13299 1 conforming "KSC-042 KSC-043" "Web Console Server" -- bash -c "$(agent 192.0.2.4:13299)"
flow ksc-browser admin-pc console-1 tcp 8080 1 conforming KSC-044 "browser over TLS" -- curl -sk https://192.0.2.5:8080/login
flow ksc-mmc admin-pc ksc-1 tcp 13291 1 conforming "KSC-035 KSC-036" "MMC console" -- bash -c "$(agent 192.0.2.4:13291)"
flow ksc-mobile phone-1 ksc-1 tcp 13292 1 conforming "KSC-005 KSC-052" "mobile device inside" -- bash -c "$(agent 192.0.2.4:13292)"
flow ksc-mobile-roaming 203.0.113.77 ksc-1 tcp 13293 1 conforming "KSC-005 KSC-053" "mobile device on the Internet" -- bash -c "printf sync | timeout 2 openssl s_client -quiet -noservername -bind 203.0.113.77:0 -connect 192.0.2.4:13293"
flow ksc-port-13001 laptop-1 ksc-1 tcp 13001 1 undocumented "default-deny/network-agent/out default-deny/managed-device/out $server_in" "refused" -- bash -c "$(agent 192.0.2.4:13001)"
flow ksc-cloud-http ksc-1 203.0.113.40 tcp 80 1 undocumented default-deny/administration-server/out "only HTTPS is documented" -- curl -s http://203.0.113.40/updates
flow ksc-unknown-host ksc-1 203.0.113.41 tcp 443 1 undocumented default-deny/administration-server/out "not Kaspersky's, and silent" -- timeout 2 curl -sk https://203.0.113.41/
flow ksc-database-calls db-1 ksc-1 tcp 3306 1 undocumented "default-deny/database/out $server_in KSC-006" "backwards, refused" -- socat -T 1 - TCP:192.0.2.4:3306
flow ksc-laptop-console laptop-1 console-1 tcp 8080 1 undocumented "default-deny/managed-device/out default-deny/network-agent/out default-deny/web-console-server/in KSC-038" "only the administrator's browser" -- curl -sk https://192.0.2.5:8080/
flow ksc-laptop-mobile-port laptop-1 ksc-1 tcp 13292 1 undocumented "default-deny/network-agent/out default-deny/managed-device/out $server_in" "mobile devices only" -- bash -c "$(agent 192.0.2.4:13292)"
flow ksc-workstation workstation ksc-1 tcp 8060 1 undocumented "$server_in default-deny/ksc-web-server/in" "no managed device" -- curl -s http://192.0.2.4:8060/
flow ksc-browser-clear admin-pc console-1 tcp 8080 1 deviating KSC-044 "clear text on the TLS port" -- curl -s http://192.0.2.5:8080/login
flow ksc-mobile-clear phone-1 ksc-1 tcp 13292 1 deviating "KSC-052 KSC-005" "clear text on 13292" -- curl -s -m 2 http://192.0.2.4:13292/
flow ksc-wake-mobile ksc-1 phone-1 udp 15000 1 prohibited KSC-014 "not for mobile devices" -- bash -c 'printf wake | socat -T 1 - UDP:10.20.7.31:15000'
flow ksc-activation laptop-1 ksc-1 tcp 17000 1 prohibited KSC-032 "the laptop has its own Internet" -- bash -c "$(agent 192.0.2.4:17000)"
flow ksc-mobile-activation phone-1 ksc-1 tcp 17000 1 prohibited KSC-034 "mobile devices are excepted" -- bash -c "$(agent 192.0.2.4:17000)"
