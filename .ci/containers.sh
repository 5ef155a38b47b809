#!/usr/bin/env bash
# docker-compose.yml for real: starts an engine, builds twins of the public images, brings the stack up (Grafana
# aside), replays a recording into it, kills the JobManager, replays again, and asks the stack's Prometheus each time
# what came out. Then the agent's image, and the tests that start containers. Leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/.."
source .ci/stage.sh

work=$(mktemp -d /tmp/ringside-containers.XXXXXX)
cleanup() {
  local status=$?
  trap - EXIT
  if [[ -S $work/engine/docker.sock ]]; then
    ((status == 0)) || compose logs --no-color --tail=40 || true
    compose down --volumes --timeout 10 >/dev/null 2>&1 || true
  fi
  .ci/engine.sh stop "$work/engine"
  rm -rf "$work"
  exit "$status"
}
trap cleanup EXIT
trap 'exit 143' TERM INT

compose() {
  docker-compose --project-name ringside-ci "$@"
}

readonly services=(kafka topics jobmanager taskmanager-1 taskmanager-2 exporter prometheus)
readonly recording=cli/src/main/resources/dev/ringside/cli/demo/transformers-tp2

.ci/engine.sh start "$work/engine"
export DOCKER_HOST=unix://$work/engine/docker.sock COMPOSE_HTTP_TIMEOUT=120
export KAFKA_IMAGE=local/kafka FLINK_IMAGE=local/flink PROMETHEUS_IMAGE=local/prometheus JRE_IMAGE=local/jre:17
RINGSIDE_KAFKA_PORT=$(free_port) RINGSIDE_FLINK_PORT=$(free_port)
RINGSIDE_EXPORTER_PORT=$(free_port) RINGSIDE_PROMETHEUS_PORT=$(free_port)
export RINGSIDE_KAFKA_PORT RINGSIDE_FLINK_PORT RINGSIDE_EXPORTER_PORT RINGSIDE_PROMETHEUS_PORT

mkdir "$work/images"
.ci/images.sh "$work/images"

say "our images, from our Dockerfiles"
./ringside version >/dev/null
compose build --quiet "${services[@]}"

say "up: ${services[*]}"
started=$SECONDS
compose up --detach --no-build "${services[@]}" >"$work/up.log" 2>&1 || { tail -n 20 "$work/up.log"; exit 1; }

# Every service that stays is healthy.
healthy() {
  local service container
  for service in "${services[@]}"; do
    [[ $service != topics ]] || continue
    container=$(compose ps --quiet "$service")
    [[ -n $container && $(docker inspect --format '{{.State.Health.Status}}' "$container") == healthy ]] || return 1
  done
}
within 180 healthy || { compose ps; exit 1; }
say "all healthy after $((SECONDS - started)) s"

replay() {
  ./ringside replay "$recording" --deployment "$recording/deployment.yaml" \
    --brokers "localhost:$RINGSIDE_KAFKA_PORT" --report-json "$work/report.json"
  [[ $(jq -r .verdict "$work/report.json") == match ]]
}

# The value of a query at the stack's own Prometheus: a number, or nothing.
value() {
  curl --silent --fail --get "http://127.0.0.1:$RINGSIDE_PROMETHEUS_PORT/api/v1/query" --data-urlencode "query=$1" |
    jq -r '.data.result[0].value[1] // empty'
}

is() {
  [[ $(value "$1") == "$2" ]]
}

figures=0
expect() {
  if ! within 45 is "$1" "$2"; then
    echo "expected $2, got '$(value "$1")' from: $1"
    return 1
  fi
  figures=$((figures + 1))
}

# hf_llama_tp2: 2 ranks, 8 layers, one prefill and 31 decode passes; all counters are sums over the ranks.
readonly name='deployment="hf-llama-tp2"'
expect_replays() {
  expect "sum(ringside_collective_calls_total{$name,collective=\"AllReduce\",phase=\"prefill\"})" $((32 * $1))
  expect "sum(ringside_collective_calls_total{$name,collective=\"AllReduce\",phase=\"decode\"})" $((992 * $1))
  expect "sum(ringside_collective_calls_total{$name,collective=\"AllGather\"})" $((64 * $1))
  expect "sum(ringside_collective_expected_calls_total{$name})" $((1088 * $1))
  expect "sum(ringside_passes_total{$name})" $((32 * $1))
  expect "ringside_verdict{$name,verdict=\"match\"}" 1
  expect "ringside_coverage_ratio{$name}" 1
  expect "ringside_calls_observed_total{$name} - ringside_calls_windowed_total{$name}" 0
}

flink() {
  curl --silent --fail "http://127.0.0.1:$RINGSIDE_FLINK_PORT/$1"
}

# The job has completed a checkpoint that began after the given time, milliseconds since 1970.
checkpointed_since() {
  local job
  job=$(flink jobs/overview | jq -r '.jobs[0].jid')
  (($(flink "jobs/$job/checkpoints" | jq '.latest.completed.trigger_timestamp // 0') > $1))
}

say "replay, into a job that has been idle for longer than its time-out for idle partitions"
sleep 12
replay
expect_replays 1
say "$figures figures in Prometheus are what the recording holds"

say "replay again, after the JobManager was killed: a job without its state would count from 0"
within 60 checkpointed_since "$(date +%s%3N)"
jobmanager=$(compose ps --quiet jobmanager)
docker kill "$jobmanager" >/dev/null
docker start "$jobmanager" >/dev/null
within 120 healthy || { compose ps; exit 1; }
replay
expect_replays 2
say "$figures figures now, all of them right"

curl --silent --fail "http://127.0.0.1:$RINGSIDE_EXPORTER_PORT/metrics" | promtool check metrics
say "/metrics passes promtool"

.ci/agent-image.sh "$work/agent" ringside-ci_default kafka:19092

compose down --volumes --timeout 10 >/dev/null 2>&1

say "tests that start containers"
TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1 RINGSIDE_KAFKA_IMAGE=local/kafka \
  mvn -B -ntp -pl testkit surefire:test -Dgroups=containers | tee "$work/tests.log"
grep -qE 'Tests run: [1-9][0-9]*, Failures: 0, Errors: 0, Skipped: 0' "$work/tests.log"
note "$figures figures seen in Prometheus"
