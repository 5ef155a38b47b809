package dev.ringside.ingest.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.inspect.GroupFacts.Confidence;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {

  private static final Communicator TENSOR = new Communicator("tp:0", 2, List.of(0, 1));

  @TempDir private Path folder;

  private final Map<Path, TraceReader> files = new LinkedHashMap<>();

  /** A format of whatever the test says is in the file. */
  private record Told(Consumer<CallSink> content, boolean damaged) implements TraceReader {

    @Override
    public String format() {
      return "told";
    }

    @Override
    public Likelihood sniff(Head head) {
      return Likelihood.CERTAIN;
    }

    @Override
    public void read(Path file, CallSink sink, LongConsumer progress)
        throws UnreadableTraceException {
      content.accept(sink);
      progress.accept(1);
      if (damaged) {
        throw new UnreadableTraceException(file, "breaks off");
      }
    }
  }

  private void file(String name, Consumer<CallSink> content) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      files.put(Files.writeString(file, "x"), new Told(content, false));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Inspection inspect() throws UnreadableTraceException {
    return Inspection.of(
        new RecordingFiles(List.of(folder), files, List.of()), ReadProgress.SILENT);
  }

  private static RankCalls rank(CallSink sink, int rank) {
    return sink.rank(new RankInfo(rank, OptionalInt.of(4), "host"));
  }

  private static void call(RankCalls rank, CallSignature signature, int times) {
    int id = rank.idOf(signature);
    for (int i = 0; i < times; i++) {
      rank.add(id, 1_000L * i, 500, RankCalls.UNNUMBERED);
    }
  }

  private static CallSignature of(Communicator on, Collective collective, long elements) {
    return new CallSignature(
        on,
        collective,
        DataType.BFLOAT16,
        elements,
        Transport.NCCL,
        TimingQuality.GPU_NS,
        CallSignature.NO_PEER,
        0);
  }

  private void reduces(String name, int rank, int times) {
    file(name, sink -> call(rank(sink, rank), of(TENSOR, Collective.ALL_REDUCE, 4096), times));
  }

  @Test
  void foldersWithTheSameRanksAreRecordingsOfTheirOwn() throws UnreadableTraceException {
    reduces("monday/rank0", 0, 3);
    reduces("monday/rank1", 1, 3);
    reduces("later/tuesday/rank0", 0, 5);
    reduces("later/wednesday/rank0", 0, 7);
    Inspection seen = inspect();

    assertThat(seen.recordings())
        .extracting(
            one -> one.folder().getFileName().toString(),
            one -> one.inspection().groups().get(0).calls(),
            one -> one.inspection().coverage().ranks())
        .containsExactly(
            tuple("tuesday", 5L, List.of(0)),
            tuple("wednesday", 7L, List.of(0)),
            tuple("monday", 6L, List.of(0, 1)));
    assertThat(seen.files()).hasSize(4);
    assertThat(seen.groups()).extracting(GroupFacts::calls).containsExactly(5L, 7L, 6L);
    assertThat(seen.coverage().calls()).isEqualTo(18);
  }

  @Test
  void filesThatAreAllLeftAsideAreNoRecording() throws UnreadableTraceException {
    file("front-end", sink -> sink.note(new Note.Aside("a front end")));
    Inspection seen = inspect();

    assertThat(seen.files()).isEmpty();
    assertThat(seen.ignored()).extracting(file -> file.reason()).containsExactly("a front end");
    assertThat(seen.recordings()).isEmpty();
    assertThat(seen.advice()).singleElement().asString().startsWith("no call is in these files");
  }

  @Test
  void timesThatAreKnownInOneRecordingAreNotKnownInTheOther() throws UnreadableTraceException {
    reduces("after/rank0", 0, 3);
    file(
        "before/rank0",
        sink -> {
          sink.note(new Note.Timing(KnownTimes.CONTRADICTORY));
          call(rank(sink, 0), of(TENSOR, Collective.ALL_REDUCE, 4096), 5);
        });

    assertThat(inspect().coverage().calls()).isEqualTo(8);
    assertThat(inspect().coverage().timed()).isEqualTo(3);
  }

  @Test
  void foldersOfARankEachAreOneRecording() throws UnreadableTraceException {
    reduces("node1/rank0", 0, 3);
    reduces("node2/rank1", 1, 3);
    Inspection seen = inspect();

    assertThat(seen.recordings()).isEmpty();
    assertThat(seen.groups()).singleElement().matches(group -> group.calls() == 6);
  }

  @Test
  void sumsTheCallsOfAGroupOverRanksBySize() throws UnreadableTraceException {
    for (int rank : List.of(0, 1)) {
      file(
          "rank" + rank,
          sink -> {
            call(rank(sink, rank), of(TENSOR, Collective.ALL_REDUCE, 4096), 3);
            call(rank(sink, rank), of(TENSOR, Collective.ALL_REDUCE, 8), 2);
            call(rank(sink, rank), of(TENSOR, Collective.ALL_GATHER, 100), 1);
            call(rank(sink, rank), of(TENSOR, Collective.ALL_REDUCE, -1), 1);
          });
    }

    Inspection seen = inspect();

    GroupFacts group = seen.groups().get(0);
    assertThat(seen.groups()).hasSize(1);
    assertThat(group.name()).isEqualTo("tp:0");
    assertThat(group.byCollective())
        .extracting(
            GroupFacts.Volume::collective,
            GroupFacts.Volume::calls,
            volume -> volume.bytes().orElse(-1),
            GroupFacts.Volume::unsized)
        .containsExactly(
            tuple(Collective.ALL_REDUCE, 12L, 6L * 8192 + 4 * 16, 2L),
            tuple(Collective.ALL_GATHER, 2L, 2L * 100 * 2 * 2, 0L));
    assertThat(group.byCollective().get(0).sizes())
        .containsExactly(
            new GroupFacts.Size(16, "BFloat16", 4), new GroupFacts.Size(8192, "BFloat16", 6));
    assertThat(seen.coverage())
        .isEqualTo(new Coverage(4, List.of(0, 1), List.of(2, 3), 14, 12, 14));
    assertThat(seen.advice()).hasSize(2).allMatch(line -> line.matches("2 of 4.*|.*2 calls.*"));
    assertThat(seen.findings()).isEmpty();
    assertThat(seen.files().get(0).span()).contains(new FileFacts.Span(0, 2_500));
  }

  @Test
  void whatOneFileOnlyNamesAnotherLists() throws UnreadableTraceException {
    file(
        "calls",
        sink ->
            call(
                rank(sink, 1),
                of(new Communicator("0xabc", 2, List.of()), Collective.ALL_REDUCE, 8),
                5));
    file(
        "groups",
        sink -> {
          sink.note(new Note.Group("0xabc", List.of(3, 1), "pipeline"));
          sink.note(new Note.Group("0xdef", List.of(0), "of one rank and silent"));
        });

    assertThat(inspect().groups())
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.ranks()).containsExactly(1, 3);
              assertThat(group.listed()).isTrue();
              assertThat(group.calls()).isEqualTo(5);
              assertThat(group.guess().parallelism()).isEqualTo("pp");
              assertThat(group.guess().confidence()).isEqualTo(Confidence.HIGH);
            });
  }

  @Test
  void callsOfNoGroupAreToldApartByWhoTalksWithWhom() throws UnreadableTraceException {
    file(
        "rank0",
        sink -> {
          call(rank(sink, 0), of(Communicator.UNKNOWN, Collective.ALL_REDUCE, 8), 5);
          call(rank(sink, 0), of(Communicator.UNKNOWN, Collective.SEND, 8), 1);
          call(rank(sink, 0), of(Communicator.UNKNOWN, Collective.ALL_GATHER, 8), 1);
        });

    Inspection seen = inspect();

    assertThat(seen.groups())
        .extracting(group -> group.guess().parallelism(), group -> group.guess().confidence())
        .containsExactly(tuple("tp", Confidence.LOW), tuple("pp", Confidence.MEDIUM));
    // An all-gather's message is as many shards as the group has ranks, and that is not known.
    assertThat(seen.coverage().sized()).isEqualTo(6);
  }

  @Test
  void ranksThatWaitInOneCallComeTogetherAndSuspectsAreFindings() throws UnreadableTraceException {
    for (int rank : List.of(2, 0)) {
      file("dump" + rank, sink -> sink.note(new Note.Waiting("tp", 7, "AllReduce", List.of(rank))));
    }
    file(
        "dump3",
        sink -> {
          sink.note(new Note.Suspect(1, "has no dump"));
          sink.note(new Note.Cleared(3, "waits in another group"));
          sink.note(new Note.Incomplete("3 entries overwritten"));
          rank(sink, 3);
          sink.note(new Note.Timing(KnownTimes.CONTRADICTORY));
        });

    Inspection seen = inspect();

    assertThat(seen.waiting())
        .containsExactly(new Note.Waiting("tp", 7, "AllReduce", List.of(0, 2)));
    assertThat(seen.findings())
        .extracting(Inspection.Finding::kind)
        .containsExactly("suspect", "waiting", "times_contradict");
    assertThat(seen.cleared()).hasSize(1);
    assertThat(seen.files().get(2).losses()).containsExactly("3 entries overwritten");
  }

  @Test
  void aDamagedFileIsAFindingAndOnlyDamagedFilesAreRefused() throws Exception {
    Path bad = Files.writeString(folder.resolve("bad"), "x");
    files.put(
        bad, new Told(sink -> call(rank(sink, 0), of(TENSOR, Collective.BARRIER, 0), 1), true));

    assertThatThrownBy(this::inspect)
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessage(bad + ": breaks off");

    file("good", sink -> rank(sink, 0).reject("ts_missing", 2));
    Inspection seen = inspect();

    assertThat(seen.findings()).extracting(Inspection.Finding::kind).containsExactly("unreadable");
    assertThat(seen.coverage().calls()).isZero();
    assertThat(seen.files())
        .singleElement()
        .extracting(FileFacts::rejected)
        .hasToString("{ts_missing=2}");
    assertThat(seen.advice()).singleElement().asString().startsWith("no call");
  }

  @Test
  void refusesTimesThatNoBatchCanCarry() throws UnreadableTraceException {
    file(
        "rank0",
        sink -> {
          RankCalls rank = rank(sink, 0);
          int id = rank.idOf(of(TENSOR, Collective.ALL_REDUCE, 8));
          rank.add(id, 5, -1, 0);
          rank.add(id, -5, 1, 0);
          rank.add(id, 5, 1, 0);
        });

    FileFacts file = inspect().files().get(0);

    assertThat(file.calls()).isEqualTo(1);
    assertThat(file.rejected()).hasToString("{dur_negative=1, time_out_of_range=1}");
  }
}
