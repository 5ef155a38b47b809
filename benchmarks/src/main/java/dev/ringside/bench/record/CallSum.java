package dev.ringside.bench.record;

import dev.ringside.bench.wire.RecordedCall;
import org.apache.flink.api.common.functions.AggregateFunction;

/** Calls, bytes and time of one key and window. A POJO, as Flink's own serializer likes it. */
public final class CallSum {

  public long calls;
  public long bytes;
  public long durationNs;

  public CallSum() {}

  /** Adds records to sums in place. */
  static final class Adding implements AggregateFunction<RecordedCall, CallSum, CallSum> {

    private static final long serialVersionUID = 1;

    @Override
    public CallSum createAccumulator() {
      return new CallSum();
    }

    @Override
    public CallSum add(RecordedCall call, CallSum sum) {
      sum.calls++;
      sum.bytes += call.getBytes();
      sum.durationNs += call.getDurationNs();
      return sum;
    }

    @Override
    public CallSum getResult(CallSum sum) {
      return sum;
    }

    @Override
    public CallSum merge(CallSum one, CallSum other) {
      one.calls += other.calls;
      one.bytes += other.bytes;
      one.durationNs += other.durationNs;
      return one;
    }
  }
}
