package dev.ringside.flink.stage;

import java.util.Optional;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.Collector;

/**
 * What a stage may use while it takes a batch.
 *
 * @param out the stage's results
 * @param side its side outputs
 * @param watermarkMs event time now
 * @param timers absent while Flink hands in a deployment: the timer of the wait, which is still
 *     set, gives the stage a turn with timers
 */
public record StageContext<T>(
    Collector<T> out, SideOutput side, long watermarkMs, Optional<TimerService> timers) {

  /** The same with other ways out. */
  StageContext<T> sendingTo(Collector<T> otherOut, SideOutput otherSide) {
    return new StageContext<>(otherOut, otherSide, watermarkMs, timers);
  }
}
