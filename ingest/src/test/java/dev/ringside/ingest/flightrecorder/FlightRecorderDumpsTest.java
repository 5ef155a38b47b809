package dev.ringside.ingest.flightrecorder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.waiting.WaitReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderDumpsTest {

  @TempDir Path folder;

  private void write(int rank, DumpText dump) throws IOException {
    Files.write(folder.resolve("trace_rank_" + rank), DumpText.JSON.writeValueAsBytes(dump.json()));
  }

  private WaitReport only() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<WaitReport> reports = FlightRecorderDumps.judge(files.toList());
      assertThat(reports).hasSize(1);
      return reports.get(0);
    }
  }

  private static DumpText pair() {
    return DumpText.empty().group("0", "default_pg", "[0, 1]");
  }

  @Test
  void theRankThatDidNotComeIsNamed() throws IOException {
    write(0, pair().call("0", 1, "nccl:all_reduce", false).call("0", 2, "nccl:all_reduce", true));
    write(1, pair().call("0", 1, "nccl:all_reduce", false));

    assertThat(only().suspects()).containsExactly(1);
    assertThat(only().notes()).contains(new Note.Waiting("0", 2, "all_reduce", List.of(0)));
    assertThat(only().verdict()).isEqualTo("stuck: others wait for rank 1");
  }

  @Test
  void aMissingDumpIsTheFinding() throws IOException {
    write(0, pair().call("0", 2, "nccl:all_reduce", true));

    assertThat(only().suspects()).containsExactly(1);
    assertThat(only().notes()).anyMatch(note -> note instanceof Note.Incomplete);
  }

  @Test
  void aDumpCutShortCountsAsMissingAndIsNamed() throws IOException {
    write(0, pair().call("0", 2, "nccl:all_reduce", true));
    byte[] whole = DumpText.JSON.writeValueAsBytes(pair().json());
    Files.write(folder.resolve("trace_rank_1"), Arrays.copyOf(whole, 87));

    assertThat(only().suspects()).containsExactly(1);
    assertThat(only().notes().get(0).toString()).contains("trace_rank_1", "breaks off");
  }

  @Test
  void aMissingDumpForWhichNobodyWaitsIsNoSuspect() throws IOException {
    write(0, pair().call("0", 2, "nccl:all_reduce", false));

    assertThat(only().suspects()).isEmpty();
    assertThat(only().verdict()).isEqualTo("no rank waits");
  }

  @Test
  void whoWaitsInTurnIsCleared() throws IOException {
    DumpText first = DumpText.empty().group("a", "", "[0, 1]");
    DumpText middle = DumpText.empty().group("a", "", "[0, 1]").group("b", "", "[1, 2]");
    DumpText last = DumpText.empty().group("b", "", "[1, 2]");
    write(0, first.call("a", 5, "nccl:all_reduce", true));
    write(1, middle.call("a", 4, "nccl:all_reduce", false).call("b", 9, "nccl:broadcast", true));
    write(2, last.call("b", 8, "nccl:broadcast", false));

    assertThat(only().suspects()).containsExactly(2);
    assertThat(only().cleared()).containsExactly(1);
  }

  @Test
  void differentCallsAtOneNumberAreToldApart() throws IOException {
    DumpText[] dumps = new DumpText[3];
    for (int rank = 0; rank < 3; rank++) {
      dumps[rank] = DumpText.empty().group("0", "", "[0, 1, 2]");
      dumps[rank].call("0", 3, rank == 1 ? "nccl:all_gather" : "nccl:all_reduce", true);
      write(rank, dumps[rank]);
    }

    assertThat(only().suspects()).containsExactly(1);
  }

  @Test
  void wherePairsWaitInACircleAllAreNamed() throws IOException {
    DumpText zero = DumpText.empty().group("a", "", "[0, 1]").group("b", "", "[0, 1]");
    DumpText one = DumpText.empty().group("a", "", "[0, 1]").group("b", "", "[0, 1]");
    write(0, zero.call("a", 1, "nccl:all_reduce", true).call("b", 1, "nccl:all_reduce", false));
    write(1, one.call("b", 2, "nccl:all_reduce", true));

    assertThat(only().suspects()).containsExactly(0, 1);
  }

  /** The numbers of a send are places in the group: 0->1 of [4, 7] is 4 to 7. */
  @Test
  void aSendWithoutItsReceiveNamesThePeerByItsGlobalRank() throws IOException {
    write(4, DumpText.empty().group("p", "", "[4, 7]").call("p", 3, "nccl:send 0->1", true));
    write(7, DumpText.empty().group("p", "", "[4, 7]"));

    assertThat(only().suspects()).containsExactly(7);
    assertThat(only().notes()).contains(new Note.Waiting("p", 3, "send", List.of(4)));
  }

  @Test
  void twoMomentsOfOneFolderAreToldApart() throws IOException {
    write(0, pair().call("0", 1, "nccl:all_reduce", false));
    write(1, pair().call("0", 1, "nccl:all_reduce", false));
    for (int rank = 0; rank < 2; rank++) {
      Files.write(
          folder.resolve("hang_trace_rank_" + rank + ".pickle"),
          PickleText.of(pair().call("0", 2 - rank, "nccl:all_reduce", rank == 0).json()));
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<WaitReport> reports = FlightRecorderDumps.judge(files.toList());
      assertThat(reports).extracting(WaitReport::suspects).containsExactly(List.of(1), List.of());
    }
  }

  @Test
  void otherFilesArePassedOver() throws IOException {
    Files.writeString(folder.resolve("readme_1.txt"), "hello");
    Files.writeString(folder.resolve("x.json"), "{\"traceEvents\": []}");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(FlightRecorderDumps.judge(files.toList())).isEmpty();
    }
  }
}
