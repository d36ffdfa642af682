# shellcheck shell=bash
# Sourced by the checks of the roles after tests/lab/checks/check.sh: the appliance in its lab, and questions to it.
# The caller sets `portolan` and `listen` (address:port of the page).

# shellcheck source-path=SCRIPTDIR source=../lab/checks/compare.sh
source "$checks/compare.sh"
lab_root=${PORTOLAN_LAB_ROOT:-$(realpath -m "$lab/../../build/lab/root")}
need_root

# The command line; findings are no failure.
ask() { PORTOLAN_SOCKET="@portolan-${listen##*:}" "$portolan" "$@" --json 2>/dev/null || [[ $? -eq 1 ]]; }
loaded() { ask status >"$folder/status" 2>/dev/null && lab_jq -e .enforcement.loaded "$folder/status" &>/dev/null; }
at_machine() {
    local machine=$1
    shift
    nsenter --target "$inside" --mount --pid --root -- nsenter --net="/run/netns/$machine" -- "$@"
}
milliseconds() { date +%s%3N; }

# shown_findings FILE: the ids of all findings, open and closed.
shown_findings() {
    local again
    : >"$1"
    # The list is sorted by the latest change: a finding that changes while its pages are read moves to a page that was
    # read already. It is there at the next reading.
    for again in 1 2 3; do
        ask findings --all >"$folder/findings" && lab_jq -e .items "$folder/findings" >/dev/null || return 1
        lab_jq -r '.items[].fid' "$folder/findings" | sort -u - "$1" >"$1.$again" && mv "$1.$again" "$1"
    done
}

# Packets that the kernel counted as denied, over all decisions.
denied_packets() {
    PORTOLAN_SOCKET="@portolan-${listen##*:}" lab_curl /api/v1/policy | lab_jq '[.decisions[] | select(.action == "drop") | .packets] | add // 0'
}

lab_curl() { # TARGET
    local libraries
    libraries=$(dirname "$(find "$lab_root/usr/lib" -name 'libcurl.so.4' -print -quit)")
    LD_LIBRARY_PATH=$libraries "$lab_root/usr/bin/curl" -sf --abstract-unix-socket "portolan-${listen##*:}" "http://localhost$1"
}

# Numbers and identities of the events that the collector wrote.
event_numbers() { sed -n 's/.* id="\([^"]*\)" seq="\([0-9]*\)".*/\2 \1/p' "/proc/$inside/root/run/portolan-lab/syslog.log" >"$1"; }
received() {
    event_numbers "$folder/events"
    grep -q "^$1 " "$folder/events"
}

# Leaves `inside`, a process of the lab, and `folder`.
begin_session() {
    start_lab "$portolan" up --lab --listen "$listen"
    until_true 240 loaded || { cat "$folder/output" && wrong "the appliance does not come up" && finish; }
    inside=$(first_inside)
}
