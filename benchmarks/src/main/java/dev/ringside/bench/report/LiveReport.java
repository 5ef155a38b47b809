package dev.ringside.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.bench.live.LiveResult;
import java.util.Locale;

/** From a call to the exported metric, for people and for programs. */
public final class LiveReport {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private LiveReport() {}

  /** The table, as plain text. */
  public static String table(LiveResult result) {
    return String.format(
        Locale.ROOT,
        "%s%n%,d calls in %.0f s, windows of %.0f s; %,d passes counted%n%n"
            + "call to exported metric: p50 %.2f s, p99 %.2f s (window %+.2f s), most %.2f s%n",
        result.machine(),
        result.calls(),
        result.lastedSeconds(),
        result.windowSeconds(),
        result.seconds().size(),
        result.quantile(0.5),
        result.quantile(0.99),
        result.quantile(0.99) - result.windowSeconds(),
        result.quantile(1));
  }

  /** {@code ringside.bench.live/1}. */
  public static String json(LiveResult result) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("schema", "ringside.bench.live/1");
    json.put("calls", result.calls());
    json.put("seconds", result.lastedSeconds());
    json.put("window_seconds", result.windowSeconds());
    json.put("passes", result.seconds().size());
    ObjectNode latency = json.putObject("call_to_metric_seconds");
    latency.put("p50", result.quantile(0.5));
    latency.put("p99", result.quantile(0.99));
    latency.put("max", result.quantile(1));
    json.put("machine", result.machine());
    return json.toPrettyString() + "\n";
  }
}
