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
    OperatorSubtaskState savepoint;
    List<byte[]> expected;
    try (ReplicaOperator operator = ReplicaOperator.opened(taken)) {
      Halves.first(operator);
      savepoint = operator.savepoint();
      int before = operator.sent().size();
      Halves.second(operator);
      expected = operator.sent().subList(before, operator.sent().size());
    }
    assertThat(expected).isNotEmpty();

    try (ReplicaOperator operator = ReplicaOperator.restored(restored, savepoint)) {
      Halves.second(operator);
      assertThat(operator.sent()).containsExactlyElementsOf(expected);
    }
  }

  private static List<byte[]> reportedOn(Backend backend) throws Exception {
    try (ReplicaOperator operator = ReplicaOperator.opened(backend)) {
      Halves.first(operator);
      Halves.second(operator);
      return operator.sent();
    }
  }
}
