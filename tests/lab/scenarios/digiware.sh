# DIRIS Digiware: a gateway, its readers and its servers. Recorded on all of the router's interfaces at once with the
# older cooked link type (Linux cooked v1).
capture_name=capture.pcap
recorder=(tcpdump -q -n -i any -y LINUX_SLL -Q in -U -w)
closed="default-deny/digiware-gateway/in DIGI-010 DIGI-011 DIGI-022 DIGI-027 DIGI-034 DIGI-035"
gateway_out="default-deny/digiware-gateway/out DIGI-022"

internet_cable
host diris-1 10.20.20.15
host scada-1 10.20.20.5
host energy-pc 10.20.2.60
host export-1 10.20.20.6
host mail-1 10.20.0.25
host workstation 10.20.2.77
internet 203.0.113.80
web diris-1 "10.20.20.15:443 ssl" 10.20.20.15:80
snmp_agent diris-1 scada udp:10.20.20.15:161 tcp:10.20.20.15:161
ftps_server export-1 10.20.20.6
tls_server mail-1 10.20.0.25 465
greets mail-1 10.20.0.25 25 '220 mail-1 ESMTP\r\n'
web internet "203.0.113.80:443 ssl"

flow digi-web energy-pc diris-1 tcp 443 2 conforming "DIGI-019 DIGI-015 DIGI-010 DIGI-011 DIGI-022 DIGI-027 DIGI-034 DIGI-035" "TLS 1.2 and 1.3" -- bash -c 'curl -sk --tls-max 1.2 https://10.20.20.15/; curl -sk https://10.20.20.15/'
flow digi-snmp scada-1 diris-1 udp 161 3 conforming "DIGI-018 DIGI-015" "SNMPv3" -- bash -c 'for i in 1 2 3; do snmpget -v3 -l authPriv -u scada -a SHA -A authpassword -x AES -X privpassword -On 10.20.20.15 1.3.6.1.2.1.1.5.0; done'
flow digi-export diris-1 export-1 tcp 990 1 conforming "DIGI-016 DIGI-015" "implicit FTPS, control connection" -- curl -sk --disable-epsv ftps://10.20.20.6:990/
also_flow digi-export-data diris-1 export-1 tcp 40000 1 undocumented "$gateway_out default-deny/ftps-server/in" "its data connection: no port is documented"
flow digi-alarm diris-1 mail-1 tcp 465 1 conforming "DIGI-017 DIGI-015" "SMTPS" -- bash -c 'printf "EHLO diris\r\n" | timeout 2 openssl s_client -quiet -noservername -connect 10.20.0.25:465'
flow digi-snmp-v2c scada-1 diris-1 udp 161 2 prohibited "DIGI-015 DIGI-018" "v2c and v1" -- bash -c 'snmpget -v2c -c public -On 10.20.20.15 1.3.6.1.2.1.1.5.0; snmpget -v1 -c public -On 10.20.20.15 1.3.6.1.2.1.1.5.0'
flow digi-http energy-pc diris-1 tcp 80 1 prohibited "DIGI-015 DIGI-019" "clear text" -- curl -s http://10.20.20.15/
flow digi-http-443 energy-pc diris-1 tcp 443 1 prohibited "DIGI-015 DIGI-019" "clear text on the TLS port" -- curl -s http://10.20.20.15:443/
flow digi-port-8080 energy-pc diris-1 tcp 8080 1 undocumented "$closed" "refused" -- curl -s http://10.20.20.15:8080/
flow digi-stranger workstation diris-1 tcp 443 1 undocumented "$closed" "not a WEBVIEW user" -- curl -sk https://10.20.20.15/
flow digi-snmp-tcp scada-1 diris-1 tcp 161 1 undocumented "$closed" "TCP instead of UDP" -- socat -T 1 - TCP:10.20.20.15:161
flow digi-modbus scada-1 diris-1 tcp 502 1 undocumented "$closed" "refused" -- socat -T 1 - TCP:10.20.20.15:502
flow digi-backwards mail-1 diris-1 tcp 465 1 undocumented "$closed default-deny/mail-server/out" "the documented flow, backwards" -- socat -T 1 - TCP:10.20.20.15:465
flow digi-calls-out diris-1 203.0.113.80 tcp 443 1 undocumented "$gateway_out" "outgoing is controlled too" -- curl -sk https://203.0.113.80/
