#!/usr/bin/env bash
# Checks the board with Grafana's own parts, which npm installs.
set -euo pipefail
source "$(dirname "$0")/stage.sh"
cd "$(dirname "$0")/.."
command -v npm >/dev/null || skip "no npm on this machine"
node --eval 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || skip "node $(node --version) is older than 20"
exec grafana/check/run.sh
