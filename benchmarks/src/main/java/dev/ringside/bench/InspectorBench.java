package dev.ringside.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.account.RejectReason;
import dev.ringside.ingest.inspector.file.InspectorReader;
import dev.ringside.ingest.inspector.line.InspectorLines;
import dev.ringside.ingest.inspector.line.InspectorRecord;
import dev.ringside.ingest.inspector.line.RecordSink;
import dev.ringside.ingest.recording.FileTraces;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of reading {@value #LINES} calls of NCCL Inspector's JSON: the lines alone, and a file of
 * them into calls in memory. Bytes over microseconds are MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class InspectorBench {

  private static final int LINES = 20_000;
  private static final int CHUNK = 1 << 18;
  private static final int CHANNELS = 8;
  private static final String MARKER =
      "\"dump_stats\":{\"coll_records\":1000,\"coll_dropped_total\":0,\"p2p_records\":0";
  private static final long EPOCH_US = 1_795_446_028_000_000L;

  /** {@code plain}: v4.0; {@code verbose}: v4.0 with eight channels; {@code grouped}: v4.4. */
  @Param({"plain", "verbose", "grouped"})
  public String dialect = "plain";

  private byte[] text = {};
  private Path file = Path.of("");

  int bytes() {
    return text.length;
  }

  /** Adds something up, so that nothing can be left out. */
  private static final class Sum implements RecordSink {

    private long sum;

    @Override
    public void take(InspectorRecord record) {
      sum += record.bytes() + record.execNs() + record.lastStop();
    }

    @Override
    public void reject(RejectReason reason) {
      throw new IllegalStateException("a sound line was rejected: " + reason);
    }
  }

  @Setup
  public void write() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int call = 0; call < LINES; call++) {
      if (dialect.equals("grouped")) {
        lines.append(call % 1_000 == 0 ? "{" + head(call) + MARKER + "}}\n" : "");
        lines.append("{").append(performance(call, "")).append("}\n");
      } else {
        String trace = dialect.equals("verbose") ? trace(call) : "";
        lines.append("{").append(head(call)).append(performance(call, trace)).append("}\n");
      }
    }
    text = lines.toString().getBytes(UTF_8);
    file = Files.createTempFile("vm-pid1000", ".log");
    Files.write(file, text);
  }

  private static String head(int call) {
    return "\"header\":{\"id\":\"0x7f8c496ae9f661\",\"comm_name\":\"tp:0\",\"rank\":0,\"n_ranks\":8,"
               + "\"nnodes\":1},\"metadata\":{\"inspector_output_format_version\":\"v4.0\",\"git_rev\":\"\","
               + "\"rec_mechanism\":\"nccl_profiler_interface\",\"dump_timestamp_us\":"
        + (EPOCH_US + call)
        + ",\"hostname\":\"gpu-a01\",\"pid\":32727},";
  }

  private static String performance(int call, String trace) {
    boolean gather = call % 65 == 0;
    return "\"coll_perf\":{\"coll\":\"%s\",\"coll_sn\":%d,\"coll_msg_size_bytes\":%d,"
            .formatted(gather ? "AllGather" : "AllReduce", call, gather ? 64_128 : 8_192)
        + "\"coll_exec_time_us\":%d,\"coll_timing_source\":\"kernel_gpu\",".formatted(15 + call % 7)
        + "\"coll_algobw_gbs\":0.546133,\"coll_busbw_gbs\":0.955733"
        + trace
        + "}";
  }

  private static String trace(int call) {
    long start = EPOCH_US + 30L * call;
    StringBuilder numbers = new StringBuilder();
    StringBuilder times = new StringBuilder();
    for (int channel = 0; channel < CHANNELS; channel++) {
      String comma = channel == 0 ? "" : ",";
      numbers.append(comma).append("{\"channel_id\":%d,\"kernel_start_sn\":3,".formatted(channel));
      numbers.append("\"kernel_stop_sn\":12,\"kernel_record_sn\":11}");
      times
          .append(comma)
          .append("{\"channel_id\":%d,\"kernel_start_ts\":%d,".formatted(channel, start));
      times.append(
          "\"kernel_stop_ts\":%d,\"kernel_record_ts\":%d}".formatted(start + 20, start + 20));
    }
    return ",\"event_trace_sn\":{\"coll_start_sn\":1,\"coll_stop_sn\":2,\"kernel_events\":["
        + numbers
        + "]},\"event_trace_ts\":{\"coll_start_ts\":"
        + start
        + ",\"coll_stop_ts\":"
        + start
        + ",\"kernel_events\":["
        + times
        + "]}";
  }

  @TearDown
  public void delete() throws IOException {
    Files.delete(file);
  }

  /** As a tail does: a buffer at a time. */
  @Benchmark
  public long lines() {
    Sum sum = new Sum();
    InspectorLines lines = new InspectorLines(sum, "");
    int at = 0;
    while (at < text.length) {
      at = lines.read(text, at, Math.min(text.length, at + CHUNK));
    }
    return sum.sum;
  }

  @Benchmark
  public List<RankTrace> file() throws UnreadableTraceException {
    return FileTraces.read(new InspectorReader(), file, bytes -> {});
  }
}
