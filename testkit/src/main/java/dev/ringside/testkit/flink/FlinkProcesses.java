package dev.ringside.testkit.flink;

import dev.ringside.testkit.process.FreePorts;
import dev.ringside.testkit.process.JavaProcess;
import dev.ringside.testkit.process.ScratchFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A standalone Flink cluster as it runs in production: a JobManager and TaskManagers in JVMs of
 * their own on loopback, jobs submitted as jars through REST.
 *
 * <p>Its class path has Flink's jars and none of ours, so that a job jar which lacks a class fails
 * here as it would in production. Not thread-safe: one test drives it.
 */
public final class FlinkProcesses implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final ScratchFolder folder;
  private final ClusterConfiguration configuration;
  private final ClassPath classPath;
  private final FlinkRest rest;
  private JavaProcess jobManager;
  private final Map<Integer, JavaProcess> taskManagers = new LinkedHashMap<>();
  private int nextTaskManager;

  private FlinkProcesses(ScratchFolder folder, int slotsEach, int taskHeapMebibytes) {
    this.folder = folder;
    int restPort = FreePorts.next();
    configuration =
        new ClusterConfiguration(
            folder.path(), FreePorts.next(), restPort, slotsEach, taskHeapMebibytes);
    configuration.write();
    classPath = ClassPath.ofFlink();
    rest = new FlinkRest(URI.create("http://127.0.0.1:" + restPort));
    jobManager = JavaProcess.start(jobManagerCommand());
  }

  /**
   * Starts the cluster and returns when all task managers offer their slots.
   *
   * @throws IllegalStateException with the end of a log, when a process ends or it takes too long
   */
  public static FlinkProcesses start(int taskManagers, int slotsEach) {
    return start(taskManagers, slotsEach, ClusterConfiguration.SMALL_HEAP_MEBIBYTES);
  }

  /**
   * The same with task managers of another size.
   *
   * @param taskHeapMebibytes heap of each for the job itself
   */
  public static FlinkProcesses start(int taskManagers, int slotsEach, int taskHeapMebibytes) {
    ScratchFolder folder = ScratchFolder.create("ringside-flink-");
    FlinkProcesses cluster = new FlinkProcesses(folder, slotsEach, taskHeapMebibytes);
    try {
      for (int i = 0; i < taskManagers; i++) {
        cluster.startTaskManager();
      }
      cluster.await("task managers", () -> cluster.rest.slots() == taskManagers * slotsEach);
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private JavaProcess.Command jobManagerCommand() {
    return new JavaProcess.Command(
        "jobmanager",
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
        classPath.entries(),
        configuration.jobManagerJvm(),
        List.of("--configDir", folder.path().toString()),
        folder.path());
  }

  /** Adds a task manager, in place of a killed one say, and returns its index. */
  public int startTaskManager() {
    int index = nextTaskManager++;
    String name = "taskmanager-" + index;
    taskManagers.put(
        index,
        JavaProcess.start(
            new JavaProcess.Command(
                name,
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                classPath.entries(),
                configuration.taskManagerJvm(),
                List.of(
                    "--configDir", folder.path().toString(), "-Dtaskmanager.resource-id=" + name),
                folder.path())));
    return index;
  }

  /** The task managers' process ids, e.g. to read their processor time. */
  public List<Long> taskManagerPids() {
    return taskManagers.values().stream().map(JavaProcess::pid).toList();
  }

  /** Ends a task manager as a lost machine would. */
  public void killTaskManager(int index) {
    taskManagers.remove(index).kill();
  }

  /** Ends the JobManager as a lost machine would; its jobs are lost, their checkpoints are not. */
  public void killJobManager() {
    jobManager.kill();
  }

  /** Starts a JobManager where the killed one was; returns when it has the task managers' slots. */
  public void startJobManager() {
    jobManager = JavaProcess.start(jobManagerCommand());
    await(
        "task managers to come back",
        () -> rest.slots() == taskManagers.size() * configuration.slotsEach());
  }

  /**
   * The newest complete checkpoint of a job, whether the job still runs or not.
   *
   * @throws IllegalStateException if there is none
   */
  public Path newestCheckpoint(String job) {
    Path checkpoints = folder.path().resolve("checkpoints").resolve(job);
    try (Stream<Path> all = Files.list(checkpoints)) {
      return all.filter(path -> Files.exists(path.resolve("_metadata")))
          .max(Comparator.comparingInt(FlinkProcesses::numberOf))
          .orElseThrow(() -> new IllegalStateException("no checkpoint in " + checkpoints));
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoints of job " + job, e);
    }
  }

  private static int numberOf(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring("chk-".length()));
  }

  /** As {@link #submit}, going on from a checkpoint. */
  public String resubmit(Path jar, List<String> arguments, Path checkpoint) {
    return rest.run(rest.upload(jar), arguments, checkpoint.toUri().toString());
  }

  /** Uploads the jar, runs the main class its manifest names, and returns the job's id. */
  public String submit(Path jar, List<String> arguments) {
    return rest.run(rest.upload(jar), arguments);
  }

  /**
   * Waits until every task of the job runs.
   *
   * @throws IllegalStateException with the exceptions Flink reports, when it never does
   */
  public void awaitRunning(String job) {
    awaitJob(job, "running", () -> rest.allTasksRun(job));
  }

  /** Waits until the job has completed that many checkpoints since it was submitted. */
  public void awaitCheckpoints(String job, int count) {
    awaitJob(job, count + " checkpoints", () -> rest.completedCheckpoints(job) >= count);
  }

  /** Waits until Flink has restarted the job that often. */
  public void awaitRestarts(String job, int count) {
    awaitJob(job, count + " restarts", () -> rest.restarts(job) >= count);
  }

  /** Bytes of state in the newest complete checkpoint; 0 before the first. */
  public long stateBytes(String job) {
    return rest.stateBytes(job);
  }

  /** Configuration, checkpoints, temporary files and logs all lie here. */
  public Path folder() {
    return folder.path();
  }

  /** {@code RUNNING}, {@code RESTARTING}, {@code FAILED} ... */
  public String state(String job) {
    return rest.state(job);
  }

  private void awaitJob(String job, String what, BooleanSupplier condition) {
    try {
      await(what, condition);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(e.getMessage() + "\n" + rest.exceptions(job), e);
    }
  }

  private void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      requireAlive(jobManager);
      taskManagers.values().forEach(FlinkProcesses::requireAlive);
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "waited in vain for %s; the JobManager's last words:%n%s"
                .formatted(what, jobManager.tail()));
      }
      pause();
    }
  }

  private static void requireAlive(JavaProcess process) {
    if (!process.isAlive()) {
      throw new IllegalStateException("a Flink process ended; its last words:\n" + process.tail());
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for Flink", e);
    }
  }

  /** Ends all processes and removes their files. */
  @Override
  public void close() {
    taskManagers.values().forEach(JavaProcess::kill);
    jobManager.kill();
    folder.close();
  }
}
