package dev.ringside.ingest.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.inspect.GroupFacts.Guess;
import dev.ringside.ingest.inspect.ParallelismGuess.Evidence;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelismGuessTest {

  @ParameterizedTest
  @CsvSource({
    "tp:0, tp",
    "tp:device, tp",
    "attn_tp:cpu, tp",
    "moe_ep:device, ep",
    "mesh_tp, tp",
    "dcp:1, dcp",
    "attn_cp:device, cp",
    "TENSOR_MODEL_PARALLEL_GROUP, tp",
    "PIPELINE_MODEL_PARALLEL_GROUP, pp",
    "DATA_PARALLEL_GROUP_WITH_CP, dp",
    "TENSOR_AND_DATA_PARALLEL_GROUP_WITH_CP, tp+dp",
    "TENSOR_AND_CONTEXT_PARALLEL_GROUP, tp+cp",
    "'user tags 29808 (tp or pt)', tp",
    "default_pg, world",
    "world:cpu, world"
  })
  void readsWhatEnginesCallTheirGroups(String name, String parallelism) {
    assertThat(ParallelismGuess.named(name)).contains(parallelism);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "undefined", "3", "0xb0771a", "http", "steps", "chatty_mcp1x"})
  void readsNothingIntoOtherNames(String name) {
    assertThat(ParallelismGuess.named(name)).isEmpty();
  }

  @Test
  void coordinatesInVllmsFileNamesTellGroupsApart() {
    RankCoordinates names = new RankCoordinates();
    for (int rank = 0; rank < 4; rank++) {
      String name = "dp0_pp%d_tp%d_dcp0_ep%d_rank%d.1794.pt.trace.json.gz";
      names.add(Path.of(name.formatted(rank / 2, rank % 2, rank % 2, rank)), rank);
    }
    ParallelismGuess guess = new ParallelismGuess(names, 4, false);

    assertThat(guess.of(group(0, 1)).parallelism()).isEqualTo("tp");
    assertThat(guess.of(group(1, 3)).parallelism()).isEqualTo("pp");
    assertThat(guess.of(group(0, 1, 2, 3)).reason()).contains("all ranks of the job");
  }

  @Test
  void coordinatesInSglangsFileNamesToo() {
    RankCoordinates names = new RankCoordinates();
    for (int rank = 0; rank < 4; rank++) {
      names.add(Path.of("17-TP-%d-PP-%d.trace.json.gz".formatted(rank % 2, rank / 2)), rank);
    }

    assertThat(names.onlyDifference(List.of(0, 2))).contains("pp");
    assertThat(names.onlyDifference(List.of(0, 3))).isEmpty();
    assertThat(names.onlyDifference(List.of(0, 7))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 1 2 3 | ALL_REDUCE            | tp | medium",
        "4 5 6 7 | ALL_REDUCE ALL_GATHER | tp | medium",
        "1 2     | ALL_REDUCE            | dp | low",
        "0 4     | ALL_REDUCE            | dp | low",
        "0 4     | SEND RECV             | pp | medium",
        "0 1 2 3 | ALL_TO_ALL            | ep | medium",
        "0 1     | ALL_GATHER            | '' | none"
      })
  void elseTheRanksAndTheirCalls(String ranks, String calls, String parallelism, String sure) {
    Evidence group =
        new Evidence(
            "3",
            List.of("undefined"),
            ranks.split(" ").length,
            List.of(ranks.split(" ")).stream().map(Integer::valueOf).toList(),
            List.of(calls.split(" ")).stream().map(Collective::valueOf).toList());

    Guess guess = new ParallelismGuess(new RankCoordinates(), 8, false).of(group);

    assertThat(guess.parallelism()).isEqualTo(parallelism);
    assertThat(guess.confidence().name().toLowerCase()).isEqualTo(sure);
    assertThat(guess.reason()).isNotEmpty();
  }

  /** vLLM names none of its groups but the first, and with tensor ranks alone that is the one. */
  @Test
  void allRanksAreTheTensorGroupUnlessAGroupIsCalledSo() {
    Evidence all =
        new Evidence("0", List.of("default_pg"), 2, List.of(0, 1), List.of(Collective.ALL_REDUCE));
    Evidence silent = new Evidence("0", List.of("default_pg"), 2, List.of(0, 1), List.of());

    assertThat(new ParallelismGuess(new RankCoordinates(), 2, false).of(all).parallelism())
        .isEqualTo("tp");
    assertThat(new ParallelismGuess(new RankCoordinates(), 2, true).of(all).parallelism())
        .isEqualTo("world");
    assertThat(new ParallelismGuess(new RankCoordinates(), 2, false).of(silent).parallelism())
        .isEqualTo("world");
    assertThat(ParallelismGuess.isNamed("tp:0")).isTrue();
    assertThat(ParallelismGuess.isNamed("default_pg")).isFalse();
  }

  private static Evidence group(Integer... ranks) {
    return new Evidence(
        "3", List.of(), ranks.length, List.of(ranks), List.of(Collective.ALL_REDUCE));
  }
}
