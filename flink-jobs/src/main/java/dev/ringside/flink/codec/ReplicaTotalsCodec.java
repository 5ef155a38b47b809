package dev.ringside.flink.codec;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.books.CarrierWatch;
import dev.ringside.core.books.ReplicaTotals;
import dev.ringside.core.books.WaitWatch;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.waiting.TransferKind;
import dev.ringside.core.waiting.TransferSum;
import dev.ringside.core.waiting.Waits;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.AccountFields;
import dev.ringside.schemas.report.EngineFields;
import dev.ringside.schemas.report.TotalsFields;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A replica's running totals in state, in the layout that reports have. */
public final class ReplicaTotalsCodec extends WireCodec<ReplicaTotals> {

  private static final long serialVersionUID = 1;

  /**
   * 2 knows what the engine told, 3 what records the calls, 4 how ranks waited, 5 what an engine
   * that measures took.
   */
  @Override
  public int version() {
    return 5;
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
    CarrierWatch.State watch = snapshot.watch();
    out.writeArray(watch.sights(), (to, sight) -> to.writeString(sight.label()));
    out.writeEntries(watch.hosts(), WireWriter::writeInt, WireWriter::writeString);
    out.writeEntries(watch.since(), WireWriter::writeString, WireWriter::writeLong);
    WaitFields.write(out, snapshot.waits().recent());
    out.writeEntries(snapshot.waits().since(), WireWriter::writeString, WireWriter::writeLong);
    out.writeEntries(snapshot.waits().usual(), WireWriter::writeInt, WaitFields::writeTransfers);
    out.writeEntries(snapshot.waits().slowSince(), WireWriter::writeInt, WireWriter::writeLong);
    out.writeLong(snapshot.waits().usualUntilNs());
    out.writeEntries(watch.tuned(), WireWriter::writeString, WireWriter::writeLong);
  }

  @Override
  ReplicaTotals read(WireReader in, int writtenVersion) throws MalformedRecordException {
    ReplicaTotals.Snapshot snapshot =
        new ReplicaTotals.Snapshot(
            TotalsFields.read(in),
            AccountFields.read(in),
            AccountFields.read(in),
            in.readBoolean(),
            CallFields.readAgainst(in),
            writtenVersion < 2 ? EnginePasses.NONE : EngineFields.readPasses(in),
            writtenVersion < 3 ? CarrierWatch.State.NONE : readWatch(in),
            writtenVersion < 4 ? WaitWatch.State.none() : readWaits(in));
    return new ReplicaTotals(writtenVersion < 5 ? snapshot : readTuned(in, snapshot));
  }

  private static ReplicaTotals.Snapshot readTuned(WireReader in, ReplicaTotals.Snapshot snapshot)
      throws MalformedRecordException {
    TreeMap<String, Long> tuned = new TreeMap<>();
    in.readEntries(tuned, WireReader::readString, WireReader::readLong);
    return snapshot.with(snapshot.watch().withTuned(tuned));
  }

  private static WaitWatch.State readWaits(WireReader in) throws MalformedRecordException {
    Waits recent = WaitFields.read(in);
    TreeMap<String, Long> since = new TreeMap<>();
    in.readEntries(since, WireReader::readString, WireReader::readLong);
    TreeMap<Integer, Map<TransferKind, TransferSum>> usual = new TreeMap<>();
    in.readEntries(usual, WireReader::readInt, WaitFields::readTransfers);
    TreeMap<Integer, Long> slowSince = new TreeMap<>();
    in.readEntries(slowSince, WireReader::readInt, WireReader::readLong);
    return new WaitWatch.State(recent, since, usual, slowSince, in.readLong());
  }

  private static CarrierWatch.State readWatch(WireReader in) throws MalformedRecordException {
    Set<Sight> sights = new HashSet<>(in.readArray(from -> Sight.ofLabel(from.readString())));
    TreeMap<Integer, String> hosts = new TreeMap<>();
    in.readEntries(hosts, WireReader::readInt, WireReader::readString);
    TreeMap<String, Long> since = new TreeMap<>();
    in.readEntries(since, WireReader::readString, WireReader::readLong);
    return new CarrierWatch.State(sights, hosts, since, new TreeMap<>());
  }
}
