# shellcheck shell=bash
# Sourced: servers of the machines, each in the background for as long as the lab lives. The caller sets `work` (a
# folder of its own) and sources machines.sh.

# serve MACHINE COMMAND...
serve() {
    local machine=$1
    shift
    (exec nsenter --net="/run/netns/$prefix$machine" -- "$@") >>"$work/servers.log" 2>&1 </dev/null &
}

make_certificate() {
    [[ -s $work/cert.pem ]] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
        -subj /CN=lab -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
}

# web MACHINE LISTEN...: nginx; LISTEN is "ADDRESS:PORT", "ADDRESS:PORT ssl" or "ADDRESS:PORT ssl http2".
web() {
    local machine=$1 listen conf="$work/nginx-$1.conf"
    shift
    {
        echo "daemon off; master_process off; pid $work/nginx-$machine.pid; error_log stderr;"
        echo "events {} http { access_log off; server_tokens off; client_body_temp_path $work/body-$machine;"
        echo "proxy_temp_path $work/p; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;"
        echo "ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem;"
        echo "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_ciphers DEFAULT:@SECLEVEL=0;"
        for listen in "$@"; do echo "server { listen $listen; location / { return 200 ok; } }"; done
        echo "}"
    } >"$conf"
    serve "$machine" nginx -e stderr -c "$conf"
}

# tls_server MACHINE ADDRESS PORT: TLS with no protocol of its own inside.
tls_server() {
    serve "$1" openssl s_server -quiet -accept "$2:$3" -cert "$work/cert.pem" -key "$work/key.pem"
}

# greets MACHINE ADDRESS PORT TEXT: a server that speaks first, in clear text, and hears what comes.
greets() {
    printf '%b' "$4" >"$work/greeting-$1-$3"
    serve "$1" socat -T 3 "TCP-LISTEN:$3,bind=$2,fork,reuseaddr" "SYSTEM:cat $work/greeting-$1-$3; head -c 4096 >/dev/null"
}

# answers_udp MACHINE ADDRESS PORT: sends every datagram back.
answers_udp() { serve "$1" socat -T 2 "UDP-RECVFROM:$3,bind=$2,fork" PIPE; }

# secure_shell MACHINE ADDRESS:PORT
secure_shell() {
    [[ -s $work/host.key ]] || dropbearkey -t ed25519 -f "$work/host.key" >/dev/null 2>&1
    serve "$1" dropbear -F -E -P "$work/dropbear-$1.pid" -r "$work/host.key" -p "$2"
}

# mqtt_broker MACHINE ADDRESS...: MQTT over TLS on 8883 of each address.
mqtt_broker() {
    local machine=$1 ip
    shift
    {
        for ip in "$@"; do
            printf 'listener 8883 %s\ncertfile %s\nkeyfile %s\n' "$ip" "$work/cert.pem" "$work/key.pem"
        done
        printf 'allow_anonymous true\nuser root\n'
    } >"$work/mosquitto.conf"
    serve "$machine" mosquitto -c "$work/mosquitto.conf"
}

# snmp_agent MACHINE USER LISTEN...: communities `public`, SNMPv3 user USER (SHA, AES).
snmp_agent() {
    local machine=$1 user=$2
    shift 2
    printf 'sysName %s\nrocommunity public\nrocommunity6 public\ncreateUser %s SHA authpassword AES privpassword\nrouser %s priv\n' \
        "$machine" "$user" "$user" >"$work/snmpd-$machine.conf"
    MIBS='' SNMP_PERSISTENT_DIR=$work/snmp-$machine serve "$machine" snmpd -f -Lo -C -c "$work/snmpd-$machine.conf" "$@"
}

# ftps_server MACHINE ADDRESS: implicit TLS on 990, its data on 40000.
ftps_server() {
    mkdir -p "$work/ftp"
    chmod 755 "$work" "$work/ftp"
    cat >"$work/vsftpd.conf" <<CONF
listen=YES
background=NO
listen_address=$2
listen_port=990
anonymous_enable=YES
ftp_username=daemon
anon_root=$work/ftp
ssl_enable=YES
implicit_ssl=YES
allow_anon_ssl=YES
require_ssl_reuse=NO
rsa_cert_file=$work/cert.pem
rsa_private_key_file=$work/key.pem
ssl_ciphers=HIGH
pasv_min_port=40000
pasv_max_port=40000
seccomp_sandbox=NO
secure_chroot_dir=$work/ftp
CONF
    serve "$1" vsftpd "$work/vsftpd.conf"
}

# registrar MACHINE ADDRESS: answers every REGISTER with 200 OK. Writes phone.xml too, what a phone sends.
registrar() {
    cat >"$work/registrar.xml" <<'XML'
<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="registrar"><recv request="REGISTER"/><send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>
Expires: 300
Content-Length: 0

]]></send></scenario>
XML
    cat >"$work/phone.xml" <<'XML'
<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="phone"><send><![CDATA[
REGISTER sip:[remote_ip] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From: <sip:[service]@[remote_ip]>;tag=[call_number]
To: <sip:[service]@[remote_ip]>
Call-ID: [call_id]
CSeq: 1 REGISTER
Contact: <sip:[service]@[local_ip]:[local_port]>
Max-Forwards: 70
Expires: 300
Content-Length: 0

]]></send><recv response="200"/></scenario>
XML
    serve "$1" sipp -sf "$work/registrar.xml" -i "$2" -p 5060 -nostdin
}
