# shellcheck shell=bash
# Sourced by run and test: names the phase that is running and says at the end what the time went into.

# The launcher of the presets; the sloppiness lets ccache see through the precompiled header of the tests.
export PORTOLAN_LAUNCHER=ccache CCACHE_SLOPPINESS=pch_defines,time_macros
CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
export CMAKE_BUILD_PARALLEL_LEVEL

phase_report=""

# phase NAME COMMAND...
phase() {
    local name=$1 began=$EPOCHREALTIME took
    shift
    printf '\n== %s\n' "$name"
    "$@"
    took=$(((${EPOCHREALTIME/[.,]/} - ${began/[.,]/}) / 1000))
    phase_report+=$(printf '%7d.%01d s  %s' $((took / 1000)) $((took % 1000 / 100)) "$name")$'\n'
}

phase_times() {
    printf '\n== time spent\n%s' "$phase_report"
}
