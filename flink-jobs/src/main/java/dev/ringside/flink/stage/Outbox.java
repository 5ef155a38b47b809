package dev.ringside.flink.stage;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * What one step of a stage has to send. It is sent when the step has succeeded, and dropped when it
 * has failed. One for all steps of a task; not thread-safe.
 */
final class Outbox<T> implements Collector<T>, SideOutput {

  private record Aside<X>(OutputTag<X> tag, X value) {
    void to(SideOutput out) {
      out.send(tag, value);
    }
  }

  private final List<T> results = new ArrayList<>();
  private final List<Aside<?>> asides = new ArrayList<>();

  @Override
  public void collect(T result) {
    results.add(result);
  }

  @Override
  public <X> void send(OutputTag<X> tag, X value) {
    asides.add(new Aside<>(tag, value));
  }

  void sendTo(StageContext<T> context) {
    results.forEach(context.out()::collect);
    asides.forEach(aside -> aside.to(context.side()));
    clear();
  }

  void clear() {
    results.clear();
    asides.clear();
  }

  @Override
  public void close() {}
}
