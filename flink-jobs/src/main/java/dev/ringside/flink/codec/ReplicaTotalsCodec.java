package dev.ringside.flink.codec;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.books.ReplicaTotals;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.AccountFields;
import dev.ringside.schemas.report.EngineFields;
import dev.ringside.schemas.report.TotalsFields;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/** A replica's running totals in state, in the layout that reports have. */
public final class ReplicaTotalsCodec extends WireCodec<ReplicaTotals> {

  private static final long serialVersionUID = 1;

  /** 2 knows what the engine told. */
  @Override
  public int version() {
    return 2;
  }

  @Override
  void write(ReplicaTotals totals, WireWriter out) {
    ReplicaTotals.Snapshot snapshot = totals.snapshot();
    TotalsFields.write(out, snapshot.totals());
    AccountFields.write(out, snapshot.unreported());
    AccountFields.write(out, snapshot.unclaimed());
    out.writeBoolean(snapshot.live());
    CallFields.writeAgainst(out, snapshot.against());
    EngineFields.write(out, snapshot.told());
  }

  @Override
  ReplicaTotals read(WireReader in, int writtenVersion) throws MalformedRecordException {
    return new ReplicaTotals(
        new ReplicaTotals.Snapshot(
            TotalsFields.read(in),
            AccountFields.read(in),
            AccountFields.read(in),
            in.readBoolean(),
            CallFields.readAgainst(in),
            writtenVersion < 2 ? EnginePasses.NONE : EngineFields.readPasses(in)));
  }
}
