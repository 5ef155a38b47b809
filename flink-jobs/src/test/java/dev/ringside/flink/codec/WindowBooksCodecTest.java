package dev.ringside.flink.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.books.WindowBooks;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.iteration.DifferentSteps;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.iteration.StepDifference;
import dev.ringside.core.observation.Journal;
import dev.ringside.core.observation.Journal.Attendance;
import dev.ringside.core.observation.Journal.Heading;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.pass.Slip;
import dev.ringside.schemas.report.EngineFields;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What newer versions know is kept; of an older one it is not there. */
class WindowBooksCodecTest {

  private static final Map<Attendance, Long> ABSENT =
      Map.of(new Attendance(new PassShape(PhaseRule.UNKNOWN, 128, 1), 3, 7), 42L);

  private static final CallKind SUM =
      new CallKind(Parallelism.TP, Collective.ALL_REDUCE, 64, DataType.BFLOAT16, Transport.NCCL, 2);

  private static final Map<Integer, DifferentSteps> DIFFERENT =
      Map.of(
          3,
          new DifferentSteps(
              2,
              new StepDifference(
                  17, new Iteration("", 0, 0, 900, 400, 1, 128, 4, 4, false), 130, 5),
              1_000));

  private static Observation slipped() {
    Slip slip =
        new Slip(Slip.Kind.EXTRA, Purpose.LAYER, 3, 5, 1, Optional.empty(), Optional.of(SUM), 2);
    PassBlock block =
        new PassBlock(
            7,
            0,
            new StepSizes(1, 1),
            true,
            List.of(slip),
            new long[] {40, 50},
            List.of(),
            List.of());
    Observation seen = new Observation();
    seen.addPasses(new PassShape(PhaseRule.UNKNOWN, 1, 1), 2, List.of(block.whole()));
    assertThat(seen.slips()).isNotEmpty();
    return seen;
  }

  private static Journal journal(Map<Attendance, Long> absent) {
    Heading heading = new Heading("run", Optional.empty(), false);
    return new Journal(heading, new Observation(), new HashMap<>(), new HashMap<>(absent));
  }

  @Test
  void whoWasAbsentIsKept() throws Exception {
    WindowBooksCodec codec = new WindowBooksCodec();
    WireWriter out = new WireWriter(256);
    codec.write(
        new WindowBooks(
            5,
            slipped(),
            List.of(journal(ABSENT)),
            List.of(2),
            EnginePasses.NONE,
            DIFFERENT,
            false),
        out);

    WindowBooks read = codec.read(new WireReader(out.toByteArray()), codec.version());

    assertThat(read.journals()).singleElement().isEqualTo(journal(ABSENT));
    assertThat(read.different()).isEqualTo(DIFFERENT);
    assertThat(read.posted()).isEqualTo(slipped());
  }

  @Test
  void aWindowOfTheVersionBeforeHasNoDifferentSteps() throws Exception {
    WireWriter older = new WireWriter(256);
    older.writeLong(5);
    older.writeEntries(Map.<PassShape, Long>of(), CallFields::writeShape, WireWriter::writeLong);
    older.writeEntries(Map.<Integer, Long>of(), WireWriter::writeInt, WireWriter::writeLong);
    older.writeArray(List.<Integer>of(), WireWriter::writeInt);
    CallFields.writeRanks(older, List.of(2));
    older.writeBoolean(true);
    EngineFields.write(older, EnginePasses.NONE);

    WireReader in = new WireReader(older.toByteArray());
    WindowBooks read = new WindowBooksCodec().read(in, 3);

    assertThat(read.incomplete()).containsExactly(2);
    assertThat(read.different()).isEmpty();
    assertThat(in.remaining()).isZero();
  }

  @Test
  void aJournalWithoutItIsRead() throws Exception {
    WireWriter out = new WireWriter(256);
    ObservationFields.writeJournal(out, journal(ABSENT));
    WireWriter none = new WireWriter(256);
    none.writeEntries(ABSENT, ObservationFields::writeAttendance, WireWriter::writeLong);
    WireWriter older = new WireWriter(256);
    older.writeRaw(out.toByteArray(), out.size() - none.size());

    WireReader in = new WireReader(older.toByteArray());

    assertThat(ObservationFields.readJournal(in, false, true, true, true))
        .isEqualTo(journal(Map.of()));
    assertThat(in.remaining()).isZero();
  }
}
