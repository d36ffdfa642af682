# SNEP7 on premises: phones, people and an integration server inside, one authorised extension outside. Recorded on the PBX's cable: Ethernet, classic
# format, nanoseconds.
capture_name=capture.pcap
recorder=(tcpdump -q -n -i pbx-1 --time-stamp-precision=nano -U -w)
inside_only="default-deny/pbx/in SNEP7-095"
outside="default-deny/pbx/in SNEP7-094 SNEP7-095"
lists="SNEP7-094 SNEP7-095"

internet_cable
host pbx-1 10.20.3.5
for phone in 101 102 103; do host "desk-$phone" "10.20.12.$phone"; done
host admin-pc 10.20.2.50
host crm-1 10.20.5.40
host visitor 10.21.0.9
internet 203.0.113.50 203.0.113.66 203.0.113.80
web pbx-1 10.20.3.5:80 10.20.3.5:3000 10.20.3.5:5000 10.20.3.5:8080 10.20.3.5:8088
greets pbx-1 10.20.3.5 5038 'Asterisk Call Manager/2.8.0\r\n'
secure_shell pbx-1 10.20.3.5:2522
web internet "203.0.113.80:443 ssl"
registrar pbx-1 10.20.3.5
phone=(sipp -sf "$work/phone.xml" -m 1 -nostdin -p 5060)

for number in 101 102 103; do
    flow "snep7-phone-$number" "desk-$number" pbx-1 udp 5060 1 conforming "SNEP7-086 $lists" "REGISTER, 200 OK" -- "${phone[@]}" -i "10.20.12.$number" -s "$number" 10.20.3.5:5060
done
flow snep7-phone-remote 203.0.113.50 pbx-1 udp 5060 1 conforming "SNEP7-084 SNEP7-063 SNEP7-079 SNEP7-080 SNEP7-081" "authorised remote extension, redirected" -- "${phone[@]}" -i 203.0.113.50 -s 150 10.20.3.5:5060
flow snep7-phone-stranger 203.0.113.66 pbx-1 udp 5060 1 undocumented "$outside SNEP7-098" "not an authorised source" -- "${phone[@]}" -i 203.0.113.66 -s 101 10.20.3.5:5060
flow snep7-web admin-pc pbx-1 tcp 80 2 conforming "SNEP7-087 $lists" "SNEP" -- bash -c 'curl -s http://10.20.3.5/snep/; curl -s http://10.20.3.5/snep/login'
flow snep7-itc-3000 admin-pc pbx-1 tcp 3000 1 conforming "SNEP7-088 $lists" "ITC" -- curl -s http://10.20.3.5:3000/
flow snep7-itc-5000 admin-pc pbx-1 tcp 5000 1 conforming "SNEP7-089 $lists" "ITC" -- curl -s http://10.20.3.5:5000/
flow snep7-ami crm-1 pbx-1 tcp 5038 1 conforming "SNEP7-090 $lists" "AMI" -- bash -c 'printf "Action: Ping\r\n\r\n" | socat -T 1 - TCP:10.20.3.5:5038'
flow snep7-ari crm-1 pbx-1 tcp 8088 1 conforming "SNEP7-091 $lists" "ARI" -- curl -s http://10.20.3.5:8088/ari/channels
flow snep7-qmanager admin-pc pbx-1 tcp 8080 1 conforming "SNEP7-092 $lists" "Q-Manager" -- curl -s http://10.20.3.5:8080/
flow snep7-ssh admin-pc pbx-1 tcp 2522 1 conforming "SNEP7-093 $lists" "SSH" -- dbclient -y -y -T -p 2522 root@10.20.3.5 true
flow snep7-sip-tcp desk-101 pbx-1 tcp 5060 1 undocumented "$inside_only" "SIP over TCP, refused" -- socat -T 1 - TCP:10.20.3.5:5060
flow snep7-sip-5061 desk-102 pbx-1 udp 5061 1 undocumented "$inside_only" "port unreachable" -- bash -c 'printf x | socat -T 1 - UDP:10.20.3.5:5061'
flow snep7-rtp desk-103 pbx-1 udp 10500 1 undocumented "$inside_only" "rtp_range is not set" -- bash -c 'printf "\200\010\000\001rtprtprtprtp" | socat -T 1 - UDP:10.20.3.5:10500'
flow snep7-ssh-22 admin-pc pbx-1 tcp 22 1 undocumented "$inside_only" "SSH is on 2522" -- socat -T 1 - TCP:10.20.3.5:22
flow snep7-port-81 admin-pc pbx-1 tcp 81 1 undocumented "$inside_only" "one port beside" -- curl -s http://10.20.3.5:81/
flow snep7-visitor visitor pbx-1 tcp 80 1 undocumented "$outside" "outside internal_networks" -- curl -s http://10.20.3.5/snep/
flow snep7-internet 203.0.113.66 pbx-1 tcp 8080 1 undocumented "$outside" "from the Internet" -- curl -s --interface 203.0.113.66 http://10.20.3.5:8080/
flow snep7-calls-out pbx-1 203.0.113.80 tcp 443 1 undocumented default-deny/pbx/out "the PBX reaches out" -- curl -sk https://203.0.113.80/
flow snep7-calls-phone pbx-1 desk-101 tcp 80 1 undocumented default-deny/pbx/out "the PBX reaches a phone's web page, refused" -- curl -s http://10.20.12.101/
flow snep7-ping admin-pc pbx-1 icmp 0 1 undocumented "$inside_only" "ICMP is not listed" -- ping -c 2 -i 0.3 10.20.3.5
