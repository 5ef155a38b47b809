#!/usr/bin/env bash
# Understands what docker-compose.yml asks of the public image's entry point: the commands jobmanager,
# standalone-job and taskmanager, and FLINK_PROPERTIES.
set -euo pipefail

class=
case ${1:-help} in
  jobmanager) class=org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint ;;
  standalone-job) class=org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint ;;
  taskmanager) class=org.apache.flink.runtime.taskexecutor.TaskManagerRunner ;;
  *) exec "$@" ;;
esac
shift

# A line of FLINK_PROPERTIES is a flat YAML pair already.
printf '%s\n' "${FLINK_PROPERTIES:-}" >"$FLINK_CONF_DIR/config.yaml"
cat >>"$FLINK_CONF_DIR/config.yaml" <<CONFIG
blob.server.port: 6124
CONFIG

# As the public image's script does: root becomes flink, and flink stays flink.
as_flink=()
if [[ $(id -u) == 0 ]]; then
  chown flink "$FLINK_CONF_DIR/config.yaml"
  as_flink=(setpriv --reuid flink --regid flink --clear-groups)
fi

# As env.java.opts.all has it in the configuration that Flink is delivered with.
opens=()
for package in java.lang java.net java.io java.nio sun.nio.ch java.lang.reflect java.text java.time java.util \
  java.util.concurrent java.util.concurrent.atomic java.util.concurrent.locks; do
  opens+=(--add-opens "java.base/$package=ALL-UNNAMED")
done

memory=(-Xmx700m)
settings=()
if [[ $class == *TaskManagerRunner ]]; then
  # The public image's scripts work these out of taskmanager.memory.process.size; the runner asks for all of them.
  memory=(-Xmx512m -XX:MaxDirectMemorySize=256m -XX:MaxMetaspaceSize=256m)
  settings=(-D taskmanager.cpu.cores=2 -D taskmanager.memory.task.heap.size=384m -D taskmanager.memory.framework.heap.size=128m
    -D taskmanager.memory.task.off-heap.size=0m -D taskmanager.memory.framework.off-heap.size=128m
    -D taskmanager.memory.network.min=128m -D taskmanager.memory.network.max=128m -D taskmanager.memory.managed.size=64m
    -D taskmanager.memory.jvm-metaspace.size=256m -D taskmanager.memory.jvm-overhead.min=192m
    -D taskmanager.memory.jvm-overhead.max=192m)
fi
exec "${as_flink[@]}" \
  java "${opens[@]}" "${memory[@]}" -Dlog4j2.configurationFile="$FLINK_CONF_DIR/log4j-console.properties" -cp "$FLINK_LIB_DIR/*" \
  "$class" --configDir "$FLINK_CONF_DIR" "${settings[@]}" "$@"
