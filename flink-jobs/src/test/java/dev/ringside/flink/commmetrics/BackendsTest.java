package dev.ringside.flink.commmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.flink.commmetrics.MovedCodecsTest.Halves;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the state lies changes no byte of any report. */
class BackendsTest {

  @Test
  void bothBackendsReportTheSame() throws Exception {
    List<byte[]> onHeap = reportedOn(Backend.HASHMAP);

    assertThat(onHeap).isNotEmpty();
    assertThat(reportedOn(Backend.ROCKSDB)).containsExactlyElementsOf(onHeap);
  }

  @ParameterizedTest
  @CsvSource({"HASHMAP,ROCKSDB", "ROCKSDB,HASHMAP"})
  void aSavepointOfOneIsReadByTheOther(Backend taken, Backend restored) throws Exception {
    List<OperatorSubtaskState> savepoint;
    List<byte[]> expected;
    try (OperatorPair pair = OperatorPair.open(taken)) {
      Halves.first(pair);
      savepoint = pair.savepoint();
      int before = pair.sent().size();
      Halves.second(pair);
      expected = pair.sent().subList(before, pair.sent().size());
    }
    assertThat(expected).isNotEmpty();

    try (OperatorPair pair = OperatorPair.restored(restored, savepoint)) {
      Halves.second(pair);
      assertThat(pair.sent()).containsExactlyElementsOf(expected);
    }
  }

  private static List<byte[]> reportedOn(Backend backend) throws Exception {
    try (OperatorPair pair = OperatorPair.open(backend)) {
      Halves.first(pair);
      Halves.second(pair);
      return pair.sent();
    }
  }
}
