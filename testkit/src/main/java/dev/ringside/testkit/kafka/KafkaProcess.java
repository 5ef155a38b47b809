package dev.ringside.testkit.kafka;

import dev.ringside.testkit.process.FreePorts;
import dev.ringside.testkit.process.JavaProcess;
import dev.ringside.testkit.process.ScratchFolder;
import java.io.File;
import java.time.Duration;
import java.util.List;

/**
 * A broker in a JVM of its own on loopback, started from this JVM's class path: as in production,
 * broker and clients share only the network.
 */
public final class KafkaProcess implements KafkaCluster {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final JavaProcess.Command command;
  private final ScratchFolder folder;
  private final String bootstrapServers;
  private JavaProcess process;

  private KafkaProcess(ScratchFolder folder) {
    this.folder = folder;
    this.command = command(folder);
    this.process = JavaProcess.start(command);
    this.bootstrapServers = awaitServing();
  }

  /**
   * Starts the process and returns when the broker serves.
   *
   * @throws IllegalStateException with the end of its log, when it does not
   */
  public static KafkaProcess start() {
    return new KafkaProcess(ScratchFolder.create("ringside-kafka-process-"));
  }

  private String awaitServing() {
    try {
      return process.awaitLine(BrokerMain.READY, PATIENCE);
    } catch (IllegalStateException e) {
      close();
      throw e;
    }
  }

  private static JavaProcess.Command command(ScratchFolder folder) {
    return new JavaProcess.Command(
        "kafka",
        BrokerMain.class.getName(),
        List.of(System.getProperty("java.class.path").split(File.pathSeparator)),
        List.of("-Xmx384m", "-XX:+UseSerialGC"),
        List.of(
            "--port=" + FreePorts.next(),
            "--controller-port=" + FreePorts.next(),
            "--data-dir=" + folder.path().resolve("data")),
        folder.path());
  }

  @Override
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** The broker's process id, e.g. to read its processor time. */
  public long pid() {
    return process.pid();
  }

  /** Kills the process, so that the broker cannot say goodbye to its clients. */
  public void kill() {
    process.kill();
  }

  /**
   * Starts the killed broker again with its data and at its address, and returns when it serves.
   *
   * @throws IllegalStateException with the end of its log, when it does not
   */
  public void restart() {
    process = JavaProcess.start(command);
    awaitServing();
  }

  @Override
  public void close() {
    process.close();
    folder.close();
  }
}
