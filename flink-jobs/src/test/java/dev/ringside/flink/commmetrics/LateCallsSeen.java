package dev.ringside.flink.commmetrics;

import dev.ringside.core.books.LateCalls;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Notes late calls in this JVM, whatever job they come from; deployments tell tests apart. */
final class LateCallsSeen implements Sink<LateCalls> {

  private static final long serialVersionUID = 1;
  private static final Queue<LateCalls> SEEN = new ConcurrentLinkedQueue<>();

  static List<LateCalls> of(String deployment) {
    return SEEN.stream().filter(late -> late.deployment().equals(deployment)).toList();
  }

  @Override
  public SinkWriter<LateCalls> createWriter(WriterInitContext context) {
    return new SinkWriter<>() {
      @Override
      public void write(LateCalls late, Context recordContext) {
        SEEN.add(late);
      }

      @Override
      public void flush(boolean endOfInput) {}

      @Override
      public void close() {}
    };
  }
}
