package dev.ringside.faults.stream;

import dev.ringside.testkit.flink.FlinkProcesses;
import dev.ringside.testkit.kafka.KafkaQuorum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Three brokers, a JobManager and two TaskManagers, each a process of its own, and the job jar on
 * them: all that can be killed.
 */
final class ProcessCluster implements AutoCloseable {

  static final int BROKERS = 3;
  private static final int TASK_MANAGERS = 2;
  private static final int TASK_HEAP_MEBIBYTES = 192;

  private final KafkaQuorum kafka = KafkaQuorum.start(BROKERS);
  private final FlinkProcesses flink = FlinkProcesses.start(TASK_MANAGERS, 1, TASK_HEAP_MEBIBYTES);
  private final CallsLog log = CallsLog.create(kafka);
  private final ReportsSeen seen = ReportsSeen.from(kafka.bootstrapServers());
  private final List<Integer> taskManagers = new ArrayList<>(List.of(0, 1));
  private final Path jar;
  private String job;
  private int restarts;

  private ProcessCluster(Path jar) {
    this.jar = jar;
    job = flink.submit(jar, flags());
    flink.awaitRunning(job);
  }

  static ProcessCluster start() {
    return new ProcessCluster(jobJar());
  }

  private static Path jobJar() {
    Path target = Path.of(System.getProperty("ringside.repository"), "flink-jobs", "target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("flink-jobs-.*-job\\.jar"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no job jar in " + target));
    } catch (IOException e) {
      throw new UncheckedIOException("the job jar", e);
    }
  }

  private List<String> flags() {
    return List.of(
        "--brokers=" + kafka.bootstrapServers(),
        "--parallelism=" + TASK_MANAGERS,
        "--checkpoint-seconds=1");
  }

  CallsLog log() {
    return log;
  }

  ReportsSeen seen() {
    return seen;
  }

  String state() {
    return flink.state(job);
  }

  void awaitCheckpoint() {
    flink.awaitCheckpoints(job, 1);
  }

  /** One is lost and another takes its place; returns when the job runs again. */
  void loseTaskManager() {
    flink.killTaskManager(taskManagers.remove(0));
    taskManagers.add(flink.startTaskManager());
    flink.awaitRestarts(job, ++restarts);
    flink.awaitRunning(job);
  }

  /** The JobManager is lost; another goes on from the newest checkpoint. */
  void loseJobManager() {
    flink.killJobManager();
    Path checkpoint = flink.newestCheckpoint(job);
    flink.startJobManager();
    job = flink.resubmit(jar, flags(), checkpoint);
    restarts = 0;
    flink.awaitRunning(job);
  }

  int controller() {
    return kafka.controller();
  }

  int anotherThanTheController() {
    int controller = controller();
    return allBrokers().stream().filter(node -> node != controller).findFirst().orElseThrow();
  }

  static List<Integer> allBrokers() {
    return IntStream.rangeClosed(1, BROKERS).boxed().toList();
  }

  void killBrokers(List<Integer> nodes) {
    kafka.kill(nodes);
  }

  void startBrokers(List<Integer> nodes) {
    kafka.start(nodes);
  }

  String brokers() {
    return kafka.bootstrapServers();
  }

  @Override
  public void close() throws Exception {
    seen.close();
    log.close();
    flink.close();
    kafka.close();
  }
}
