#!/usr/bin/env bash
# Installs what the stages need and this machine lacks, from Debian's packages. Starts nothing.
set -euo pipefail
source "$(dirname "$0")/stage.sh"

missing=()
need() {
  command -v "$1" >/dev/null || missing+=("$2")
}

need javac openjdk-17-jdk-headless
need mvn maven
need git git
need curl curl
need jq jq
need perl perl
need promtool prometheus
need node nodejs
need npm npm
need chromium chromium
need dockerd docker.io
need docker-compose docker-compose
need debootstrap debootstrap
need ip iproute2

if ((${#missing[@]} == 0)); then
  echo "nothing to install"
  exit 0
fi
if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
  note "not root on a Debian system, so not installed: ${missing[*]}"
  echo "missing, and not installed: ${missing[*]}"
  exit 0
fi
say "installing ${missing[*]}"
# In run level 1 no package starts its service.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
