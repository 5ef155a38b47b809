package dev.ringside.flink.codec;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.books.WindowBooks;
import dev.ringside.core.iteration.DifferentSteps;
import dev.ringside.core.iteration.StepDifference;
import dev.ringside.core.observation.Journal;
import dev.ringside.core.observation.Observation;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.EngineFields;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** An open window in state: its journals, and what was counted beside them. */
public final class WindowBooksCodec extends WireCodec<WindowBooks> {

  private static final long serialVersionUID = 1;

  /** A rank that differs from what was told, so that they keep their order. */
  private record Differing(int rank, DifferentSteps steps) {}

  /**
   * 2 knows what the engine told, 3 which ranks were absent from passes, 4 where passes slip and
   * calls show other steps than were told, 5 when each kind of call came first, 6 how ranks waited.
   */
  @Override
  public int version() {
    return 6;
  }

  @Override
  void write(WindowBooks window, WireWriter out) {
    out.writeLong(window.startNs());
    ObservationFields.write(out, window.posted());
    out.writeArray(window.journals(), ObservationFields::writeJournal);
    CallFields.writeRanks(out, List.copyOf(window.incomplete()));
    out.writeBoolean(window.isReported());
    EngineFields.write(out, window.told());
    out.writeArray(
        window.different().entrySet().stream()
            .map(one -> new Differing(one.getKey(), one.getValue()))
            .toList(),
        WindowBooksCodec::write);
  }

  @Override
  WindowBooks read(WireReader in, int writtenVersion) throws MalformedRecordException {
    long startNs = in.readLong();
    boolean slips = writtenVersion >= 4;
    boolean since = writtenVersion >= 5;
    boolean waits = writtenVersion >= 6;
    Observation posted = ObservationFields.read(in, slips, since, waits);
    List<Journal> journals =
        in.readArray(
            one -> ObservationFields.readJournal(one, writtenVersion >= 3, slips, since, waits));
    List<Integer> incomplete = CallFields.readRanks(in);
    boolean reported = in.readBoolean();
    EnginePasses told = writtenVersion < 2 ? EnginePasses.NONE : EngineFields.readPasses(in);
    SortedMap<Integer, DifferentSteps> different = new TreeMap<>();
    if (writtenVersion >= 4) {
      in.readArray(WindowBooksCodec::readDiffering)
          .forEach(one -> different.put(one.rank(), one.steps()));
    }
    return new WindowBooks(startNs, posted, journals, incomplete, told, different, reported);
  }

  private static void write(WireWriter out, Differing differing) {
    out.writeInt(differing.rank());
    out.writeLong(differing.steps().steps());
    out.writeLong(differing.steps().firstEndNs());
    StepDifference first = differing.steps().first();
    out.writeLong(first.pass());
    CallFields.writeStep(out, first.told());
    out.writeLong(first.tokens());
    out.writeLong(first.rows());
  }

  private static Differing readDiffering(WireReader in) throws MalformedRecordException {
    int rank = in.readInt();
    long steps = in.readLong();
    long firstEndNs = in.readLong();
    StepDifference first =
        new StepDifference(in.readLong(), CallFields.readStep(in), in.readLong(), in.readLong());
    return new Differing(rank, new DifferentSteps(steps, first, firstEndNs));
  }
}
