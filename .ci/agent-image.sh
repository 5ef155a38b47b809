#!/usr/bin/env bash
# The agent's image for real: built from its Dockerfile, run as deploy/kubernetes runs it (its own user, a root file
# system that is read only, no capability, 256 MiB) on files of the Inspector. First where no broker is to be found:
# the calls must wait in its volume, through a kill. Then on the network of the stack: they must arrive.
#
#   agent-image.sh DIR NETWORK BROKERS   works in DIR on the engine of DOCKER_HOST; the jars must be built
set -euo pipefail
cd "$(dirname "$0")/.."
source .ci/stage.sh

readonly work=$1 network=$2 brokers=$3 name=ringside-ci-agent
readonly ranks=2 calls=200
port=$(free_port)
mkdir -p "$work/inspector" "$work/state"
chown 9465 "$work/state"
trap 'docker rm --force "$name" >/dev/null 2>&1 || true' EXIT

cat >"$work/agent.yaml" <<YAML
deployment: agent-image
ranks-per-replica: $ranks
kafka: {brokers: "$brokers"}
sources: [{inspector: /inspector}]
spool: {directory: /var/lib/ringside/spool, bytes: 64MiB}
metrics: {address: 0.0.0.0, port: 9465}
YAML

# As NCCL 2.30 writes it: an all-reduce of 16 KiB every 5 ms.
lines() {
  awk -v rank="$1" -v pid=$((4700 + $1)) -v ranks=$ranks -v calls=$calls -v now="$(date +%s)" 'BEGIN {
    for (call = 0; call < calls; call++) {
      printf "{\"header\":{\"id\":\"0x7f8c496ae9f661\",\"comm_name\":\"tp:0\",\"rank\":%d,\"n_ranks\":%d,\"nnodes\":1},", rank, ranks
      printf "\"metadata\":{\"inspector_output_format_version\":\"v4.0\",\"git_rev\":\"\",\"rec_mechanism\":\"nccl_profiler_interface\",\"dump_timestamp_us\":%d%06d,\"hostname\":\"node\",\"pid\":%d},", now, call * 5000 % 1000000, pid
      printf "\"coll_perf\":{\"coll\":\"AllReduce\",\"coll_sn\":%d,\"coll_msg_size_bytes\":16384,\"coll_exec_time_us\":20,\"coll_timing_source\":\"kernel_gpu\",\"coll_algobw_gbs\":0.8,\"coll_busbw_gbs\":0.8}}\n", call
    }
  }'
}
for ((rank = 0; rank < ranks; rank++)); do
  lines $rank >"$work/inspector/node-pid$((4700 + rank)).log"
done

metric() {
  curl --silent --fail "http://127.0.0.1:$port/metrics" | awk -v name="ringside_agent_$1" '$1 == name { print $2 + 0 }'
}

is() {
  [[ $(metric "$1") == "$2" ]]
}

healthy() {
  curl --silent --fail "http://127.0.0.1:$port/health"
}

# Waits for a figure: expect SECONDS METRIC VALUE.
expect() {
  within "$1" is "$2" "$3" || {
    echo "ringside_agent_$2 is '$(metric "$2")', expected $3"
    docker logs --tail 20 "$name"
    return 1
  }
}

say "the agent's image"
docker build --quiet --build-arg JRE_IMAGE="${JRE_IMAGE:-}" --file docker/agent/Dockerfile --tag local/agent . >/dev/null
docker run --detach --name "$name" --read-only --tmpfs /tmp:exec,size=64m --cap-drop ALL \
  --security-opt no-new-privileges --memory 256m --publish "127.0.0.1:$port:9465" \
  --volume "$work/agent.yaml:/etc/ringside/agent.yaml:ro" --volume "$work/inspector:/inspector:ro" \
  --volume "$work/state:/var/lib/ringside" local/agent >/dev/null
within 30 healthy || { docker logs --tail 20 "$name"; exit 1; }
[[ $(docker exec "$name" id -u) == 9465 ]]

readonly all=$((ranks * calls))
expect 30 calls_pending $all
is calls_delivered_total 0
say "no broker: healthy, and all $all calls wait"

docker kill "$name" >/dev/null
docker network connect "$network" "$name"
docker start "$name" >/dev/null
expect 30 calls_delivered_total $all
expect 5 calls_pending 0
say "killed, and started beside the broker: all $all calls have arrived, none is left"

docker stop --time 10 "$name" >/dev/null
[[ $(docker inspect --format '{{.State.OOMKilled}} {{.State.ExitCode}}' "$name") =~ ^false\ (0|143)$ ]]
