#!/usr/bin/env bash
# Checks the boards with Grafana's own types; with `draw`, draws one with Grafana's own components as well.
#
#   grafana/check/run.sh                            validates, and sees bad boards refused
#   grafana/check/run.sh draw [ANSWERS [PICTURE]]   then draws; answers as DeploymentBoardIT leaves them
#
# Needs node 20 or newer with npm; drawing needs Chromium (CHROMIUM names it where it is not in /usr/bin).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
answers=$(realpath -m "${2:-$root/exporter/target/board-answers.json}")
picture=$(realpath -m "${3:-$root/docs/images/deployment-board.png}")
cd "$here"

if ! cmp -s package-lock.json node_modules/.installed-lock; then
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed-lock
fi
node_modules/.bin/tsc --project .
node src/validate.mjs

case ${1:-} in
  '') ;;
  draw)
    [[ -e $answers ]] || { echo "$answers is not there: run DeploymentBoardIT first" >&2 && exit 2; }
    mkdir -p "$(dirname "$picture")"
    node src/draw.mjs ../dashboards/deployment.json "$answers" "$picture"
    ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$here/run.sh" >&2 && exit 2 ;;
esac
