package dev.ringside.bench.kafka;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The part of a topic that one backlog fills: from {@code begin} to before {@code end}, only those
 * partitions that got something.
 */
public record Span(Map<TopicPartition, Long> begin, Map<TopicPartition, Long> end) {

  public Span {
    begin = Map.copyOf(begin);
    end = Map.copyOf(end);
  }

  public Collection<TopicPartition> partitions() {
    return begin.keySet();
  }

  /** True if a reader at these positions has read all of it. */
  public boolean isReadBy(Map<TopicPartition, Long> positions) {
    return end.entrySet().stream()
        .allMatch(last -> positions.getOrDefault(last.getKey(), -1L) >= last.getValue());
  }
}
