package dev.ringside.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.cli.report.WholeFile;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.recording.TraceRecording;
import dev.ringside.ingest.replay.ReplayOutcome;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.simulator.record.BrokenOutputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerCopyTest {

  private static final long EPOCH_NS = 1_795_446_028_000_000_000L;

  @TempDir Path folder;

  /** Two ranks with calls of two sizes over some seconds, and two damaged events. */
  private static TraceRecording recording() {
    Random random = new Random(20_261_128);
    List<RankTrace> ranks = new ArrayList<>();
    for (int rank = 0; rank < 2; rank++) {
      SignatureTable signatures = new SignatureTable();
      CallColumns calls = new CallColumns();
      long start = EPOCH_NS + rank;
      for (int call = 0; call < 5_000; call++) {
        start += random.nextInt(1, 2_000_000);
        calls.add(signatures.idOf(signature(call % 9 == 0 ? 65_536 : 512)), start, 9_000, call);
      }
      ranks.add(
          new RankTrace(
              Path.of("rank%d.json".formatted(rank)),
              new RankInfo(rank, OptionalInt.of(2), "host" + rank),
              signatures,
              calls,
              new TreeMap<>(Map.of("dur_negative", 2L)),
              List.of()));
    }
    return new TraceRecording(ranks);
  }

  private static CallSignature signature(long elements) {
    return new CallSignature(
        new Communicator("tp", 2, List.of(0, 1)),
        Collective.ALL_REDUCE,
        DataType.BFLOAT16,
        elements,
        Transport.NCCL,
        TimingQuality.GPU_NS,
        CallSignature.NO_PEER,
        0);
  }

  private ReplayOutcome copy(TraceRecording recording, String name) throws Exception {
    return new ContainerCopy(recording, Optional.empty())
        .to(new WholeFile("--out", folder.resolve(name).toString()));
  }

  private TraceRecording read(String name) throws Exception {
    return RecordingFiles.recognise(List.of(folder.resolve(name)), Optional.empty())
        .read(ReadProgress.SILENT)
        .recording();
  }

  private static List<String> said(TraceRecording recording) {
    List<String> said = new ArrayList<>();
    for (RankTrace rank : recording.traces()) {
      said.add("rank %d of %s, rejected %s".formatted(rank.rank(), rank.host(), rank.rejected()));
      CallColumns calls = rank.calls();
      for (int row = 0; row < calls.size(); row++) {
        said.add(
            "%d %d %d %s"
                .formatted(
                    calls.startNs(row),
                    calls.durationNs(row),
                    calls.sequence(row),
                    rank.signatures().get(calls.signature(row))));
      }
    }
    return said;
  }

  @Test
  void everyCallIsInTheCopyAsItWas() throws Exception {
    TraceRecording recording = recording();
    ReplayOutcome outcome = copy(recording, "a.avro");

    assertThat(outcome.completed()).isTrue();
    assertThat(outcome.calls()).isEqualTo(10_000);
    assertThat(said(read("a.avro"))).isEqualTo(said(recording));
  }

  @Test
  void theSameRecordingGivesTheSameBytes() throws Exception {
    copy(recording(), "a.avro");
    copy(recording(), "b.avro");
    copy(read("a.avro"), "again.avro");

    assertThat(folder.resolve("b.avro")).hasSameBinaryContentAs(folder.resolve("a.avro"));
    assertThat(said(read("again.avro"))).isEqualTo(said(recording()));
  }

  @Test
  void whatCannotBeWrittenLeavesNothing() throws Exception {
    Path taken = Files.createDirectory(folder.resolve("taken"));
    Files.createFile(taken.resolve("so that it cannot be replaced"));

    assertThatThrownBy(() -> copy(recording(), "taken"))
        .isInstanceOf(BrokenOutputException.class)
        .hasMessageContaining(taken.toString());
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }
}
