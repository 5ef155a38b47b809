package dev.ringside.bench.record;

import dev.ringside.bench.load.CallSums;
import dev.ringside.bench.load.SizeKey;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * A sink whose sums the submitter of the job, in the same JVM, reads by a name that both know. It
 * is cheaper than any sink that leaves the JVM.
 */
public final class SumsSeen implements Sink<WindowSum> {

  private static final long serialVersionUID = 1;
  private static final long NS_PER_MS = 1_000_000;
  private static final Map<String, Answer> ANSWERS = new ConcurrentHashMap<>();

  private final String name;

  public SumsSeen(String name) {
    this.name = name;
  }

  /** What has come so far: window start, ns, to key to sums. */
  public static final class Answer {

    private final AtomicLong calls = new AtomicLong();
    private final Map<Long, Map<SizeKey, CallSums>> sums = new HashMap<>();

    private synchronized void add(WindowSum sum) {
      sums.computeIfAbsent(sum.windowStartMs * NS_PER_MS, unused -> new HashMap<>())
          .merge(
              new SizeKey(sum.deployment, sum.collective, sum.messageBytes),
              new CallSums(sum.calls, sum.bytes, sum.durationNs),
              CallSums::plus);
      calls.addAndGet(sum.calls);
    }

    public long calls() {
      return calls.get();
    }

    public synchronized Map<Long, Map<SizeKey, CallSums>> sums() {
      return Map.copyOf(sums);
    }
  }

  public static Answer of(String name) {
    return ANSWERS.computeIfAbsent(name, unused -> new Answer());
  }

  @Override
  public SinkWriter<WindowSum> createWriter(WriterInitContext context) {
    return new Writer(of(name));
  }

  private record Writer(Answer answer) implements SinkWriter<WindowSum> {

    @Override
    public void write(WindowSum sum, Context context) {
      answer.add(sum);
    }

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public void close() {}
  }
}
