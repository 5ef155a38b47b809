#!/usr/bin/env bash
# Builds, without pulling anything, the images that docker-compose.yml starts from.
#
#   images.sh DIR   builds in DIR on the engine of DOCKER_HOST
#
# local/jre:17 from Debian packages; local/kafka, local/flink and local/prometheus on top of it from the very jars
# and programs that the build and the tests use. They stand in for the public images, which are not pulled here.
set -euo pipefail
source "$(dirname "$0")/stage.sh"
cd "$(dirname "$0")/.."
readonly work=$1

base() {
  say "local/jre:17 from Debian packages"
  debootstrap --variant=minbase --include=openjdk-17-jre-headless,ca-certificates,bash,wget \
    bookworm "$work/rootfs" >"$work/debootstrap.log" 2>&1 || { tail -n 20 "$work/debootstrap.log"; return 1; }
  tar -C "$work/rootfs" -c . | docker import - local/jre:17 >/dev/null
  rm -rf "$work/rootfs"
}

# Copies a twin's folder and the jars its pom names into a build context.
context_of_jars() {
  cp -r ".ci/twins/$1" "$work/$1"
  mvn -B -q -ntp -f ".ci/twins/$1" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$work/$1/lib"
}

context_of_prometheus() {
  cp -r .ci/twins/prometheus "$work/prometheus"
  cp "$(command -v prometheus)" "$(command -v promtool)" "$work/prometheus/"
}

image() {
  say "local/$1"
  docker build --tag "local/$1" "$work/$1" >"$work/$1.log" 2>&1 || { tail -n 20 "$work/$1.log"; return 1; }
}

base
context_of_jars kafka
context_of_jars flink
context_of_prometheus
for twin in kafka flink prometheus; do
  image "$twin"
done
