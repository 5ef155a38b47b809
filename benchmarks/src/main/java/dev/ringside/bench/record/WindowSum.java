package dev.ringside.bench.record;

import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** A sum with its key and its window. A POJO. */
public final class WindowSum {

  public String deployment = "";
  public String collective = "";
  public long messageBytes;
  public long windowStartMs;
  public long calls;
  public long bytes;
  public long durationNs;

  public WindowSum() {}

  /** Writes key and window beside the sum. */
  static final class Naming
      implements WindowFunction<CallSum, WindowSum, Tuple3<String, String, Long>, TimeWindow> {

    private static final long serialVersionUID = 1;

    @Override
    public void apply(
        Tuple3<String, String, Long> key,
        TimeWindow window,
        Iterable<CallSum> sums,
        Collector<WindowSum> out) {
      CallSum sum = sums.iterator().next();
      WindowSum named = new WindowSum();
      named.deployment = key.f0;
      named.collective = key.f1;
      named.messageBytes = key.f2;
      named.windowStartMs = window.getStart();
      named.calls = sum.calls;
      named.bytes = sum.bytes;
      named.durationNs = sum.durationNs;
      out.collect(named);
    }
  }
}
