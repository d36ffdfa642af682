# DCA4: an agent, three printers and the vendor's cloud. Recorded as pcapng on the agent's cable and, for one flow
# that the agent has no part in, on a printer's.
capture_name=capture.pcapng
recorder=(dumpcap -q -i print-pc -f "not ip6 multicast" -i floor-2 -f "src host 10.20.2.77 or dst host 10.20.2.77" -w)
agent_out="default-deny/dca-agent/out DCA4-046"
poll="DCA4-037 DCA4-053 DCA4-020"

internet_cable
host print-pc 10.20.1.20
host workstation 10.20.2.77
host floor-1 10.20.8.11
host floor-2 10.20.9.12
host labels-1 10.20.8.31
host old-printer 10.20.30.9
host resolver 10.20.0.10
host6 print-pc 2001:db8:20:1::20
host6 floor-2 2001:db8:20:8::12
internet 213.92.56.75 13.80.42.210 203.0.113.20 203.0.113.30 203.0.113.99
known dca4.mpsmonitor.com 213.92.56.75
known dcaws.mpsmonitor.com 13.80.42.210
known mps-cdn2.azureedge.example 203.0.113.20
alias_of cdn2.mpsmonitor.com mps-cdn2.azureedge.example
known eu01-broker-mpsmonitor.azure-devices.net 203.0.113.30
known telemetry.example 203.0.113.99
resolver resolver 10.20.0.10 print-pc

web internet "213.92.56.75:443 ssl http2" "203.0.113.20:443 ssl" "203.0.113.30:443 ssl" "203.0.113.99:443 ssl"
mqtt_broker internet 203.0.113.30
secure_shell internet 13.80.42.210:22
for printer in floor-1 floor-2 labels-1 old-printer; do
    snmp_agent "$printer" agent "udp:${address[$printer]}:161" ${address[$printer-6]:+"udp6:[${address[$printer-6]}]:161"}
done
web floor-1 10.20.8.11:80 10.20.8.11:8000 "10.20.8.11:443 ssl"
greets labels-1 10.20.8.31 9100 'ready\n'
greets labels-1 10.20.8.31 515 'labels is ready\n'

lookups print-pc 10.20.0.10 undocumented "$agent_out" "names are asked, DNS is not documented"
flow dca4-grpc print-pc dca4.mpsmonitor.com tcp 443 1 conforming "DCA4-065 DCA4-068 DCA4-066 DCA4-016 DCA4-017 DCA4-023 DCA4-035" "HTTP/2 POST" -- curl -sk --http2 -H 'content-type: application/grpc' -d x https://dca4.mpsmonitor.com/mps.Agent/Sync
flow dca4-grpc-1.2 print-pc 213.92.56.75 tcp 443 1 conforming "DCA4-065 DCA4-068 DCA4-066 DCA4-016 DCA4-017 DCA4-023 DCA4-035" "TLS 1.2 at most, name from before" -- curl -sk --tls-max 1.2 --resolve dca4.mpsmonitor.com:443:213.92.56.75 https://dca4.mpsmonitor.com/
flow dca4-updates print-pc cdn2.mpsmonitor.com tcp 443 1 conforming "DCA4-069 DCA4-049 DCA4-016 DCA4-017 DCA4-023 DCA4-035" "through a CNAME" -- curl -sk https://cdn2.mpsmonitor.com/agent.zip
flow dca4-mqtt-wss print-pc eu01-broker-mpsmonitor.azure-devices.net tcp 443 1 conforming "DCA4-071 DCA4-051 DCA4-016 DCA4-017 DCA4-023 DCA4-035" "WebSocket upgrade" -- curl -sk --http1.1 -H 'Upgrade: websocket' -H 'Connection: Upgrade' -H 'Sec-WebSocket-Protocol: mqtt' 'https://eu01-broker-mpsmonitor.azure-devices.net/$iothub/websocket'
flow dca4-mqtt print-pc eu01-broker-mpsmonitor.azure-devices.net tcp 8883 1 conforming "DCA4-072 DCA4-018 DCA4-052 DCA4-023 DCA4-035" "MQTT over TLS" -- mosquitto_pub -h eu01-broker-mpsmonitor.azure-devices.net -p 8883 --cafile "$work/cert.pem" --insecure -t d -m 1
flow dca4-web-access print-pc dcaws.mpsmonitor.com tcp 22 1 conforming "DCA4-070 DCA4-036 DCA4-050" "SSH key exchange" -- dbclient -y -y -T dca@dcaws.mpsmonitor.com true
flow dca4-snmp-v1 print-pc floor-1 udp 161 1 conforming "$poll" "SNMPv1" -- snmpget -v1 -c public -On 10.20.8.11 1.3.6.1.2.1.1.5.0
flow dca4-snmp-v2c print-pc floor-2 udp 161 3 conforming "$poll" "SNMPv2c, three polls" -- bash -c 'for i in 1 2 3; do snmpget -v2c -c public -On 10.20.9.12 1.3.6.1.2.1.1.3.0; done'
flow dca4-snmp-6 print-pc-6 floor-2-6 udp 161 2 conforming "$poll" "over IPv6" -- bash -c 'for i in 1 2; do snmpget -v2c -c public -On udp6:[2001:db8:20:8::12]:161 1.3.6.1.2.1.1.3.0; done'
flow dca4-raw-6 print-pc-6 floor-2-6 tcp 9100 1 undocumented "default-deny/dca-agent/out default-deny/printer/in DCA4-046" "over IPv6, no Zebra printer" -- socat -T 1 - TCP6:[2001:db8:20:8::12]:9100
flow dca4-snmp-v3 print-pc labels-1 udp 161 1 conforming "DCA4-037 DCA4-053 DCA4-021" "SNMPv3 with discovery" -- snmpget -v3 -l authPriv -u agent -a SHA -A authpassword -x AES -X privpassword -On 10.20.8.31 1.3.6.1.2.1.1.5.0
flow dca4-printer-web print-pc floor-1 tcp 80 1 conforming "DCA4-039 DCA4-054" "Device Web Access" -- curl -s http://10.20.8.11/
flow dca4-printer-8000 print-pc floor-1 tcp 8000 1 conforming DCA4-041 "Device Web Access" -- curl -s http://10.20.8.11:8000/
flow dca4-printer-https print-pc floor-1 tcp 443 1 conforming DCA4-055 "TLS 1.1: no floor inside" -- curl -sk --tls-max 1.1 --tlsv1.1 --ciphers DEFAULT@SECLEVEL=0 https://10.20.8.11/
flow dca4-zebra print-pc labels-1 tcp 9100 1 conforming DCA4-060 "Zebra" -- bash -c 'printf "~HS" | socat -T 1 - TCP:10.20.8.31:9100'
flow dca4-lpr print-pc labels-1 tcp 515 1 conforming DCA4-061 "LPR" -- bash -c 'printf "\004labels\n" | socat -T 1 - TCP:10.20.8.31:515'
flow dca4-ping print-pc floor-1 icmp 0 1 conforming DCA4-045 "troubleshooting is on" -- ping -c 2 -i 0.3 10.20.8.11
flow dca4-port-444 print-pc 213.92.56.75 tcp 444 1 undocumented "$agent_out" "refused" -- curl -sk https://213.92.56.75:444/
flow dca4-udp-443 print-pc 213.92.56.75 udp 443 1 undocumented "$agent_out" "UDP, port unreachable" -- bash -c 'printf @quic | socat -T 1 - UDP:213.92.56.75:443'
flow dca4-foreign-sni print-pc 213.92.56.75 tcp 443 1 undocumented "$agent_out DCA4-065 DCA4-068 DCA4-066 DCA4-016 DCA4-017" "another name at the documented address" -- curl -sk --resolve telemetry.example:443:213.92.56.75 https://telemetry.example/
flow dca4-telemetry print-pc telemetry.example tcp 443 1 undocumented "$agent_out" "not documented" -- curl -sk https://telemetry.example/
flow dca4-printer-433 print-pc floor-1 tcp 433 1 undocumented "default-deny/dca-agent/out default-deny/printer/in DCA4-046" "refused" -- curl -sk https://10.20.8.11:433/
flow dca4-workstation-polls workstation floor-2 udp 161 1 undocumented "default-deny/printer/in DCA4-046" "only the agent may" -- snmpget -v2c -c public -On 10.20.9.12 1.3.6.1.2.1.1.5.0
flow dca4-tls-1.0 print-pc 213.92.56.75 tcp 443 1 deviating "DCA4-023 DCA4-035" "TLS 1.0" -- curl -sk --tlsv1.0 --tls-max 1.0 --ciphers DEFAULT@SECLEVEL=0 --resolve dca4.mpsmonitor.com:443:213.92.56.75 https://dca4.mpsmonitor.com/
flow dca4-outside-range print-pc old-printer udp 161 2 prohibited DCA4-038 "outside printer_ranges" -- bash -c 'for i in 1 2; do snmpget -v1 -c public -On 10.20.30.9 1.3.6.1.2.1.1.5.0; done'
flow dca4-cloud-calls 213.92.56.75 print-pc tcp 443 1 prohibited "DCA4-031 DCA4-062 DCA4-032" "the cloud calls, refused" -- socat -T 1 - TCP:10.20.1.20:443,bind=213.92.56.75
flow dca4-trap floor-1 print-pc udp 162 1 prohibited DCA4-062 "a trap to the agent" -- snmptrap -v2c -c public 10.20.1.20 '' 1.3.6.1.6.3.1.1.5.1
