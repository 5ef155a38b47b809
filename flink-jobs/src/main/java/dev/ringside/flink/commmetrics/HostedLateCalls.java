package dev.ringside.flink.commmetrics;

import dev.ringside.core.books.LateCalls;
import dev.ringside.core.books.LateDesk;
import dev.ringside.core.desk.Desks;
import dev.ringside.flink.stage.SideOutput;
import dev.ringside.flink.type.Codecs;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.OutputTag;

/** The list of late calls in the job: no state, a side output and a counter. */
final class HostedLateCalls implements HostedDesk {

  private static final long serialVersionUID = 1;

  static final OutputTag<LateCalls> LATE = new OutputTag<>("late-calls", Codecs.LATE_CALLS);

  private transient Counter lateCalls;

  @Override
  public void open(RuntimeContext runtime) {
    lateCalls = runtime.getMetricGroup().counter("lateCalls");
  }

  @Override
  public void seat(Desks desks, Turn turn) {
    desks.with(
        new LateDesk(turn.deployment(), turn.replica()),
        late -> {
          lateCalls.inc(late.calls());
          turn.side().send(LATE, late);
        });
  }

  @Override
  public void startAfresh(long arrived) {}

  @Override
  public void forget(SideOutput side) {}

  @Override
  public void store() {}
}
