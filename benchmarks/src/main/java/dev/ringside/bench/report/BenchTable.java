package dev.ringside.bench.report;

import dev.ringside.bench.kafka.fill.PublishPath;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Spread;
import dev.ringside.bench.run.BenchPath;
import dev.ringside.bench.run.BenchResult;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The result for people: medians, spread, ratios, and what one call costs. */
public final class BenchTable {

  private static final int BITS = 8;

  private final StringBuilder text = new StringBuilder();
  private final BenchResult result;

  private BenchTable(BenchResult result) {
    this.result = result;
  }

  /** The table, as plain text. */
  public static String render(BenchResult result) {
    return new BenchTable(result).render();
  }

  private String render() {
    line("%s", result.machine());
    line(
        "%,d calls a run (%,d where a record is a call), %d rounds after %d to warm up;"
            + " every answer checked",
        result.plan().calls(),
        result.plan().recordCalls(),
        result.plan().rounds(),
        result.plan().warmUps());
    line("");
    line(
        "%-16s %14s %29s %12s %12s  %s",
        "path", "calls/s", "min - max", "CPU s/M", "broker s/M", "what");
    for (BenchPath path : BenchPath.values()) {
      result.spread(path, Measurement::callsASecond).ifPresent(rate -> row(path, rate));
    }
    line("");
    ratio("job / raw limit, parallelism 1", BenchPath.JOB_P1, BenchPath.RAW_P1);
    ratio("job / raw limit, parallelism 2", BenchPath.JOB_P2, BenchPath.RAW_P2);
    ratio("job / a record a call in Flink", BenchPath.JOB_P2, BenchPath.RECORD_PER_CALL);
    ratio("job / a record a call in Kafka Streams", BenchPath.JOB_P2, BenchPath.KAFKA_STREAMS);
    ratio("job, parallelism 2 / 1", BenchPath.JOB_P2, BenchPath.JOB_P1);
    line("");
    wire("µs", result.micros());
    wire("ns", result.nanos());
    publishing("publishing", PublishPath.Figures::nsACall, run -> run.allocatedBytesACall());
    publishing(
        "  call to bytes",
        run -> run.encode().nsACall(),
        run -> run.encode().allocatedBytesACall());
    publishing(
        "  bytes to the producer",
        run -> run.handOver().nsACall(),
        run -> run.handOver().allocatedBytesACall());
    result
        .spread(BenchPath.JOB_P2, Measurement::allocatedBytesACall)
        .ifPresent(bytes -> line("job: %.1f B allocated a call", bytes.median()));
    threads(result.jobNanosecondsByThread());
    if (result.stateBytesARank() > 0) {
      line("job: %,.0f B of state a rank", result.stateBytesARank());
    }
    return text.toString();
  }

  private void threads(Map<String, Double> nanoseconds) {
    if (!nanoseconds.isEmpty()) {
      line(
          "job: ns of processor a call by thread: %s",
          nanoseconds.entrySet().stream()
              .map(
                  thread ->
                      String.format(Locale.ROOT, "%s %.1f", thread.getKey(), thread.getValue()))
              .collect(Collectors.joining(", ")));
    }
  }

  private void row(BenchPath path, Spread rate) {
    line(
        "%-16s %,14.0f %,14.0f %,14.0f %12.4f %12.4f  %s",
        path.label(),
        rate.median(),
        rate.min(),
        rate.max(),
        result.spread(path, Measurement::cpuSecondsAMillion).orElseThrow().median(),
        result.spread(path, Measurement::brokerCpuSecondsAMillion).orElseThrow().median(),
        path.description());
  }

  private void ratio(String what, BenchPath path, BenchPath to) {
    OptionalDouble ratio = result.ratio(path, to);
    ratio.ifPresent(value -> line("%-40s %8.2f", what, value));
  }

  private void publishing(
      String what,
      ToDoubleFunction<PublishPath.Figures> ns,
      ToDoubleFunction<PublishPath.Figures> allocated) {
    line(
        "%s: %.0f ns and %.2f B allocated a call, on the calling thread",
        what,
        Spread.over(result.published(), ns).median(),
        Spread.over(result.published(), allocated).median());
  }

  private void wire(String unit, BenchResult.Wire wire) {
    line(
        "clock of 1 %s: %.2f B a call in the broker's log; the noise alone is %.1f bits, %.2f B",
        unit, wire.bytesACall(), wire.noiseBits(), wire.noiseBits() / BITS);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
