package dev.ringside.bench.run;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is measured, by the names of the JSON. */
public enum BenchPath {
  RAW_P1("plain consumer, decode and sum, 1 thread"),
  RAW_P2("plain consumers, decode and sum, 2 threads"),
  JOB_P1("Ringside's job on Flink, parallelism 1"),
  JOB_P2("Ringside's job on Flink, parallelism 2"),
  RECORD_PER_CALL("a record a call in Flink, parallelism 2"),
  KAFKA_STREAMS("a record a call in Kafka Streams, 2 threads");

  private final String description;

  BenchPath(String description) {
    this.description = description;
  }

  public String description() {
    return description;
  }

  /** {@code raw_p1} and so on. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<BenchPath> ofLabel(String label) {
    return Arrays.stream(values()).filter(path -> path.label().equals(label)).findFirst();
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(BenchPath::label).toList();
  }
}
