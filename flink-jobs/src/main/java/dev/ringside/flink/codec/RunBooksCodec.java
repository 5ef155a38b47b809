package dev.ringside.flink.codec;

import dev.ringside.core.account.RunningAccount;
import dev.ringside.core.books.RunBooks;
import dev.ringside.core.waiting.PairedCalls;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.AccountFields;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/** What has been counted of a declared run so far, in state. */
public final class RunBooksCodec extends WireCodec<RunBooks> {

  private static final long serialVersionUID = 1;

  /** 2 knows where passes slip, 3 when each kind of call came first, 4 how ranks waited. */
  @Override
  public int version() {
    return 4;
  }

  @Override
  void write(RunBooks run, WireWriter out) {
    AccountFields.write(out, run.account().account());
    AccountFields.write(out, run.account().passes());
    ObservationFields.write(out, run.observation());
    WaitFields.write(out, run.calls());
  }

  @Override
  RunBooks read(WireReader in, int writtenVersion) throws MalformedRecordException {
    return new RunBooks(
        new RunningAccount(AccountFields.read(in), AccountFields.readPasses(in)),
        ObservationFields.read(in, writtenVersion >= 2, writtenVersion >= 3, writtenVersion >= 4),
        writtenVersion >= 4 ? WaitFields.readCalls(in) : new PairedCalls());
  }
}
