package dev.ringside.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameRankTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "rank0.pt.trace.json.gz, 0",
    "rank-34.Jul_15_10_52_41.1074.pt.trace.json.gz, 34",
    "noshapes_rank3.1795445924507750656.pt.trace.json, 3",
    "dp0_pp1_tp1_dcp0_ep0_rank3.1795445924507750656.pt.trace.json.gz, 3",
    "Rank_12.json, 12",
    "1764-TP-1.trace.json.gz, 1",
    "1764-TP-3-DP-0-PP-0-EP-3-decode.trace.json.gz, 3"
  })
  void readsTheRank(String name, int rank) {
    assertThat(FileNameRank.of(Path.of(name))).hasValue(rank);
  }

  @Test
  void rankOfAReplicaIsCountedFromItsFirst() throws Exception {
    for (String name : new String[] {"dp0_pp0_tp0_ep0_rank0", "dp0_pp0_tp1_ep1_rank1"}) {
      Files.createFile(folder.resolve(name + ".json.gz"));
    }
    Path file = folder.resolve("dp2_pp0_tp1_dcp0_ep5_rank1.1795.pt.trace.json.gz");

    assertThat(FileNameRank.of(file)).hasValue(5);
    assertThat(FileNameRank.replicaOf(file)).hasValue(2);
    assertThat(FileNameRank.replicaOf(Path.of("rank1.json"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host_123.1795445924507750656.pt.trace.json",
        "frank1.json",
        "rank.json",
        "rank99999999999.json"
      })
  void findsNoneWhereThereIsNone(String name) {
    assertThat(FileNameRank.of(Path.of(name))).isEmpty();
  }

  @Test
  void laneAndStageMakeARank() throws Exception {
    for (String name : new String[] {"a-TP-0-PP-0", "a-TP-1-PP-0", "a-TP-0-PP-1", "a-TP-1-PP-1"}) {
      Files.createFile(folder.resolve(name + ".trace.json.gz"));
    }
    Files.createFile(folder.resolve("other-TP-7-PP-0.trace.json.gz"));

    assertThat(FileNameRank.of(folder.resolve("a-TP-1-PP-1.trace.json.gz"))).hasValue(3);
    assertThat(FileNameRank.of(folder.resolve("a-TP-0-PP-1.trace.json.gz"))).hasValue(2);
    assertThat(FileNameRank.of(folder.resolve("a-TP-1-PP-0.trace.json.gz"))).hasValue(1);
  }
}
