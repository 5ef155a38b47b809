package dev.ringside.flink.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankStream;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.flink.type.Codecs;
import dev.ringside.schemas.iteration.IterationBatch;
import dev.ringside.schemas.topic.RecordKey;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** A job by rank that makes slices of batches and has no timers of its own. */
final class SlicingStage extends BatchStage<RankEvent> {

  private static final long serialVersionUID = 1;

  private static final ValueStateDescriptor<RankStream> STREAM =
      new ValueStateDescriptor<>("stream", Codecs.RANK_STREAM);

  private final WindowSettings windows;
  private transient ValueState<RankStream> stream;

  SlicingStage(TimeSettings time, WindowSettings windows) {
    super(time);
    this.windows = windows;
  }

  @Override
  public void open(OpenContext context) {
    super.open(context);
    stream = getRuntimeContext().getState(STREAM);
  }

  /** The record key as text, so that a rank's batches meet one stream; empty if there is none. */
  static String keyOf(KafkaRecord batch) {
    return batch.keyText();
  }

  /** Of iterations it makes nothing. */
  @Override
  protected void accept(
      IterationBatch batch, Optional<Deployment> against, StageContext<RankEvent> context) {}

  @Override
  protected void accept(
      CallBatch batch,
      Optional<Deployment> against,
      long appendedMs,
      StageContext<RankEvent> context)
      throws Exception {
    RankStream known = stream.value();
    RankStream ranks = known == null ? new RankStream() : known;
    long appendedNs = TimeUnit.MILLISECONDS.toNanos(appendedMs);
    context.out().collect(ranks.accept(batch, against, windows.length().toNanos(), appendedNs));
    stream.update(ranks);
  }

  /** Tells the replica that the key names of a record it will never see. */
  @Override
  protected void acceptUnreadable(RecordKey key, StageContext<RankEvent> context) {
    context.out().collect(new RankEvent.Poison(key.deployment(), key.replica()));
  }

  @Override
  protected void startAfresh(long calls) {
    stream.clear();
  }

  @Override
  protected void forget(String key, StageContext<RankEvent> context) {
    stream.clear();
  }

  @Override
  protected Optional<String> deploymentOf(String key) {
    return RecordKey.parse(key.getBytes(UTF_8)).map(RecordKey::deployment);
  }

  @Override
  protected void due(String key, StageContext<RankEvent> context) {}
}
