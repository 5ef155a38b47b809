package dev.ringside.flink.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.books.WindowBooks;
import dev.ringside.core.iteration.DifferentSteps;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.iteration.StepDifference;
import dev.ringside.core.observation.Journal;
import dev.ringside.core.observation.Journal.Attendance;
import dev.ringside.core.observation.Journal.Heading;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.PhaseRule;
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

  private static final Map<Integer, DifferentSteps> DIFFERENT =
      Map.of(
          3,
          new DifferentSteps(
              2,
              new StepDifference(
                  17, new Iteration("", 0, 0, 900, 400, 1, 128, 4, 4, false), 130, 5),
              1_000));

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
            new Observation(),
            List.of(journal(ABSENT)),
            List.of(2),
            EnginePasses.NONE,
            DIFFERENT,
            false),
        out);

    WindowBooks read = codec.read(new WireReader(out.toByteArray()), codec.version());

    assertThat(read.journals()).singleElement().isEqualTo(journal(ABSENT));
    assertThat(read.different()).isEqualTo(DIFFERENT);
  }

  @Test
  void aWindowOfTheVersionBeforeHasNoDifferentSteps() throws Exception {
    WindowBooksCodec codec = new WindowBooksCodec();
    WireWriter out = new WireWriter(256);
    codec.write(
        new WindowBooks(
            5, new Observation(), List.of(), List.of(2), EnginePasses.NONE, Map.of(), true),
        out);
    WireWriter none = new WireWriter(8);
    none.writeArray(List.of(), WireWriter::writeLong);
    WireWriter older = new WireWriter(256);
    older.writeRaw(out.toByteArray(), out.size() - none.size());

    WireReader in = new WireReader(older.toByteArray());
    WindowBooks read = codec.read(in, 3);

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

    assertThat(ObservationFields.readJournal(in, false)).isEqualTo(journal(Map.of()));
    assertThat(in.remaining()).isZero();
  }
}
