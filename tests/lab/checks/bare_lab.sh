#!/usr/bin/env bash
# The lab around a plain forwarder instead of the appliance, in the foreground; run inside tests/lab/sandbox.
set -euo pipefail
network=$(dirname "$(realpath "$0")")/../network
work=$1
"$network" up "$work"
"$network" servers "$work"
exec "$network" traffic "$work" --now
