package dev.ringside.ingest.ncclog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.ingest.recording.FileTraces;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Logs read in place against their expected answers. */
class SampleLogsTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("ringside.repository", "..")).resolve("../shared/samples");

  private static Path sample(String name) {
    Path path = SAMPLES.resolve(name);
    assumeTrue(Files.isRegularFile(path), "needs " + path);
    return path;
  }

  private static JsonNode expected(Path log) throws Exception {
    return new JsonMapper().readTree(log.resolveSibling("expected.json").toFile());
  }

  private static List<RankTrace> read(Path log) throws Exception {
    return FileTraces.read(new NcclLogReader(), log, bytes -> {});
  }

  private static List<String> losses(Path log) throws Exception {
    List<String> losses = new ArrayList<>();
    new NcclLogReader()
        .read(
            log,
            new CallSink() {
              @Override
              public RankCalls rank(RankInfo who) {
                return Ignored.CALLS;
              }

              @Override
              public void note(Note note) {
                if (note instanceof Note.Incomplete loss) {
                  losses.add(loss.why());
                }
              }
            },
            bytes -> {});
    return losses;
  }

  private enum Ignored implements RankCalls {
    CALLS;

    @Override
    public int idOf(CallSignature signature) {
      return 0;
    }

    @Override
    public void add(int signature, long startNs, long durationNs, long sequence) {}

    @Override
    public void reject(String reason, long events) {}

    @Override
    public void remark(String sentence) {}
  }

  @Test
  void nccl232() throws Exception {
    Path log = sample("field/nccl-2.32-log/synthetic_2.32.3.log");
    JsonNode expected = expected(log);
    JsonNode allReduce = expected.path("collective_calls").path("AllReduce");
    List<RankTrace> traces = read(log);

    assertThat(traces).extracting(RankTrace::rank).containsExactly(0, 1);
    assertThat(traces.get(0).calls().size()).isEqualTo(allReduce.path("calls").intValue());
    assertThat(traces.get(1).calls().size()).isZero();
    CallSignature call = traces.get(0).signatures().get(0);
    assertThat(call.elements()).isEqualTo(allReduce.path("count").longValue());
    assertThat(call.dataType()).isEqualTo(DataType.BFLOAT16);
    assertThat(call.communicator().name())
        .isEqualTo(expected.path("communicators").get(0).path("commId").textValue());
    assertThat(NcclLogReader.scan(log, bytes -> {}).version())
        .startsWith(expected.path("version").textValue());
    JsonNode warning = expected.path("warnings").get(0);
    assertThat(traces.get(0).remarks())
        .containsExactly(
            "NCCL 2.32.3+cuda13.4",
            "set in its environment: NCCL_P2P_DISABLE="
                + expected.path("env").path("NCCL_P2P_DISABLE").textValue(),
            tuned(expected.path("tuning").get(0)),
            channels(expected.path("channels")));
    assertThat(traces.get(1).remarks())
        .containsExactly(
            "NCCL warns: %s: %s"
                .formatted(warning.path("site").textValue(), warning.path("text").textValue()));
    assertThat(losses(log)).isEmpty();
    assertThat(traces).allSatisfy(trace -> assertThat(trace.rejected()).isEmpty());
  }

  private static String tuned(JsonNode plan) {
    return "%s of %d bytes: Algo %s proto %s channel{Lo..Hi}={%d..%d} cgaClusterSize %d (1 logged)"
        .formatted(
            plan.path("op").textValue(),
            plan.path("bytes").longValue(),
            plan.path("algo").textValue(),
            plan.path("proto").textValue(),
            plan.path("channels").get(0).intValue(),
            plan.path("channels").get(1).intValue(),
            plan.path("cgaClusterSize").intValue());
  }

  /** {@code NET/IB/6} through rank 0 with GPUDirect is {@code NET/IB/6(0)/GDRDMA} in the log. */
  private static String channels(JsonNode channels) {
    List<String> all = new ArrayList<>();
    for (JsonNode channel : channels) {
      String through =
          channel.has("via_rank") ? "(%d)".formatted(channel.path("via_rank").intValue()) : "";
      String direct = channel.path("gdrdma").asBoolean() ? "/GDRDMA" : "";
      all.add(channel.path("transport").textValue() + through + direct + " (1)");
    }
    return "channels via " + String.join(", ", all);
  }

  @Test
  void rayLeavesLinesOut() throws Exception {
    Path log = sample("field/ray-dedup/driver.log");
    JsonNode expected = expected(log);
    List<RankTrace> traces = read(log);
    TreeMap<String, Long> rejected = new TreeMap<>();
    traces.forEach(
        trace -> trace.rejected().forEach((why, lines) -> rejected.merge(why, lines, Long::sum)));

    assertThat(traces.stream().mapToInt(trace -> trace.calls().size()).sum())
        .isEqualTo(expected.path("coll_calls_read_count").intValue());
    assertThat(traces).extracting(trace -> trace.calls().size()).containsExactly(2, 1, 1, 1);
    assertThat(rejected).containsOnlyKeys("head_missing", "fields_missing");
    assertThat(rejected.values()).containsOnly(1L);
    long suppressed = expected.path("suppressed_lines").path("total").longValue();
    assertThat(losses(log).get(0))
        .startsWith("Ray left out %d lines".formatted(suppressed))
        .contains("RAY_DEDUP_LOGS=0");
    assertThat(losses(log)).noneMatch(loss -> loss.contains("processes are in this file"));
  }

  @Test
  void sglangOfSixteenRanksSeenFromOneOfTwoNodes() throws Exception {
    Path log = sample("third-party/nccl_debug_log/sglang_0.5.9_nccl_2.27.5_16ranks.log");
    List<RankTrace> traces = read(log);

    assertThat(traces).hasSize(8);
    assertThat(traces)
        .allSatisfy(
            trace -> {
              assertThat(trace.calls().size()).isEqualTo(1);
              CallSignature call = trace.signatures().get(0);
              assertThat(call.collective()).isEqualTo(Collective.ALL_REDUCE);
              assertThat(call.elements() * call.dataType().bytes()).isEqualTo(4);
              assertThat(call.communicator().size()).isEqualTo(16);
              assertThat(trace.rejected()).isEmpty();
            });
    assertThat(losses(log)).anyMatch(loss -> loss.contains("up to 16 ranks, and 8 processes"));
  }
}
