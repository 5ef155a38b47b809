#!/usr/bin/env bash
# A container engine of our own, out of the way of any other: its data, socket and pid file live in one directory.
#
#   engine.sh start DIR   returns when it answers on unix://DIR/docker.sock; exit 77 and a reason where it cannot run
#   engine.sh stop DIR    stops it and waits until it has gone
#
# No packet filter rule is touched: containers reach each other over their bridge and are reached through
# docker's user-land proxy on loopback. They have no way out, and need none.
set -euo pipefail
source "$(dirname "$0")/stage.sh"

start() {
  local dir=$1
  [[ $(id -u) == 0 ]] || skip "the container engine needs root"
  command -v dockerd >/dev/null || skip "no dockerd on this machine"
  mkdir -p "$dir"
  [[ -e /sys/class/net/docker0 ]] || touch "$dir/bridge-is-ours"
  dockerd --data-root "$dir/data" --exec-root "$dir/exec" --pidfile "$dir/pid" \
    --host "unix://$dir/docker.sock" --iptables=false --ip6tables=false --ip-masq=false \
    >"$dir/log" 2>&1 </dev/null &
  local engine=$!
  disown
  answers_or_gone() {
    docker --host "unix://$dir/docker.sock" info || gone "$engine"
  }
  if ! within 60 answers_or_gone || gone "$engine"; then
    tail -n 15 "$dir/log"
    stop "$dir"
    skip "the container engine does not start here: $(tail -n 1 "$dir/log" | cut -c1-200)"
  fi
}

gone() {
  ! kill -0 "$1" 2>/dev/null
}

stop() {
  local dir=$1
  if [[ -s $dir/pid ]]; then
    local pid
    pid=$(<"$dir/pid")
    kill "$pid" 2>/dev/null || true
    within 30 gone "$pid" || kill -9 "$pid" 2>/dev/null || true
  fi
  [[ ! -e $dir/bridge-is-ours ]] || ip link delete docker0 2>/dev/null || true
}

"$1" "$2"
