package dev.ringside.testkit.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The files and JVM flags of a small cluster on loopback.
 *
 * @param folder configuration, temporary files, logs and checkpoints all lie here
 * @param taskHeapMebibytes heap of each task manager for the job itself
 */
record ClusterConfiguration(
    Path folder, int rpcPort, int restPort, int slotsEach, int taskHeapMebibytes) {
  /** Enough for the few records of a test. */
  static final int SMALL_HEAP_MEBIBYTES = 128;

  private static final int FRAMEWORK_HEAP_MEBIBYTES = 64;

  private static final String LOGGING =
      """
      status = error
      rootLogger.level = info
      rootLogger.appenderRef.console.ref = console
      appender.console.name = console
      appender.console.type = Console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5p %c{1} %m%n%throwable
      """;

  void write() {
    try {
      Files.writeString(folder.resolve("config.yaml"), yaml());
      Files.writeString(folder.resolve("log4j2.properties"), LOGGING);
    } catch (IOException e) {
      throw new UncheckedIOException("Flink's configuration", e);
    }
  }

  private String yaml() {
    return settings().entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>(MEMORY);
    settings.putAll(RECOVERY);
    settings.put("taskmanager.memory.task.heap.size", taskHeapMebibytes + "m");
    settings.put("jobmanager.rpc.address", "127.0.0.1");
    settings.put("jobmanager.bind-host", "127.0.0.1");
    settings.put("jobmanager.rpc.port", rpcPort);
    settings.put("rest.address", "127.0.0.1");
    settings.put("rest.bind-address", "127.0.0.1");
    settings.put("rest.port", restPort);
    settings.put("taskmanager.host", "127.0.0.1");
    settings.put("taskmanager.bind-host", "127.0.0.1");
    settings.put("taskmanager.numberOfTaskSlots", slotsEach);
    settings.put("io.tmp.dirs", folder.resolve("tmp"));
    settings.put("execution.checkpointing.dir", folder.resolve("checkpoints").toUri());
    return settings;
  }

  /** Flink's start scripts compute these; without the scripts they have to be said. */
  private static final Map<String, String> MEMORY =
      Map.ofEntries(
          Map.entry("taskmanager.cpu.cores", "1.0"),
          Map.entry("taskmanager.memory.framework.heap.size", "64m"),
          Map.entry("taskmanager.memory.task.off-heap.size", "32m"),
          Map.entry("taskmanager.memory.framework.off-heap.size", "64m"),
          Map.entry("taskmanager.memory.network.min", "64m"),
          Map.entry("taskmanager.memory.network.max", "64m"),
          Map.entry("taskmanager.memory.managed.size", "16m"),
          Map.entry("taskmanager.memory.jvm-metaspace.size", "128m"),
          Map.entry("taskmanager.memory.jvm-overhead.min", "64m"),
          Map.entry("taskmanager.memory.jvm-overhead.max", "64m"));

  /** A lost task manager is noticed in seconds, and the job restarts at once. */
  private static final Map<String, String> RECOVERY =
      Map.of(
          "heartbeat.interval", "500",
          "heartbeat.timeout", "5000",
          "restart-strategy.type", "fixed-delay",
          "restart-strategy.fixed-delay.attempts", "20",
          "restart-strategy.fixed-delay.delay", "500 ms");

  List<String> jobManagerJvm() {
    return jvm("-Xmx256m");
  }

  List<String> taskManagerJvm() {
    return jvm(
        "-Xmx" + (taskHeapMebibytes + FRAMEWORK_HEAP_MEBIBYTES) + "m",
        "-XX:MaxDirectMemorySize=160m");
  }

  private List<String> jvm(String... memory) {
    List<String> options = new java.util.ArrayList<>(List.of(memory));
    options.add("-XX:+UseSerialGC");
    // Submission through REST reflects on a map; a distribution's own configuration opens this too.
    options.add("--add-opens=java.base/java.util=ALL-UNNAMED");
    options.add("-Dlog4j2.configurationFile=" + folder.resolve("log4j2.properties"));
    return options;
  }
}
