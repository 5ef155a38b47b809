package dev.ringside.bench.path;

import dev.ringside.bench.kafka.HeldBacklog;
import dev.ringside.bench.kafka.Span;
import dev.ringside.bench.load.BenchLoad;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.load.Oracle;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Meter;
import dev.ringside.bench.record.CallRecords;
import dev.ringside.bench.record.RecordPerCallJob;
import dev.ringside.bench.record.SumsSeen;
import dev.ringside.flink.config.FlinkSettings;
import dev.ringside.flink.config.JobSettings;
import java.time.Duration;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Record a call in Flink, at parallelism 2, on the same cluster and with the same settings as the
 * job (object reuse and no Kryo among them). Timed as the job is, from letting the backlog go,
 * until the last window has reached its sink.
 */
public final class RecordPath implements AutoCloseable {

  private static final String TOPIC = "bench.records.flink";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** For consumers that are up to find that there is nothing yet. */
  private static final Duration SETTLE = Duration.ofMillis(1_500);

  private final Rig rig;
  private final HeldBacklog backlog;
  private int runs;

  public RecordPath(Rig rig) {
    this.rig = rig;
    rig.createTopic(TOPIC);
    this.backlog = new HeldBacklog(rig.brokers(), TOPIC);
  }

  public Measurement run(LoadShape shape, long calls) throws Exception {
    BenchLoad load = rig.load(shape, calls);
    Oracle oracle = new Oracle(load.callsAPass());
    CallRecords records = new CallRecords(backlog, Rig.PARTITIONS);
    backlog.begin();
    Filling.of(load, calls).make(load, records::add, oracle);
    Span span = backlog.hold();
    String name = "record-per-call-" + runs++;
    SumsSeen.Answer answer = SumsSeen.of(name);
    JobID job = rig.flink().run(graph(span, name));
    try {
      Thread.sleep(SETTLE.toMillis());
      Measurement measurement = time(job, answer, oracle.calls());
      Answers.check("record a call in Flink", answer.sums(), oracle);
      rig.flink().awaitEnd(job);
      return measurement;
    } finally {
      rig.flink().cancel(job);
    }
  }

  private StreamExecutionEnvironment graph(Span span, String name) {
    JobSettings settings =
        JobSettings.parse("--brokers=" + rig.brokers(), "--parallelism=" + Rig.MOST_SLOTS);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(
            FlinkSettings.failingFast(FlinkSettings.job(settings)));
    RecordPerCallJob.define(env, rig.brokers(), span, new SumsSeen(name));
    return env;
  }

  private Measurement time(JobID job, SumsSeen.Answer answer, long calls)
      throws InterruptedException {
    Meter meter = Meter.start(rig.brokerProcesses());
    backlog.release();
    while (answer.calls() < calls) {
      rig.flink().requireAlive(job);
      if (meter.seconds() > PATIENCE.toSeconds()) {
        throw new WrongAnswerException(
            "record a call in Flink: its windows hold %,d of %,d calls after %d s"
                .formatted(answer.calls(), calls, PATIENCE.toSeconds()));
      }
      Thread.sleep(5);
    }
    return meter.stop(calls);
  }

  @Override
  public void close() {
    backlog.close();
  }
}
