package dev.ringside.flink.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.books.WindowBooks;
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

/** Which ranks were absent is kept; in a state of the version before it all were there. */
class WindowBooksCodecTest {

  private static final Map<Attendance, Long> ABSENT =
      Map.of(new Attendance(new PassShape(PhaseRule.UNKNOWN, 128, 1), 3, 7), 42L);

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
            5, new Observation(), List.of(journal(ABSENT)), List.of(2), EnginePasses.NONE, false),
        out);

    WindowBooks read = codec.read(new WireReader(out.toByteArray()), codec.version());

    assertThat(read.journals()).singleElement().isEqualTo(journal(ABSENT));
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
