#!/usr/bin/env bash
# Checks the board with Grafana's own parts, which npm installs.
set -euo pipefail
source "$(dirname "$0")/stage.sh"
cd "$(dirname "$0")/.."
command -v npm >/dev/null || skip "no npm on this machine"
exec grafana/check/run.sh
