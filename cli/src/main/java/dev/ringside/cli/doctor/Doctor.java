package dev.ringside.cli.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes all checks of a node. */
public final class Doctor {

  private static final Pattern BROKER = Pattern.compile("(.+):(\\d{1,5})");

  /** Files that a daemon keeps while it holds the clock. */
  private static final List<Path> CLOCK_KEEPERS =
      List.of(
          Path.of("/run/systemd/timesync/synchronized"),
          Path.of("/run/chrony/chronyd.pid"),
          Path.of("/var/run/chronyd.pid"),
          Path.of("/var/run/ntpd.pid"),
          Path.of("/run/ptp4l"));

  private final Node node;

  public Doctor(Node node) {
    this.node = node;
  }

  /**
   * @param brokers addresses of Kafka, {@code host:port,host:port}; empty to leave it out
   */
  public List<Diagnosis> examine(String brokers) {
    List<Diagnosis> found = new ArrayList<>();
    List<Node.Running> engines = node.processes();
    if (engines.isEmpty()) {
      found.add(
          Diagnosis.note("engine", "no inference engine runs here: this shell's variables follow"));
      found.addAll(new InspectorChecks(node, node.environment(), Optional.empty()).all());
    }
    for (Node.Running engine : representatives(engines)) {
      found.add(Diagnosis.ok("engine", "pid %d: %s".formatted(engine.pid(), shortened(engine))));
      Optional<NcclVersion> nccl = NcclVersion.of(engine, node);
      found.addAll(new InspectorChecks(node, engine.environment(), nccl).all());
      found.addAll(RouteChecks.of(engine));
    }
    found.add(clock());
    if (!brokers.isEmpty()) {
      found.addAll(kafka(brokers));
    }
    return found;
  }

  /** Workers of one server have the same variables: one of those that are alike is enough. */
  private static List<Node.Running> representatives(List<Node.Running> engines) {
    record Setup(Map<String, String> environment, boolean hasLibraries) {}
    List<Node.Running> chosen = new ArrayList<>();
    List<Setup> known = new ArrayList<>();
    for (Node.Running engine : engines) {
      Setup setup = new Setup(engine.environment(), !engine.libraries().isEmpty());
      if (!known.contains(setup)) {
        known.add(setup);
        chosen.add(engine);
      }
    }
    return chosen;
  }

  private static String shortened(Node.Running engine) {
    String command = engine.command().replaceAll("(--[a-z-]*(?:key|token)[= ])\\S+", "$1...");
    return command.length() > 100 ? command.substring(0, 100) + "..." : command;
  }

  private Diagnosis clock() {
    return CLOCK_KEEPERS.stream()
        .filter(node::exists)
        .findFirst()
        .map(file -> Diagnosis.ok("clock", "kept in time (%s)".formatted(file)))
        .orElse(
            Diagnosis.note(
                "clock",
                "no daemon that keeps the time was found: hosts may differ, and windows then wait"
                    + " for the slowest; run chrony or systemd-timesyncd"));
  }

  private List<Diagnosis> kafka(String brokers) {
    List<Diagnosis> found = new ArrayList<>();
    for (String broker : brokers.split(",")) {
      Matcher address = BROKER.matcher(broker.strip());
      if (!address.matches()) {
        found.add(
            Diagnosis.problem("Kafka", "\"%s\" is not a host:port".formatted(broker.strip())));
      } else if (node.accepts(address.group(1), Integer.parseInt(address.group(2)))) {
        found.add(Diagnosis.ok("Kafka", broker.strip() + " accepts connections"));
      } else {
        found.add(
            Diagnosis.problem(
                "Kafka", broker.strip() + " accepts no connection within three seconds"));
      }
    }
    return found;
  }

  /**
   * The variables to set for the engine, as a shell takes them.
   *
   * @param plugin path of the Inspector's library
   * @param folder where it writes
   */
  public static String environmentBlock(String plugin, String folder) {
    return """
    export NCCL_PROFILER_PLUGIN=%s
    export NCCL_INSPECTOR_ENABLE=1
    export NCCL_INSPECTOR_ENABLE_P2P=1
    export NCCL_INSPECTOR_DUMP_DIR=%s
    export NCCL_INSPECTOR_DUMP_THREAD_INTERVAL_MICROSECONDS=500000
    export NCCL_INSPECTOR_DUMP_MIN_SIZE_BYTES=0
    export NCCL_INSPECTOR_DUMP_COLL_RING_SIZE=8192
    export NCCL_INSPECTOR_DUMP_P2P_RING_SIZE=8192
    export NCCL_INSPECTOR_DUMP_VERBOSE=1
    export NCCL_INSPECTOR_REQUIRE_KERNEL_TIMING=0
    """
        .formatted(plugin, folder);
  }
}
