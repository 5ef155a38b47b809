package dev.ringside.simulator.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.cluster.GroupCall;
import dev.ringside.simulator.cluster.Rank;
import dev.ringside.simulator.cluster.RankMap;
import dev.ringside.simulator.record.BrokenOutputException;
import dev.ringside.simulator.record.InspectorLines;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * One rank's log as NCCL Inspector of 2.30.7 writes it, format "v4.0", not verbose.
 *
 * <p>Source: NCCL 2.30.7 {@code plugins/profiler/inspector/inspector.cc}.
 */
final class InspectorLog implements InspectorLines {

  private static final String FORMAT = "v4.0";
  private static final long HASH_MASK = 0xFFFFFFFFFFFFFFL;

  private final Path file;
  private final BufferedWriter lines;
  private final JsonGenerator json;
  private final String host;
  private final int pid;
  private final RankMap map;

  InspectorLog(
      Path file, BufferedWriter lines, JsonGenerator json, String host, int pid, RankMap map) {
    this.file = file;
    this.lines = lines;
    this.json = json;
    this.host = host;
    this.pid = pid;
    this.map = map;
  }

  @Override
  public void add(GroupCall call, int member, long durationNs, long number, long stampNs) {
    try {
      json.writeStartObject();
      header(call.group(), member);
      metadata(stampNs);
      performance(call, member, durationNs, number);
      json.writeEndObject();
      json.flush();
      lines.write('\n');
      lines.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written", e);
    }
  }

  private void header(Group group, int member) throws IOException {
    int[] ranks = Arrays.stream(group.members()).mapToInt(Rank::number).toArray();
    String name = group.name();
    long hash = (name.hashCode() * 0x9E3779B97F4A7C15L) ^ (Arrays.hashCode(ranks) * 0x5851F42D4CL);
    json.writeObjectFieldStart("header");
    json.writeStringField("id", "0x" + String.format(Locale.ROOT, "%014x", hash & HASH_MASK));
    json.writeStringField("comm_name", name.isEmpty() ? "unknown" : name);
    json.writeNumberField("rank", member);
    json.writeNumberField("n_ranks", group.size());
    json.writeNumberField("nnodes", Arrays.stream(ranks).map(map::hostOf).distinct().count());
    json.writeEndObject();
  }

  private void metadata(long stampNs) throws IOException {
    json.writeObjectFieldStart("metadata");
    json.writeStringField("inspector_output_format_version", FORMAT);
    json.writeStringField("git_rev", "ringside-simulator");
    json.writeStringField("rec_mechanism", "nccl_profiler_interface");
    json.writeNumberField("dump_timestamp_us", stampNs / 1000);
    json.writeStringField("hostname", host);
    json.writeNumberField("pid", pid);
    json.writeEndObject();
  }

  /** Sizes are of what one rank puts in, of a reduce-scatter of what it gets. */
  private static long sizeOf(CallSignature signature, int ranks) {
    long bytes = signature.elements() * signature.dataType().bytes();
    return signature.collective() == Collective.REDUCE_SCATTER ? bytes / ranks : bytes;
  }

  /** Bandwidths are by the nccl-tests factors. */
  private void performance(GroupCall call, int member, long durationNs, long number)
      throws IOException {
    CallSignature signature = call.signature(member);
    Collective collective = signature.collective();
    boolean pair = collective.isPointToPoint();
    String of = pair ? "p2p" : "coll";
    long bytes = sizeOf(signature, call.group().size());
    double algbw = durationNs == 0 ? 0 : call.bytes() / durationNs;
    json.writeObjectFieldStart(of + "_perf");
    json.writeStringField(of, collective.label());
    json.writeNumberField(of + "_sn", number);
    if (pair) {
      json.writeNumberField("p2p_peer", 1 - member);
    }
    json.writeNumberField(of + "_msg_size_bytes", bytes);
    json.writeNumberField(of + "_exec_time_us", durationNs / 1000);
    json.writeStringField(of + "_timing_source", "kernel_gpu");
    decimal(of + "_algbw_gbs", algbw);
    decimal(of + "_busbw_gbs", algbw * collective.wireFactor(call.group().size()).asDouble());
    json.writeEndObject();
  }

  /** Six decimals, as C's {@code %lf} has them. */
  private void decimal(String name, double value) throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(String.format(Locale.ROOT, "%.6f", value));
  }

  void finish() throws BrokenOutputException {
    try {
      json.close();
    } catch (IOException e) {
      throw ContainerBatches.broken(file, e);
    }
  }

  void abandon() {
    try {
      json.close();
    } catch (IOException e) {
      // finish() has already reported a broken file.
    }
  }
}
