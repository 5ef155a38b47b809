package dev.ringside.testkit.kafka;

import dev.ringside.testkit.process.FreePorts;
import dev.ringside.testkit.process.JavaProcess;
import dev.ringside.testkit.process.ScratchFolder;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Several brokers, each in a JVM of its own on loopback and each a controller of all. A topic has a
 * replica on every one, unless it says otherwise.
 */
public final class KafkaQuorum implements KafkaCluster {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ScratchFolder folder;
  private final List<JavaProcess.Command> commands = new ArrayList<>();
  private final List<JavaProcess> processes = new ArrayList<>();
  private String bootstrapServers = "";

  private KafkaQuorum(ScratchFolder folder) {
    this.folder = folder;
  }

  /**
   * Starts the processes and returns when all brokers serve.
   *
   * @throws IllegalStateException with the end of a log, when one does not
   */
  public static KafkaQuorum start(int brokers) {
    KafkaQuorum quorum = new KafkaQuorum(ScratchFolder.create("ringside-kafka-quorum-"));
    try {
      quorum.startAll(IntStream.range(0, brokers).map(i -> FreePorts.next()).boxed().toList());
      return quorum;
    } catch (IllegalStateException e) {
      quorum.close();
      throw e;
    }
  }

  /** Starts all before it waits: no broker serves before a majority runs. */
  private void startAll(List<Integer> controllerPorts) {
    String voters =
        IntStream.range(0, controllerPorts.size())
            .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllerPorts.get(i))
            .collect(Collectors.joining(","));
    for (int i = 0; i < controllerPorts.size(); i++) {
      commands.add(command(i + 1, controllerPorts.get(i), voters));
      processes.add(JavaProcess.start(commands.get(i)));
    }
    bootstrapServers =
        processes.stream()
            .map(process -> process.awaitLine(BrokerMain.READY, PATIENCE))
            .collect(Collectors.joining(","));
  }

  /**
   * Ends brokers as a power cut would.
   *
   * @param nodes numbers, from 1 on
   */
  public void kill(List<Integer> nodes) {
    nodes.forEach(node -> processes.get(node - 1).kill());
  }

  /** Starts killed brokers on their data, and returns when all of them serve. */
  public void start(List<Integer> nodes) {
    nodes.forEach(node -> processes.set(node - 1, JavaProcess.start(commands.get(node - 1))));
    nodes.forEach(node -> processes.get(node - 1).awaitLine(BrokerMain.READY, PATIENCE));
  }

  /** The number of the broker that is the active controller. */
  public int controller() {
    Map<String, Object> client =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try (Admin admin = Admin.create(client)) {
      return admin.describeMetadataQuorum().quorumInfo().get().leaderId();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the quorum: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for the controller", e);
    }
  }

  private JavaProcess.Command command(int node, int controllerPort, String voters) {
    return new JavaProcess.Command(
        "kafka-" + node,
        BrokerMain.class.getName(),
        List.of(System.getProperty("java.class.path").split(File.pathSeparator)),
        List.of("-Xmx384m", "-XX:+UseSerialGC"),
        List.of(
            "--port=" + FreePorts.next(),
            "--controller-port=" + controllerPort,
            "--node=" + node,
            "--voters=" + voters,
            "--data-dir=" + folder.path().resolve("data-" + node)),
        folder.path());
  }

  @Override
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** The brokers' process ids, e.g. to read their processor time. */
  public List<Long> pids() {
    return processes.stream().map(JavaProcess::pid).toList();
  }

  @Override
  public void close() {
    processes.forEach(JavaProcess::close);
    folder.close();
  }
}
