package dev.ringside.bench.path;

import dev.ringside.bench.flink.MiniFlink;
import dev.ringside.bench.kafka.HeldBacklog;
import dev.ringside.bench.kafka.Offsets;
import dev.ringside.bench.kafka.fill.DeploymentFill;
import dev.ringside.bench.load.BenchLoad;
import dev.ringside.bench.load.DecodeLoad;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.load.Oracle;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.flink.config.FlinkSettings;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.job.Job;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.KafkaProcess;
import dev.ringside.testkit.process.ScratchFolder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What all paths run on: a broker in a process of its own, Flink in this JVM, the topics.
 *
 * <p>Loads take turns in event time: each begins on a window's edge, a minute and more after the
 * one before has ended, and none after now.
 */
public final class Rig implements AutoCloseable {

  public static final int PARTITIONS = 8;
  public static final int MOST_SLOTS = 2;

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
  private static final Map<String, String> COMMITTED_ONLY =
      Map.of("isolation.level", "read_committed");
  private static final long DAY_NS = 86_400_000_000_000L;
  private static final long BETWEEN_LOADS_NS = 12 * Oracle.WINDOW_NS;

  private final ScratchFolder folder;
  private final KafkaProcess kafka;
  private final MiniFlink flink;
  private final HeldBacklog batches;
  private final Offsets offsets;
  private final DeploymentFill deployments;
  private final BenchLoad.Maker loadMaker;
  private long nextStartNs;
  private int loads;

  private Rig(
      ScratchFolder folder, KafkaProcess kafka, MiniFlink flink, BenchLoad.Maker loadMaker) {
    this.folder = folder;
    this.kafka = kafka;
    this.flink = flink;
    this.loadMaker = loadMaker;
    createTopic(Topics.CALLS);
    for (String topic :
        List.of(Topics.DEPLOYMENTS, Topics.REPORTS, Topics.FINDINGS, Topics.DEAD_LETTERS)) {
      kafka.createTopic(topic, 1, Map.of());
    }
    this.batches = new HeldBacklog(brokers(), Topics.CALLS);
    this.deployments = new DeploymentFill(brokers());
    this.offsets = new Offsets(brokers());
    this.nextStartNs = Oracle.windowOf(System.currentTimeMillis() * 1_000_000L - DAY_NS);
  }

  /** Starts broker and cluster and creates the topics, for loads of one making. */
  public static Rig start(BenchLoad.Maker loadMaker) throws Exception {
    ScratchFolder folder = ScratchFolder.create("ringside-bench-");
    KafkaProcess kafka = KafkaProcess.start();
    return new Rig(folder, kafka, MiniFlink.start(folder.path(), MOST_SLOTS), loadMaker);
  }

  /** Creates a topic that {@link #PARTITIONS} readers could share. */
  public final void createTopic(String topic) {
    kafka.createTopic(topic, PARTITIONS, Map.of());
  }

  public String brokers() {
    return kafka.bootstrapServers();
  }

  /** The production graph between its own topics; it sees what was committed only. */
  public StreamExecutionEnvironment job(String group, int parallelism, TimeSettings time) {
    JobSettings settings =
        new JobSettings(
            brokers(),
            group,
            time,
            WindowSettings.DEFAULT,
            parallelism,
            CHECKPOINT_INTERVAL,
            COMMITTED_ONLY);
    return Job.COMM_METRICS.defined(
        FlinkSettings.failingFast(FlinkSettings.job(settings)), settings);
  }

  public void publish(List<Deployment> more) {
    deployments.publish(more);
  }

  public List<Long> brokerProcesses() {
    return List.of(kafka.pid());
  }

  public MiniFlink flink() {
    return flink;
  }

  public HeldBacklog batches() {
    return batches;
  }

  public Offsets offsets() {
    return offsets;
  }

  /** A fresh load that will make about {@code calls} calls; its deployments are published. */
  public BenchLoad load(LoadShape shape, long calls) throws Exception {
    BenchLoad load = loadMaker.make(shape, "bench-run-" + loads++, nextStartNs);
    long passes = calls / ((long) load.ranks() * load.callsAPass()) + 4L * load.passesABatch();
    nextStartNs = Oracle.windowOf(nextStartNs + DecodeLoad.lastingNs(passes)) + BETWEEN_LOADS_NS;
    deployments.publish(load.deployments());
    return load;
  }

  @Override
  public void close() throws InterruptedException {
    offsets.close();
    deployments.close();
    batches.close();
    flink.close();
    kafka.close();
    folder.close();
  }
}
