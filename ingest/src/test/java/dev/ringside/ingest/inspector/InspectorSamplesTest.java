package dev.ringside.ingest.inspector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files as they are found in the field, read in place, against the answer that lies beside them.
 */
class InspectorSamplesTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("ringside.repository", "..")).resolve("../shared/samples");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Path sample(String name) {
    Path path = SAMPLES.resolve(name);
    assumeTrue(Files.exists(path), () -> "sample not here: " + path);
    return path;
  }

  private static JsonNode expected(String folder) throws IOException {
    return JSON.readTree(sample("field/" + folder + "/expected.json").toFile());
  }

  private static ReadLog read(String file) throws Exception {
    return ReadLog.of(sample(file));
  }

  private static long[] longs(JsonNode array, double scale) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToLong(one -> Math.round(one.asDouble() * scale))
        .toArray();
  }

  private static long[] durationsNs(CallColumns calls) {
    return LongStream.range(0, calls.size()).map(row -> calls.durationNs((int) row)).toArray();
  }

  @Test
  void aRingThatWasOverwrittenIsALossWithNumbers() throws Exception {
    ReadLog whole = read("field/insp40-ring-loss/gpu-c01-pid300.log");
    ReadLog lossy = read("field/insp40-ring-loss/gpu-c02-pid301.log");
    JsonNode expected = expected("insp40-ring-loss");

    assertThat(whole.ranks()).containsExactly(0);
    assertThat(lossy.ranks()).containsExactly(1);
    assertThat(whole.counts(0))
        .isEqualTo(Map.of(Collective.ALL_REDUCE, 24, Collective.ALL_GATHER, 8));
    assertThat(lossy.counts(1))
        .isEqualTo(Map.of(Collective.ALL_REDUCE, 12, Collective.ALL_GATHER, 4));
    assertThat(lossy.numbers(1, Collective.ALL_REDUCE))
        .containsExactly(longs(expected.at("/coll_sn_seen_rank1/AllReduce"), 1));
    assertThat(lossy.bytes(1, Collective.ALL_REDUCE))
        .isEqualTo(expected.at("/bytes_seen_rank1/AllReduce").asLong());
    assertThat(whole.incomplete()).isEmpty();
    assertThat(lossy.incomplete())
        .hasSize(2)
        .anySatisfy(why -> assertThat(why).contains("12 of 24 AllReduce of tp:0"))
        .anySatisfy(why -> assertThat(why).contains("4 of 8 AllGather of tp:0"))
        .allSatisfy(why -> assertThat(why).contains("each dump has exactly 8 records"));
    assertThat(lossy.rejected(1)).isEmpty();
    assertThat(lossy.times()).isEqualTo(KnownTimes.DURATIONS);
  }

  @Test
  void bothFormatsThatCallThemselves43AreRead() throws Exception {
    ReadLog tagged = read("field/insp43-two-dialects/A_usertag/gpu-b02-pid912.log");
    ReadLog grouped = read("field/insp43-two-dialects/B_grouped/gpu-b03-pid640.log");

    for (ReadLog log : List.of(tagged, grouped)) {
      int rank = log == tagged ? 1 : 2;
      assertThat(log.ranks()).containsExactly(rank);
      assertThat(log.rejected(rank)).isEmpty();
      assertThat(log.numbers(rank, Collective.ALL_REDUCE)).containsExactly(40, 41);
      assertThat(log.trace(rank).calls().size()).isEqualTo(3);
      assertThat(log.groups()).singleElement().extracting(Note.Group::name).isEqualTo("dp:3");
    }
    assertThat(tagged.counts(1)).containsEntry(Collective.SEND, 1);
    assertThat(grouped.counts(2)).containsEntry(Collective.RECV, 1);
    assertThat(tagged.groups().get(0).description()).isEqualTo("user tags 7, 9007199254740993");
    assertThat(grouped.groups().get(0).description()).isEmpty();
  }

  @Test
  void flatLinesAndLinesWithAHeaderAreOfTheSameProcesses() throws Exception {
    ReadLog log = read("field/dd-flat-dialect/events.jsonl");
    JsonNode expected = expected("dd-flat-dialect");

    assertThat(log.ranks()).containsExactly(0, 1, 2);
    List<Long> durations = new ArrayList<>();
    for (int call = 0; call < 2; call++) {
      for (int rank : log.ranks()) {
        assertThat(log.trace(rank).calls().size())
            .isEqualTo(expected.at("/per_rank/" + rank).asInt());
        assertThat(log.rejected(rank)).isEmpty();
        durations.add(log.trace(rank).calls().durationNs(call));
      }
    }
    assertThat(durations.stream().mapToLong(Long::longValue).toArray())
        .containsExactly(longs(expected.get("durations_us"), 1_000));
    assertThat(log.trace(1).remarks())
        .anyMatch(remark -> remark.contains("the job calls it rank 9"))
        .anyMatch(remark -> remark.contains("proxy threads, which are no calls: 1"));
    assertThat(log.trace(2).host()).isEqualTo("trainer-2");
  }

  @Test
  void aCallGoesFromItsFirstChannelToItsLast() throws Exception {
    List<ReadLog> logs =
        List.of(
            read("field/insp-channel-skew/gpu-d01-pid55.log"),
            read("field/insp-channel-skew/gpu-d02-pid56.log"));

    for (JsonNode record : expected("insp-channel-skew").get("per_record")) {
      int rank = record.get("rank").asInt();
      CallColumns calls = logs.get(rank).trace(rank).calls();
      int row = record.get("coll_sn").asInt();
      assertThat(calls.sequence(row)).isEqualTo(row);
      assertThat(calls.startNs(row)).isEqualTo(1_000 * record.get("start_us").asLong());
      assertThat(calls.endNs(row)).isEqualTo(1_000 * record.get("end_us").asLong());
    }
    assertThat(logs).allMatch(log -> log.times() == KnownTimes.EXACT);
    assertThat(logs).allMatch(log -> log.incomplete().isEmpty());
  }

  @Test
  void ticksThatWereTakenForNanosecondsGiveNoDurations() throws Exception {
    ReadLog wrong = read("field/rccl-ticks/before_fix/mi-e05-pid771.log");
    ReadLog right = read("field/rccl-ticks/after_fix/mi-e05-pid771.log");
    long[] truth = longs(expected("rccl-ticks").get("true_exec_time_us"), 1_000);

    assertThat(wrong.times()).isEqualTo(KnownTimes.CONTRADICTORY);
    assertThat(durationsNs(wrong.trace(0).calls())).hasSize(truth.length).containsOnly(0);
    assertThat(wrong.signatures(0))
        .allMatch(signature -> signature.timing() == TimingQuality.ENQUEUE_ONLY);
    assertThat(wrong.trace(0).remarks())
        .singleElement()
        .asString()
        .contains("10.1 times", "not shown");
    assertThat(right.times()).isEqualTo(KnownTimes.EXACT);
    assertThat(right.trace(0).remarks()).isEmpty();
    for (int row = 0; row < truth.length; row++) {
      assertThat((double) right.trace(0).calls().durationNs(row) / truth[row])
          .isBetween(0.99, 1.01);
    }
  }

  @Test
  void acclsTicksAreDurationsWithoutATimeOfDay() throws Exception {
    String folder = "field/accl-jsonl/accl_profiler_rank";
    ReadLog leaked = read(folder + "0_mi-f01_pid9001_0xd37e70d13f797e7e.jsonl");
    ReadLog broken = read(folder + "1_mi-f01_pid9002_0xd37e70d13f797e7e.jsonl");
    JsonNode expected = expected("accl-jsonl");

    assertThat(durationsNs(leaked.trace(0).calls()))
        .containsExactly(longs(expected.get("durations_us_rank0"), 1_000));
    assertThat(durationsNs(broken.trace(1).calls()))
        .containsExactly(longs(expected.get("durations_us_rank1"), 1_000));
    for (ReadLog log : List.of(leaked, broken)) {
      int rank = log.ranks().get(0);
      assertThat(log.times()).isEqualTo(KnownTimes.DURATIONS);
      assertThat(log.rejected(rank)).isEmpty();
      assertThat(log.trace(rank).host()).isEqualTo("mi-f01");
      assertThat(log.groups().get(0).name()).isEqualTo("0xd37e70d13f797e7e");
      assertThat(log.trace(rank).calls().startNs(0)).isGreaterThan(1_700_000_000_000_000_000L);
      long apart = log.trace(rank).calls().startNs(1) - log.trace(rank).calls().startNs(0);
      assertThat(apart).isEqualTo(400_000);
    }
    assertThat(leaked.incomplete()).singleElement().asString().contains("leaked_collectives 1");
    assertThat(broken.incomplete()).singleElement().asString().contains("no summary line");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2.30.7_json", "v2.30.7_json_verbose"})
  void ncclOf230OnFourRanks(String folder) throws Exception {
    List<ReadLog> logs = logs("recorded/nccl_inspector/" + folder);

    assertThat(logs.stream().flatMap(log -> log.ranks().stream()))
        .containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(total(logs, Collective.ALL_REDUCE)).isEqualTo(68);
    assertThat(total(logs, Collective.ALL_GATHER)).isEqualTo(16);
    assertThat(total(logs, Collective.SEND)).isEqualTo(12);
    assertThat(total(logs, Collective.RECV)).isEqualTo(8);
    for (ReadLog log : logs) {
      int rank = log.ranks().get(0);
      assertThat(log.rejected(rank)).isEmpty();
      List<CallSignature> unsigned =
          log.signatures(rank).stream()
              .filter(signature -> !CallFlag.BYTES_ONLY.in(signature.flags()))
              .toList();
      assertThat(unsigned).hasSize(2).allMatch(one -> one.dataType() == DataType.BYTE);
      assertThat(unsigned.stream().map(CallSignature::elements))
          .containsExactlyInAnyOrder(65_536L, 4_096L);
      assertThat(log.signatures(rank).stream().map(CallSignature::communicator))
          .anyMatch(
              group -> group.name().equals("tp:0") && group.ranks().equals(List.of(0, 1, 2, 3)));
    }
  }

  @Test
  void ncclOf228SamplesAndSaysSo() throws Exception {
    List<ReadLog> logs = logs("recorded/nccl_inspector/v2.28.9_json");

    assertThat(total(logs, Collective.ALL_REDUCE)).isEqualTo(61);
    assertThat(total(logs, Collective.ALL_GATHER)).isEqualTo(12);
    assertThat(logs).allMatch(log -> !log.incomplete().isEmpty());
    assertThat(logs.stream().flatMap(log -> log.ranks().stream()))
        .containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void proxyRecordsOf44AreNoCalls() throws Exception {
    ReadLog log = read("third-party/nccl_inspector_v4.4/nccl_v4.4_documentation_examples.jsonl");

    assertThat(log.ranks()).containsExactly(2);
    assertThat(log.counts(2)).isEqualTo(Map.of(Collective.ALL_REDUCE, 1));
    assertThat(log.bytes(2, Collective.ALL_REDUCE)).isEqualTo(17_179_869_184L);
    assertThat(log.rejected(2)).isEmpty();
    assertThat(log.trace(2).remarks())
        .anyMatch(r -> r.contains("proxy threads, which are no calls: 2"));
    assertThat(log.incomplete())
        .anySatisfy(why -> assertThat(why).contains("1,023 records more"))
        .anySatisfy(why -> assertThat(why).contains("4,096 collectives"));
  }

  private static List<ReadLog> logs(String folder) throws Exception {
    List<ReadLog> logs = new ArrayList<>();
    try (Stream<Path> files = Files.list(sample(folder))) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        logs.add(ReadLog.of(file));
      }
    }
    return logs;
  }

  private static int total(List<ReadLog> logs, Collective collective) {
    return logs.stream()
        .mapToInt(log -> log.counts(log.ranks().get(0)).getOrDefault(collective, 0))
        .sum();
  }
}
