package dev.ringside.ingest.flightrecorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.recording.FileTraces;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.waiting.WaitReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real dumps, read in place, against what is known of them: samples/README.md. */
class SampleDumpsTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("ringside.repository", "..")).resolve("../shared/samples");

  private static List<Path> files(String folder) throws Exception {
    Path path = SAMPLES.resolve(folder);
    assumeTrue(Files.isDirectory(path), "needs " + path);
    try (Stream<Path> files = Files.list(path)) {
      return files.sorted().toList();
    }
  }

  private static RankTrace read(Path file) throws Exception {
    return FileTraces.read(new FlightRecorderReader(), file, bytes -> {}).get(0);
  }

  private static Map<Collective, Integer> counts(RankTrace trace) {
    Map<Collective, Integer> counts = new EnumMap<>(Collective.class);
    for (int row = 0; row < trace.calls().size(); row++) {
      CallSignature signature = trace.signatures().get(trace.calls().signature(row));
      counts.merge(signature.collective(), 1, Integer::sum);
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(strings = {".json", ".pickle"})
  void glooOfFourRanks(String ending) throws Exception {
    List<Path> dumps =
        files("recorded/gloo_tp2pp2ep4").stream()
            .filter(file -> file.getFileName().toString().matches("fr_.*\\" + ending))
            .toList();
    assertThat(dumps).hasSize(4);
    for (Path dump : dumps) {
      assertThat(counts(read(dump)))
          .isEqualTo(
              Map.of(
                  Collective.ALL_REDUCE, 30,
                  Collective.ALL_TO_ALL, 10,
                  Collective.ALL_GATHER, 20,
                  Collective.BROADCAST, 10,
                  Collective.BARRIER, 1));
    }
  }

  @Test
  void bothFormsOfADumpSayTheSame() throws Exception {
    for (String folder :
        List.of("gloo_tp2pp2ep4", "vllm_cpu_llama_tp2_hang", "vllm_cpu_moe_dp2tp2ep_fr")) {
      for (Path json : files("recorded/" + folder)) {
        String name = json.getFileName().toString();
        if (name.matches(".*fr_.*\\.json(\\.gz)?")) {
          Path pickle = json.resolveSibling(name.replaceFirst("\\.json.*", ".pickle"));
          assertThat(counts(read(pickle))).as(name).isEqualTo(counts(read(json))).isNotEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"gpu_error_1st,12 14", "lock_gil_1st,9 14"})
  void theRanksWithAnInjectedFaultAreNamed(String folder, String faulty) throws Exception {
    List<Integer> truth = Arrays.stream(faulty.split(" ")).map(Integer::valueOf).toList();
    List<Path> files = files("third-party/flight_recorder_nvrx/" + folder);

    assertThat(FlightRecorderDumps.judge(files))
        .singleElement()
        .satisfies(report -> assertThat(report.suspects()).isEqualTo(truth))
        .satisfies(report -> assertThat(report.ranks()).hasSize(16));
  }

  /** A process that is gone leaves no dump: its absence must say the same. */
  @Test
  void withoutTheDumpsOfTheFaultyRanksTheyAreNamedAllTheMore() throws Exception {
    List<Path> files =
        files("third-party/flight_recorder_nvrx/lock_gil_1st").stream()
            .filter(file -> !file.toString().matches(".*_dump_(9|14)"))
            .toList();

    assertThat(FlightRecorderDumps.judge(files).get(0).suspects()).containsExactly(9, 14);
  }

  @Test
  void theHangOfVllmIsRankOne() throws Exception {
    List<WaitReport> reports = FlightRecorderDumps.judge(files("recorded/vllm_cpu_llama_tp2_hang"));

    assertThat(reports).extracting(WaitReport::suspects).containsExactly(List.of(), List.of(1));
    assertThat(reports.get(1).title()).contains("hang_fr_rank_");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vllm_cpu_llama_tp2_fr",
        "vllm_cpu_moe_dp2tp2ep_fr",
        "vllm_cpu_deepseek_dp2tp2ep_fr"
      })
  void soundRunsHaveNoSuspect(String folder) throws Exception {
    assertThat(FlightRecorderDumps.judge(files("recorded/" + folder)))
        .singleElement()
        .satisfies(report -> assertThat(report.suspects()).isEmpty());
  }

  @Test
  void batchedTransfersAreNotHung() throws Exception {
    List<Path> files = files("field/fr-batched-p2p");
    JsonNode expected =
        DumpText.JSON.readTree(files.get(0).resolveSibling("expected.json").toFile());
    WaitReport report = FlightRecorderDumps.judge(files).get(0);
    int pairs = 0;
    int allReduces = 0;
    for (Path dump : report.files()) {
      Map<Collective, Integer> counts = counts(read(dump));
      assertThat(counts).doesNotContainKey(Collective.COALESCED);
      pairs += counts.get(Collective.SEND) + counts.get(Collective.RECV);
      allReduces += counts.get(Collective.ALL_REDUCE);
    }

    assertThat(report.suspects()).hasSize(expected.path("hung_operations").intValue());
    assertThat(report.cleared()).containsExactly(1, 3);
    assertThat(pairs).isEqualTo(expected.path("p2p_calls").intValue());
    assertThat(allReduces).isEqualTo(expected.path("all_reduce_calls").intValue());
  }

  @Test
  void placesInAGroupBecomeGlobalRanks() throws Exception {
    for (Path file : files("field/fr-batched-p2p")) {
      if (file.toString().endsWith("expected.json")) {
        continue;
      }
      RankTrace trace = read(file);
      for (int id = 0; id < trace.signatures().size(); id++) {
        CallSignature signature = trace.signatures().get(id);
        if (signature.collective().isPointToPoint()) {
          assertThat(signature.peer()).isEqualTo(trace.rank() == 1 ? 3 : 1);
          assertThat(signature.elements() * signature.dataType().bytes()).isEqualTo(4096);
        }
      }
    }
  }
}
