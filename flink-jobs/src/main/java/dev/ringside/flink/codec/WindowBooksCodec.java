package dev.ringside.flink.codec;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.books.WindowBooks;
import dev.ringside.core.observation.Journal;
import dev.ringside.core.observation.Observation;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.EngineFields;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.List;

/** An open window in state: its journals, and what was counted beside them. */
public final class WindowBooksCodec extends WireCodec<WindowBooks> {

  private static final long serialVersionUID = 1;

  /** 2 knows what the engine told, 3 which ranks were absent from passes. */
  @Override
  public int version() {
    return 3;
  }

  @Override
  void write(WindowBooks window, WireWriter out) {
    out.writeLong(window.startNs());
    ObservationFields.write(out, window.posted());
    out.writeArray(window.journals(), ObservationFields::writeJournal);
    CallFields.writeRanks(out, List.copyOf(window.incomplete()));
    out.writeBoolean(window.isReported());
    EngineFields.write(out, window.told());
  }

  @Override
  WindowBooks read(WireReader in, int writtenVersion) throws MalformedRecordException {
    long startNs = in.readLong();
    Observation posted = ObservationFields.read(in);
    List<Journal> journals =
        in.readArray(one -> ObservationFields.readJournal(one, writtenVersion >= 3));
    List<Integer> incomplete = CallFields.readRanks(in);
    boolean reported = in.readBoolean();
    EnginePasses told = writtenVersion < 2 ? EnginePasses.NONE : EngineFields.readPasses(in);
    return new WindowBooks(startNs, posted, journals, incomplete, told, reported);
  }
}
