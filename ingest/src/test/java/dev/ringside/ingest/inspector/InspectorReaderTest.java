package dev.ringside.ingest.inspector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectorReaderTest {

  private static final long US = InspectorText.EPOCH_US;

  @TempDir Path folder;

  private Path write(InspectorText process, String... lines) throws IOException {
    return Files.writeString(folder.resolve(process.fileName()), String.join("", lines));
  }

  /** Two eager calls, then a graph that replays: its number stands still and is no copy. */
  @Test
  void numbersThatStandStillAreReplays() throws Exception {
    InspectorText process = InspectorText.tensor(0, 2);
    String replay = process.collective("AllReduce", 2, 8192, 5, US + 90);
    ReadLog log =
        ReadLog.of(
            write(
                process,
                process.collective("AllReduce", 0, 8192, 5, US),
                process.collective("AllReduce", 1, 8192, 5, US + 30),
                replay,
                replay,
                replay));

    assertThat(log.numbers(0, Collective.ALL_REDUCE)).containsExactly(0, 1, 2, 2, 2);
    assertThat(log.signatures(0).stream().map(CallSignature::flags).map(CallFlag.GRAPH_REPLAY::in))
        .containsExactly(false, true);
    assertThat(log.incomplete()).isEmpty();
    assertThat(log.trace(0).remarks())
        .anyMatch(remark -> remark.contains("the number of 2 calls stands still"));
  }

  @Test
  void aReduceScatterPutsInWhatAllRanksGet() throws Exception {
    InspectorText process = InspectorText.tensor(3, 4);
    ReadLog log = ReadLog.of(write(process, process.collective("ReduceScatter", 0, 1024, 5, US)));

    assertThat(log.signatures(3))
        .singleElement()
        .extracting(CallSignature::elements)
        .isEqualTo(4096L);
  }

  @Test
  void theTimeOfEnqueueingIsNoDuration() throws Exception {
    InspectorText process = InspectorText.tensor(0, 4);
    String line = process.collective("AllReduce", 0, 1024, 5, US);
    ReadLog log = ReadLog.of(write(process, line.replace("kernel_gpu", "collective_cpu")));

    assertThat(log.trace(0).calls().durationNs(0)).isZero();
    assertThat(log.signatures(0))
        .singleElement()
        .extracting(CallSignature::timing)
        .isEqualTo(TimingQuality.ENQUEUE_ONLY);
  }

  @Test
  void theFilesBesideTellTheRankAndThePeers() throws Exception {
    InspectorText[] stages = new InspectorText[4];
    for (int rank = 0; rank < 4; rank++) {
      int lane = rank % 2;
      int stage = rank / 2;
      InspectorText tensor =
          new InspectorText("0xa" + stage, "tp:" + stage, lane, 2, "vm", 90 - rank);
      stages[rank] = new InspectorText("0xb" + lane, "pp:" + lane, stage, 2, "vm", 90 - rank);
      String handover =
          stages[rank].pair(stage == 0 ? "Send" : "Recv", 1, 1 - stage, 4096, 5, US + 10);
      write(tensor, tensor.collective("AllReduce", 0, 8192, 5, US), handover);
    }

    for (int rank = 0; rank < 4; rank++) {
      ReadLog log = ReadLog.of(folder.resolve(stages[rank].fileName()));
      assertThat(log.ranks()).containsExactly(rank);
      CallSignature handover = log.signatures(rank).get(1);
      assertThat(handover.peer()).isEqualTo((rank + 2) % 4);
      assertThat(handover.communicator().ranks()).isEqualTo(List.of(rank % 2, rank % 2 + 2));
    }
  }

  @Test
  void anEmptyFileSaysWhatToSet() throws Exception {
    Path file = write(InspectorText.tensor(0, 2));

    assertThatThrownBy(() -> ReadLog.of(file))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining("NCCL_INSPECTOR_DUMP_THREAD_INTERVAL_MICROSECONDS");
  }
}
