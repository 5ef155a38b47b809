package dev.ringside.flink.codec;

import dev.ringside.core.books.WindowBooks;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.List;

/** An open window in state: its journals, and what was counted beside them. */
public final class WindowBooksCodec extends WireCodec<WindowBooks> {

  private static final long serialVersionUID = 1;

  @Override
  void write(WindowBooks window, WireWriter out) {
    out.writeLong(window.startNs());
    ObservationFields.write(out, window.posted());
    out.writeArray(window.journals(), ObservationFields::writeJournal);
    CallFields.writeRanks(out, List.copyOf(window.incomplete()));
    out.writeBoolean(window.isReported());
  }

  @Override
  WindowBooks read(WireReader in, int writtenVersion) throws MalformedRecordException {
    return new WindowBooks(
        in.readLong(),
        ObservationFields.read(in),
        in.readArray(ObservationFields::readJournal),
        CallFields.readRanks(in),
        in.readBoolean());
  }
}
