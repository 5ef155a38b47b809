package dev.ringside.bench.streams;

import dev.ringside.bench.load.CallSums;
import dev.ringside.bench.wire.RecordedCall;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The same sums in Kafka Streams: grouped by the record key, which is already the right one, in
 * tumbling windows of 10 s of event time, in Streams' default store (RocksDB with a cache). The
 * grace of 48 h is what it takes to lose nothing while it catches up.
 */
final class CallStreams {

  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofDays(2);
  private static final long NS_PER_MS = 1_000_000;

  private CallStreams() {}

  /**
   * @param counted called for every call that was added to its sum
   * @param sums gets every sum as it leaves the cache
   */
  static Topology topology(
      String topic, Runnable counted, BiConsumer<Windowed<String>, CallSums> sums) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            topic,
            Consumed.with(
                    Serdes.String(), Serdes.serdeFrom(CallStreams::write, new RecordedCallReader()))
                .withTimestampExtractor(
                    (record, streamTime) ->
                        ((RecordedCall) record.value()).getStartNs() / NS_PER_MS))
        .groupByKey()
        .windowedBy(TimeWindows.ofSizeAndGrace(WINDOW, GRACE))
        .aggregate(
            () -> CallSums.NONE,
            (key, call, sum) -> {
              counted.run();
              return new CallSums(
                  sum.calls() + 1,
                  sum.bytes() + call.getBytes(),
                  sum.durationNs() + call.getDurationNs());
            },
            Materialized.<String, CallSums, WindowStore<Bytes, byte[]>>with(
                Serdes.String(), CallSumsSerde.create()))
        .toStream()
        .foreach(sums::accept);
    return builder.build();
  }

  /** Calls come from a topic and go to none. */
  private static byte[] write(String topic, RecordedCall call) {
    throw new UnsupportedOperationException("a call back to " + topic);
  }
}
