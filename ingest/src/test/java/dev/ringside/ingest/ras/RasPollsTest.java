package dev.ringside.ingest.ras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.recording.FileTraces;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.ingest.waiting.WaitReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reader of counts has no calls and so nothing that {@code TraceReaderContract} asks for; what it
 * owes besides is tested here.
 */
class RasPollsTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Path SAMPLES =
      Path.of(System.getProperty("ringside.repository", "..")).resolve("../shared/samples");

  @TempDir Path folder;

  private static WaitReport sample(String name) throws Exception {
    Path path = SAMPLES.resolve("field/ras-polls").resolve(name);
    assumeTrue(Files.isDirectory(path), "needs " + path);
    return judge(path);
  }

  private static JsonNode expected(String name) throws Exception {
    return JSON.readTree(SAMPLES.resolve("field/ras-polls/expected.json").toFile()).path(name);
  }

  private static WaitReport judge(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<WaitReport> reports = RasPolls.judge(files.toList());
      assertThat(reports).hasSize(1);
      return reports.get(0);
    }
  }

  private static List<Integer> ints(JsonNode list) {
    List<Integer> ints = new ArrayList<>();
    list.forEach(one -> ints.add(one.intValue()));
    return ints;
  }

  @Test
  void countsThatGrowAreHealthyHoweverTheyDiffer() throws Exception {
    WaitReport report = sample("transient");

    assertThat(report.verdict()).startsWith(expected("transient").path("verdict").textValue());
    assertThat(report.suspects()).isEmpty();
    assertThat(report.notes()).isEmpty();
  }

  private static List<StuckCall> stuck(String name) throws Exception {
    sample(name);
    Path path = SAMPLES.resolve("field/ras-polls").resolve(name);
    return RasPolls.stuck(path.resolve("poll1.json"), path.resolve("poll2.json"));
  }

  @Test
  void whoHasLaunchedWhatAnotherHasNotIsInACall() throws Exception {
    JsonNode expected = expected("desync");

    assertThat(stuck("desync"))
        .extracting(StuckCall::member)
        .containsExactlyElementsOf(ints(expected.path("ahead")));
    assertThat(stuck("desync"))
        .as("numbered from 0, as by the Inspector")
        .allMatch(call -> call.number() == expected.path("waits_for_op").longValue() - 1)
        .allMatch(call -> call.collective() == Collective.ALL_GATHER)
        .allMatch(call -> call.hash().equals("0xfa93daea854b060b"));
  }

  @Test
  void noCallIsKnownToBeStuckWhileCountsGrowOrAreEqual() throws Exception {
    assertThat(stuck("transient")).isEmpty();
    assertThat(stuck("symmetric")).isEmpty();
  }

  @Test
  void placesAreTold() throws Exception {
    sample("desync");
    Path poll = SAMPLES.resolve("field/ras-polls/desync/poll1.json");
    assertThat(FileTraces.read(new RasReader(), poll, bytes -> {}))
        .filteredOn(trace -> trace.rank() == 3)
        .singleElement()
        .satisfies(
            trace -> assertThat(trace.who().place()).isEqualTo(new Place("10.0.0.1", 3203, "3")));
  }

  /** Hosts launch ahead: what does not end is the first that is missing somewhere. */
  @Test
  void theFirstCallThatARankHasNotLaunchedIsTheOneThatDoesNotEnd() throws Exception {
    Path before = Files.writeString(folder.resolve("a.json"), counts("10:00:00", 7, 9, 30));
    Path last = Files.writeString(folder.resolve("b.json"), counts("10:00:30", 7, 9, 30));

    assertThat(RasPolls.stuck(before, last))
        .containsExactly(
            new StuckCall("0x1", 1, Collective.ALL_REDUCE, 7),
            new StuckCall("0x1", 2, Collective.ALL_REDUCE, 7));
    assertThat(RasPolls.stuck(before, before)).as("the same answer twice").isEmpty();
  }

  private static String counts(String time, long... launched) {
    List<String> ranks = new ArrayList<>();
    for (int rank = 0; rank < launched.length; rank++) {
      ranks.add(
          """
          {"rank":%d,"host":"h","pid":%d,"cuda_dev":0,"status":{},
          "collective_counts":{"AllReduce":%d,"Send":%d,"PutSignal":%d}}
          """
              .formatted(rank, rank, launched[rank], rank, rank));
    }
    return """
    {"nccl_version":"2.32.3","timestamp":"2026-11-28 %s","communicators_count":1,
    "communicators":[{"hash":"0x1","size":%d,"ranks":[%s],"missing_ranks":[]}]}
    """
        .formatted(time, launched.length, String.join(",", ranks));
  }

  @Test
  void whereAllStandsStillTheMajorityMayBeBehind() throws Exception {
    WaitReport report = sample("desync");
    JsonNode expected = expected("desync");

    assertThat(report.verdict()).startsWith(expected.path("verdict").textValue());
    assertThat(report.suspects()).isEqualTo(ints(expected.path("behind")));
    assertThat(report.cleared()).isEqualTo(ints(expected.path("ahead")));
    assertThat(report.notes())
        .contains(
            new Note.Waiting(
                "0xfa93daea854b060b",
                expected.path("waits_for_op").longValue(),
                expected.path("function").textValue(),
                ints(expected.path("ahead"))));
  }

  @Test
  void standingStillTogetherMayBeIdle() throws Exception {
    WaitReport report = sample("symmetric");
    String expected = expected("symmetric").path("verdict").textValue();

    assertThat(expected).startsWith(report.verdict());
    assertThat(report.suspects()).isEmpty();
  }

  @Test
  void aRankThatDoesNotAnswerIsTheSuspect() throws Exception {
    WaitReport report = sample("lost");
    JsonNode expected = expected("lost");

    assertThat(report.verdict()).isEqualTo(expected.path("verdict").textValue());
    assertThat(report.suspects()).isEqualTo(ints(expected.path("suspects")));
    assertThat(report.ranks()).hasSize(expected.path("ranks_reported").intValue());
  }

  /** {@code counts[communicator][rank]}; the ranks of each communicator count from 0. */
  private void poll(String name, String time, int[]... allReduces) throws IOException {
    ObjectNode answer = JSON.createObjectNode().put("nccl_version", "2.28.9");
    answer.put("timestamp", time).put("communicators_count", allReduces.length);
    ArrayNode communicators = answer.putArray("communicators");
    for (int at = 0; at < allReduces.length; at++) {
      ObjectNode one = communicators.addObject().put("hash", "0xab" + at);
      one.put("size", allReduces[at].length);
      ArrayNode ranks = one.putArray("ranks");
      for (int rank = 0; rank < allReduces[at].length; rank++) {
        int process = at == 0 ? rank : 2 * rank + at - 1;
        ranks
            .addObject()
            .put("rank", rank)
            .put("host", "h")
            .put("pid", process)
            .putObject("collective_counts")
            .put("AllReduce", allReduces[at][rank])
            .put("Send", rank);
      }
    }
    Files.writeString(folder.resolve(name), "OK\n" + JSON.writeValueAsString(answer));
  }

  @Test
  void ranksOfSmallerCommunicatorsAreToldByTheirRankInTheLargest() throws Exception {
    for (String time : List.of("2026-11-27 10:00:00", "2026-11-27 10:00:09")) {
      poll(
          time.substring(18) + ".json",
          time,
          new int[] {5, 5, 5, 5},
          new int[] {3, 3},
          new int[] {8, 7});
    }

    assertThat(judge(folder).suspects()).containsExactly(3);
    assertThat(judge(folder).notes())
        .contains(new Note.Waiting("0xab2", 8, "AllReduce", List.of(1)));
  }

  @Test
  void oneAnswerIsNotJudged() throws Exception {
    poll("a.json", "2026-11-27 10:00:00", new int[] {5, 4});
    poll("copy.json", "2026-11-27 10:00:00", new int[] {5, 4});

    assertThat(judge(folder).suspects()).isEmpty();
    assertThat(judge(folder).verdict()).contains("ask RAS again");
  }

  @Test
  void theReaderTellsRanksAndCounts() throws Exception {
    poll("a.json", "2026-11-27 10:00:00", new int[] {5, 4});
    Path file = folder.resolve("a.json");
    List<RankTrace> traces = FileTraces.read(new RasReader(), file, bytes -> {});

    assertThat(new RasReader().sniff(Head.of(file))).isEqualTo(Likelihood.CERTAIN);
    assertThat(traces).extracting(RankTrace::rank).containsExactly(0, 1);
    assertThat(traces.get(1).remarks())
        .containsExactly("launched in communicator 0xab0: 4 AllReduce, 1 Send");
  }

  @Test
  void thereIsNothingToReplayAndThatIsSaid() throws Exception {
    poll("a.json", "2026-11-27 10:00:00", new int[] {5, 4});
    poll("b.json", "2026-11-27 10:00:30", new int[] {5, 4});

    assertThatThrownBy(() -> RecordingFiles.recognise(List.of(folder), Optional.empty()))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining("no trace found")
        .hasMessageContaining("NCCL's RAS as JSON: no calls to replay, ringside inspect reads it");
  }

  @Test
  void otherJsonIsPassedOverAndDamageIsOneLine() throws Exception {
    Path other = Files.writeString(folder.resolve("o.json"), "{\"communicators\": 3}");
    Path damaged = Files.writeString(folder.resolve("d.json"), "{\"communicators\": [");

    assertThat(FileTraces.read(new RasReader(), other, bytes -> {})).isEmpty();
    assertThat(new RasReader().sniff(Head.of(other))).isEqualTo(Likelihood.NONE);
    assertThatThrownBy(() -> FileTraces.read(new RasReader(), damaged, bytes -> {}))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageStartingWith(damaged + ": ");
  }
}
