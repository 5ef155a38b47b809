package dev.ringside.flink.codec;

import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.account.RunningAccount;
import dev.ringside.core.books.LedgerSettings;
import dev.ringside.core.books.ReplicaLedger;
import dev.ringside.core.books.WindowSpan;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.join.RankProgress;
import dev.ringside.core.join.RunProgress;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.observation.TotalsLedger;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.Timing;
import dev.ringside.core.series.Traffic;
import dev.ringside.core.series.TransportTotal;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.flink.type.BinaryCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A replica's books in a checkpoint: settings, windows, runs, totals.
 *
 * <p>Version 1 had the passes that wait one by one, and did not know how far every rank had come;
 * it is still read.
 */
public final class ReplicaLedgerCodec implements BinaryCodec<ReplicaLedger> {

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(ReplicaLedger ledger, DataOutput out) throws IOException {
    out.writeUTF(ledger.deployment());
    out.writeInt(ledger.replica());
    out.writeLong(ledger.settings().windowNs());
    out.writeLong(ledger.settings().latenessNs());
    out.writeDouble(ledger.settings().coverageFloor());
    writeTotals(ledger.runningTotals(), out);
    CoreValues.writeAll(
        ledger.windows(), ledger.windows().size(), out, ReplicaLedgerCodec::writeWindow);
    CoreValues.writeAll(ledger.runs(), ledger.runs().size(), out, ReplicaLedgerCodec::writeRun);
    CoreValues.writeAccount(ledger.unreported(), out);
    CoreValues.writeAccount(ledger.unclaimed(), out);
    out.writeLong(ledger.closedBeforeNs());
    CoreValues.writeOptional(ledger.against(), out, CoreValues::writeDeployment);
  }

  @Override
  public ReplicaLedger read(DataInput in, int writtenVersion) throws IOException {
    String deployment = in.readUTF();
    int replica = in.readInt();
    LedgerSettings settings = new LedgerSettings(in.readLong(), in.readLong(), in.readDouble());
    RunningTotals totals = readTotals(in);
    ReplicaLedger ledger =
        new ReplicaLedger(
            deployment,
            replica,
            settings,
            new TotalsLedger(totals.series(), totals.transports()),
            new RunningAccount(totals.account(), totals.passes()));
    ledger.restore(
        CoreValues.readAll(in, ReplicaLedgerCodec::readWindow),
        CoreValues.readAll(in, from -> readRun(from, writtenVersion)),
        CoreValues.readAccount(in),
        CoreValues.readAccount(in),
        in.readLong(),
        CoreValues.readOptional(in, CoreValues::readDeployment));
    return ledger;
  }

  private static void writeTotals(RunningTotals totals, DataOutput out) throws IOException {
    CoreValues.writeAccount(totals.account(), out);
    CoreValues.writeCounts(totals.passes(), out);
    CoreValues.writeAll(
        totals.series(), totals.series().size(), out, ReplicaLedgerCodec::writeSeries);
    CoreValues.writeAll(
        totals.transports(), totals.transports().size(), out, ReplicaLedgerCodec::writeCarried);
  }

  private static RunningTotals readTotals(DataInput in) throws IOException {
    return new RunningTotals(
        CoreValues.readAccount(in),
        CoreValues.readCounts(in),
        CoreValues.readAll(in, ReplicaLedgerCodec::readSeries),
        CoreValues.readAll(in, ReplicaLedgerCodec::readCarried));
  }

  private static void writeSeries(SeriesTotal total, DataOutput out) throws IOException {
    SeriesKey key = total.key();
    out.writeUTF(key.parallelism().name());
    out.writeInt(key.stage());
    out.writeUTF(key.phase().name());
    out.writeUTF(key.collective().name());
    out.writeUTF(key.dataType().name());
    out.writeInt(key.sizeClass());
    writeTraffic(total.observed(), out);
    out.writeLong(total.timing().sumNs());
    CoreValues.writeHistogram(total.durations(), out);
    out.writeBoolean(total.expected().isPresent());
    writeTraffic(total.expected().orElse(Traffic.NONE), out);
  }

  private static SeriesTotal readSeries(DataInput in) throws IOException {
    SeriesKey key =
        new SeriesKey(
            Parallelism.valueOf(in.readUTF()),
            in.readInt(),
            Phase.valueOf(in.readUTF()),
            Collective.valueOf(in.readUTF()),
            DataType.valueOf(in.readUTF()),
            in.readInt());
    return new SeriesTotal(
        key,
        readTraffic(in),
        new Timing(in.readLong(), CoreValues.readHistogram(in)),
        readExpected(in));
  }

  private static Optional<Traffic> readExpected(DataInput in) throws IOException {
    boolean checked = in.readBoolean();
    Traffic expected = readTraffic(in);
    return checked ? Optional.of(expected) : Optional.empty();
  }

  private static void writeTraffic(Traffic traffic, DataOutput out) throws IOException {
    out.writeLong(traffic.calls());
    out.writeLong(traffic.bytes());
    out.writeLong(traffic.wireBytes());
  }

  private static Traffic readTraffic(DataInput in) throws IOException {
    return new Traffic(in.readLong(), in.readLong(), in.readLong());
  }

  private static void writeCarried(TransportTotal total, DataOutput out) throws IOException {
    out.writeUTF(total.collective().name());
    out.writeUTF(total.transport().name());
    out.writeLong(total.calls());
  }

  private static TransportTotal readCarried(DataInput in) throws IOException {
    return new TransportTotal(
        Collective.valueOf(in.readUTF()), Transport.valueOf(in.readUTF()), in.readLong());
  }

  private static void writeWindow(WindowSpan window, DataOutput out) throws IOException {
    out.writeLong(window.startNs());
    writeObservation(window.observation(), out);
    CoreValues.writeAll(
        window.ranks(), window.ranks().size(), out, (rank, to) -> to.writeInt(rank));
    out.writeLong(window.calls());
    out.writeBoolean(window.isReported());
  }

  private static WindowSpan readWindow(DataInput in) throws IOException {
    return new WindowSpan(
        in.readLong(),
        readObservation(in),
        new TreeSet<>(CoreValues.<Integer>readAll(in, DataInput::readInt)),
        in.readLong(),
        in.readBoolean());
  }

  private static void writeRun(RunProgress run, DataOutput out) throws IOException {
    out.writeUTF(run.runId());
    CoreValues.writeAll(
        run.declared(), run.declared().size(), out, (rank, to) -> to.writeInt(rank));
    writeObservation(run.observation(), out);
    CoreValues.writeAccount(run.tally().account(), out);
    CoreValues.writeCounts(run.tally().passes(), out);
    RunProgress.Marks marks = run.marks();
    out.writeLong(marks.frontier());
    out.writeLong(marks.wholeUntilNs());
    out.writeLong(marks.misaligned());
    out.writeLong(marks.startNs());
    out.writeLong(marks.endNs());
    CoreValues.writeOptional(run.against(), out, CoreValues::writeDeployment);
    CoreValues.writeAll(
        run.ranks().entrySet(), run.ranks().size(), out, ReplicaLedgerCodec::writeProgress);
    PassBlocks.write(run.waiting(), out);
  }

  private static RunProgress readRun(DataInput in, int writtenVersion) throws IOException {
    RunProgress run =
        new RunProgress(
            in.readUTF(),
            CoreValues.<Integer>readAll(in, DataInput::readInt),
            readObservation(in),
            new RunningAccount(CoreValues.readAccount(in), CoreValues.readCounts(in)));
    RunProgress.Marks marks =
        new RunProgress.Marks(
            in.readLong(),
            writtenVersion == 1 ? Long.MIN_VALUE : in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong());
    run.restore(
        marks,
        CoreValues.readOptional(in, CoreValues::readDeployment),
        readProgress(in),
        writtenVersion == 1
            ? PassBlock.of(CoreValues.readAll(in, CoreValues::readPass))
            : PassBlocks.read(in));
    return run;
  }

  private static void writeProgress(Map.Entry<Integer, RankProgress> entry, DataOutput out)
      throws IOException {
    out.writeInt(entry.getKey());
    out.writeUTF(entry.getValue().runId());
    out.writeLong(entry.getValue().offset());
    out.writeLong(entry.getValue().lastIndex());
    out.writeBoolean(entry.getValue().ended());
    out.writeBoolean(entry.getValue().gap());
  }

  private static Map<Integer, RankProgress> readProgress(DataInput in) throws IOException {
    Map<Integer, RankProgress> ranks = new TreeMap<>();
    for (int size = in.readInt(); size > 0; size--) {
      ranks.put(
          in.readInt(),
          new RankProgress(
              in.readUTF(), in.readLong(), in.readLong(), in.readBoolean(), in.readBoolean()));
    }
    return ranks;
  }

  private static void writeObservation(Observation observation, DataOutput out) throws IOException {
    out.writeInt(observation.passes().size());
    for (Map.Entry<PassShape, Long> entry : observation.passes().entrySet()) {
      writePhase(entry.getKey().phase(), out);
      out.writeLong(entry.getKey().tokens());
      out.writeLong(entry.getKey().rows());
      out.writeLong(entry.getValue());
    }
    out.writeInt(observation.tallies().size());
    for (Map.Entry<Observation.Key, Map<Integer, CallTally>> entry :
        observation.tallies().entrySet()) {
      writePhase(entry.getKey().phase(), out);
      CoreValues.writeKind(entry.getKey().kind(), out);
      out.writeInt(entry.getValue().size());
      for (Map.Entry<Integer, CallTally> ofRank : entry.getValue().entrySet()) {
        out.writeInt(ofRank.getKey());
        CoreValues.writeTally(ofRank.getValue(), out);
      }
    }
  }

  private static Observation readObservation(DataInput in) throws IOException {
    Map<PassShape, Long> passes = new HashMap<>();
    for (int size = in.readInt(); size > 0; size--) {
      passes.put(new PassShape(readPhase(in), in.readLong(), in.readLong()), in.readLong());
    }
    Map<Observation.Key, Map<Integer, CallTally>> tallies = new HashMap<>();
    for (int size = in.readInt(); size > 0; size--) {
      Observation.Key key = new Observation.Key(readPhase(in), CoreValues.readKind(in));
      Map<Integer, CallTally> byRank = new TreeMap<>();
      for (int ranks = in.readInt(); ranks > 0; ranks--) {
        byRank.put(in.readInt(), CoreValues.readTally(in));
      }
      tallies.put(key, byRank);
    }
    return new Observation(passes, tallies);
  }

  private static void writePhase(PhaseRule phase, DataOutput out) throws IOException {
    out.writeUTF(phase.phase().name());
    out.writeUTF(phase.source().name());
  }

  private static PhaseRule readPhase(DataInput in) throws IOException {
    return new PhaseRule(Phase.valueOf(in.readUTF()), PhaseSource.valueOf(in.readUTF()));
  }
}
