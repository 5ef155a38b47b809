package dev.ringside.ingest.iterations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.iteration.Iteration;

/**
 * Forward Pass Metrics. Dynamo's as JSONL, in both shapes: the sink's ({@code {"event": {"fpm":
 * …}}}) and the recorder's ({@code {"metrics": …}}).
 *
 * <p>{@code wall_time} is the time from one pass's end to the next one's, 0.0 for a heartbeat. The
 * tokens of decoding sequences are not in the record, nor is a mark of dummy passes: a record with
 * a time that schedules nothing is one. Times are the receiver's.
 *
 * <p>SGLang publishes the same as MessagePack, without version and number: its {@code wall_time} is
 * the span on the GPU, and the number is that of the message.
 *
 * <p>Source: SGLang {@code srt/observability/forward_pass_metrics.py:ForwardPassMetrics}, Dynamo
 * 1.6 {@code dynamo/common/forward_pass_metrics.py:ForwardPassMetrics}.
 */
public final class ForwardPassMetrics implements IterationLines {

  private static final int VERSION = 1;
  private static final String NUMBER = "counter_id";
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public void read(String line, IterationSink sink) {
    if (line.isBlank()) {
      return;
    }
    JsonNode root;
    try {
      root = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      sink.rejected("not_json");
      return;
    }
    JsonNode event = root.path("event");
    JsonNode metrics = event.has("fpm") ? event.path("fpm") : root.path("metrics");
    if (!metrics.isObject()) {
      sink.rejected("no_metrics");
    } else if (metrics.path("version").asInt() != VERSION) {
      sink.rejected("unknown_version");
    } else {
      if (event.path("capture_mode").asText().equals("sampled")) {
        sink.sampled();
      }
      tell(metrics, metrics.path(NUMBER).asLong(-1), endNs(root, event), sink);
    }
  }

  /**
   * Reads a message of an engine's ZMQ socket: Dynamo's relay and SGLang send the same parts.
   *
   * @param sequence the second part: counts the messages
   * @param payload the third part
   * @param nowNs when it came
   */
  public static void readMessage(long sequence, byte[] payload, long nowNs, IterationSink sink) {
    JsonNode metrics;
    try {
      metrics = MessagePack.read(payload);
    } catch (IllegalArgumentException e) {
      sink.rejected("not_message_pack");
      return;
    }
    if (!metrics.path("scheduled_requests").isObject()) {
      sink.rejected("no_metrics");
    } else if (metrics.path("version").asInt(VERSION) != VERSION) {
      sink.rejected("unknown_version");
    } else {
      tell(metrics, metrics.path(NUMBER).asLong(sequence), nowNs, sink);
    }
  }

  private static long endNs(JsonNode root, JsonNode event) {
    if (event.path("observed_at_unix_ms").canConvertToLong()) {
      long ms = event.path("observed_at_unix_ms").asLong(Iteration.UNKNOWN);
      return ms < 0 || ms > Long.MAX_VALUE / 1_000_000 ? Iteration.UNKNOWN : ms * 1_000_000;
    }
    long ns = root.path("received_at_ns").asLong(Iteration.UNKNOWN);
    return Math.max(Iteration.UNKNOWN, ns);
  }

  private static void tell(JsonNode metrics, long number, long endNs, IterationSink sink) {
    JsonNode scheduled = metrics.path("scheduled_requests");
    String worker = Bound.NAME_BYTES.cut(metrics.path("worker_id").asText(""));
    double seconds = metrics.path("wall_time").asDouble(-1);
    try {
      int replica = whole(metrics, "dp_rank");
      if (number < 0 || !(seconds >= 0 && seconds < 1e9)) {
        sink.rejected("negative_count");
        return;
      }
      if (seconds == 0) {
        sink.heartbeat(worker, replica, number);
        return;
      }
      int context = whole(scheduled, "num_prefill_requests");
      int generation = whole(scheduled, "num_decode_requests");
      sink.iteration(
          new Iteration(
              worker,
              replica,
              number,
              endNs,
              Math.round(seconds * 1e9),
              context,
              whole(scheduled, "sum_prefill_tokens"),
              generation,
              generation == 0 ? 0 : Iteration.UNKNOWN,
              context + generation == 0));
    } catch (IllegalArgumentException e) {
      sink.rejected("negative_count");
    }
  }

  private static int whole(JsonNode of, String key) {
    JsonNode value = of.path(key);
    if (!value.canConvertToInt() || value.asInt() < 0) {
      throw new IllegalArgumentException(key);
    }
    return value.asInt();
  }
}
