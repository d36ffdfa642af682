# Connect+: a franking machine behind a tunnel to the Internet. Recorded as pcapng on two interfaces: the tunnel (raw
# IP, no Ethernet) and the machine's cable for what stays inside.
capture_name=capture.pcapng
recorder=(dumpcap -q -i internet -i franking-1 -f "src net 10.20.0.0/16 and dst net 10.20.0.0/16" -w)
machine_out="default-deny/connectplus-system/out CPLUS-172"
secure="CPLUS-008 CPLUS-021 CPLUS-024 CPLUS-025 CPLUS-026 CPLUS-031 CPLUS-032 CPLUS-005 CPLUS-015 CPLUS-038 CPLUS-039 CPLUS-165 CPLUS-166 CPLUS-191"
clear="CPLUS-007 CPLUS-019 CPLUS-005 CPLUS-015 CPLUS-038 CPLUS-039 CPLUS-165"

internet_tunnel
host franking-1 10.20.4.40
host admin-pc 10.20.2.50
internet 203.0.113.53 152.144.128.244 152.144.128.236 199.231.44.222 199.231.33.54 199.231.44.54 199.231.44.12 \
    199.231.33.6 203.0.113.50 203.0.113.51 203.0.113.66
known distservp1.pb.com 152.144.128.244
known cometservc1.pb.com 152.144.128.236
known pbgdspp1.pb.com 199.231.44.222
known clamserver.pb.com 199.231.33.54
known smt.pb.com 199.231.44.54
known fr.pitneybowes.ca 199.231.44.12
known sending.us.pitneybowes.com 199.231.33.6
known pb.com 203.0.113.50
known router7.teamviewer.com 203.0.113.51
resolver internet 203.0.113.53 franking-1
web internet "152.144.128.244:443 ssl" "152.144.128.236:443 ssl" 152.144.128.236:80 "199.231.44.222:443 ssl" \
    199.231.33.54:80 "199.231.44.54:443 ssl" 199.231.44.54:80 "199.231.44.12:443 ssl" 199.231.44.12:80 \
    "199.231.33.6:443 ssl" "203.0.113.50:443 ssl" "203.0.113.51:443 ssl"
greets internet 203.0.113.51 5938 'TV'
web franking-1 10.20.4.40:80

lookups franking-1 203.0.113.53 conforming "CPLUS-009 CPLUS-033 CPLUS-034" "DNS is documented"
flow cplus-distribution franking-1 distservp1.pb.com tcp 443 1 conforming "CPLUS-080 $secure" "TLS 1.3" -- curl -sk https://distservp1.pb.com/dstproduct.asp
flow cplus-funds franking-1 cometservc1.pb.com tcp 443 1 conforming "CPLUS-092 $secure" "TLS 1.2" -- curl -sk --tls-max 1.2 https://cometservc1.pb.com/T3cometsserver_03.asp
flow cplus-funds-http franking-1 cometservc1.pb.com tcp 80 1 conforming "CPLUS-087 $clear" "HTTP, as documented" -- curl -s http://cometservc1.pb.com/T3cometsserver_03.asp
flow cplus-transactions franking-1 pbgdspp1.pb.com tcp 443 1 conforming "CPLUS-099 CPLUS-117 CPLUS-119 $secure" "transactions" -- curl -sk -d '<t/>' https://pbgdspp1.pb.com/MS1/DlaService.svc
flow cplus-antivirus franking-1 clamserver.pb.com tcp 80 1 conforming "CPLUS-104 CPLUS-018 CPLUS-176 $clear" "signatures" -- curl -s http://clamserver.pb.com/daily.cvd
flow cplus-updates franking-1 smt.pb.com tcp 443 1 conforming "CPLUS-114 $secure" "updates" -- curl -sk https://smt.pb.com/
flow cplus-updates-http franking-1 smt.pb.com tcp 80 1 conforming "CPLUS-017 $clear" "updates over port 80" -- curl -s http://SMT.pb.com/
flow cplus-account franking-1 fr.pitneybowes.ca tcp 80 1 conforming "CPLUS-137 $clear" "your account" -- curl -s http://fr.pitneybowes.ca/signin
flow cplus-supplies franking-1 fr.pitneybowes.ca tcp 443 1 conforming "CPLUS-144 $secure" "supplies" -- curl -sk https://fr.pitneybowes.ca/shop/encre
flow cplus-teamviewer franking-1 router7.teamviewer.com tcp 5938 1 conforming "CPLUS-049 CPLUS-043 CPLUS-048 CPLUS-051 CPLUS-195" "any server" -- bash -c 'printf x | socat -T 1 - TCP:router7.teamviewer.com:5938'
flow cplus-teamviewer-443 franking-1 router7.teamviewer.com tcp 443 1 conforming "CPLUS-056 CPLUS-046 CPLUS-043 CPLUS-195 CPLUS-020" "listed name" -- curl -sk https://router7.teamviewer.com/
flow cplus-dns-tcp franking-1 203.0.113.53 tcp 53 1 conforming "CPLUS-035 CPLUS-009 CPLUS-033" "DNS over TCP" -- dig +tcp +tries=1 @203.0.113.53 distservp1.pb.com
flow cplus-port-4433 franking-1 152.144.128.244 tcp 4433 1 undocumented "$machine_out" "refused" -- curl -sk https://152.144.128.244:4433/
flow cplus-apex franking-1 pb.com tcp 443 1 undocumented "$machine_out" "the apex is not listed" -- curl -sk https://pb.com/
flow cplus-foreign-sni franking-1 152.144.128.244 tcp 443 1 undocumented "$machine_out CPLUS-080 $secure" "another name at a listed address" -- curl -sk --resolve files.example:443:152.144.128.244 https://files.example/
flow cplus-foreign-host franking-1 199.231.33.54 tcp 80 1 undocumented "$machine_out CPLUS-104 CPLUS-018 CPLUS-176 $clear" "another Host at a listed address" -- curl -s -H 'Host: files.example' http://199.231.33.54/
flow cplus-sendpro-off franking-1 sending.us.pitneybowes.com tcp 443 1 undocumented "$machine_out" "option sendpro is off" -- curl -sk https://sending.us.pitneybowes.com/
flow cplus-ping franking-1 152.144.128.244 icmp 0 1 undocumented "$machine_out" "service_test is off" -- ping -c 1 152.144.128.244
flow cplus-udp-443 franking-1 152.144.128.244 udp 443 1 undocumented "$machine_out" "UDP instead of TCP" -- bash -c 'printf @quic | socat -T 1 - UDP:152.144.128.244:443'
flow cplus-inbound-admin admin-pc franking-1 tcp 80 1 prohibited "CPLUS-004 CPLUS-178 CPLUS-187" "nobody may begin" -- curl -s http://10.20.4.40/
flow cplus-inbound-internet 203.0.113.66 franking-1 tcp 22 1 prohibited "CPLUS-004 CPLUS-178 CPLUS-187 CPLUS-045" "from the Internet, refused" -- socat -T 1 - TCP:10.20.4.40:22,bind=203.0.113.66
