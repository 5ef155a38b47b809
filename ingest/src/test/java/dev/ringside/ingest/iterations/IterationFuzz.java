package dev.ringside.ingest.iterations;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.ingest.fuzz.ReaderFuzz;
import dev.ringside.ingest.source.TraceReader;
import java.util.List;

/** Both shapes of Dynamo's records, and vLLM's lines. */
class IterationFuzz extends ReaderFuzz {

  private static final String METRICS =
      "{\"version\":1,\"worker_id\":\"w\",\"dp_rank\":1,\"counter_id\":%d,\"wall_time\":%s,"
          + "\"scheduled_requests\":{\"num_prefill_requests\":1,\"sum_prefill_tokens\":47,"
          + "\"num_decode_requests\":2}}";

  private static final String VLLM =
      "(APIServer pid=1) INFO 11-27 12:33:45 [loggers.py:199] Engine 003: Iteration(%d): 1 context"
          + " requests, 47 context tokens, 2 generation requests, 6 generation tokens, iteration"
          + " elapsed time: 41.35 ms, CPU KV cache usage: 0.0%%\n";

  private static String recorded(int number, String seconds) {
    return "{\"received_at_ns\":1795780937000000001,\"metrics\":%s}\n"
        .formatted(METRICS.formatted(number, seconds));
  }

  private static String sunk(int number, String seconds) {
    return ("{\"event\":{\"observed_at_unix_ms\":1795780937000,\"capture_mode\":\"sampled\","
            + "\"fpm\":%s}}\n")
        .formatted(METRICS.formatted(number, seconds));
  }

  @Override
  public TraceReader reader() {
    return new IterationReader();
  }

  @Override
  protected String fileName() {
    return "fpm.jsonl";
  }

  @Override
  protected List<byte[]> sound() {
    return List.of(
        (recorded(1, "0.5") + recorded(2, "0.0") + recorded(9, "1e-3")).getBytes(UTF_8),
        (sunk(1, "0.5") + sunk(2, "0.0") + sunk(9, "0.25")).getBytes(UTF_8),
        (VLLM.formatted(0) + "INFO other\n" + VLLM.formatted(4)).getBytes(UTF_8));
  }
}
