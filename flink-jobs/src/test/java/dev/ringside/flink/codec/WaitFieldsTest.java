package dev.ringside.flink.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.books.ReplicaTotals;
import dev.ringside.core.books.WaitWatch;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.ExponentialHistogram;
import dev.ringside.core.waiting.GroupCalls;
import dev.ringside.core.waiting.GroupCalls.Timed;
import dev.ringside.core.waiting.GroupWaits;
import dev.ringside.core.waiting.GroupWaits.Counts;
import dev.ringside.core.waiting.PairedCalls;
import dev.ringside.core.waiting.Stall;
import dev.ringside.core.waiting.TransferKind;
import dev.ringside.core.waiting.TransferSum;
import dev.ringside.core.waiting.Waits;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WaitFieldsTest {

  private static Waits waits() {
    CallTally late = new CallTally(0, 0, new ExponentialHistogram(3));
    late.add(5_000_000);
    late.add(7_000_000);
    Counts counts =
        new Counts(
            9, 1, new long[] {0, 2}, new long[] {Long.MAX_VALUE, 40}, new long[] {0, 900_000});
    Map<TransferKind, TransferSum> transfers =
        Map.of(
            new TransferKind(Collective.ALL_REDUCE, Transport.NCCL, 83),
            new TransferSum(3, 40_000, 500_000));
    return new Waits(
        2_000_000_000L,
        Map.of(
            -3L,
            Map.of(0, new GroupWaits(2)),
            7L,
            Map.of(1, new GroupWaits(counts, late, transfers))),
        List.of(new Stall(1, 5, 11, 900_000, 6_000_000_000L)));
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    WireWriter out = new WireWriter(256);
    WaitFields.write(out, waits());

    WireReader in = new WireReader(out.toByteArray());

    assertThat(WaitFields.read(in)).isEqualTo(waits());
    assertThat(in.remaining()).isZero();
  }

  @Test
  void callsOneByOneAreRead() throws Exception {
    PairedCalls calls = new PairedCalls();
    Communicator pair = new Communicator("1", 2, List.of(4, 5));
    calls.add(4, List.of(new GroupCalls(pair, Collective.ALL_REDUCE, List.of(new Timed(9, 7)))));
    calls.add(5, List.of(new GroupCalls(pair, Collective.BARRIER, List.of(new Timed(-1, 0)))));
    WireWriter out = new WireWriter(256);
    WaitFields.write(out, calls);

    assertThat(WaitFields.readCalls(new WireReader(out.toByteArray()))).isEqualTo(calls);
  }

  @Test
  void theReplicasTotalsKeepIt() throws Exception {
    ReplicaTotals.Snapshot none = new ReplicaTotals().snapshot();
    WaitWatch.State known =
        new WaitWatch.State(
            waits(),
            new TreeMap<>(Map.of("1/1", 40L)),
            new TreeMap<>(Map.of(1, waits().slots().get(7L).get(1).transfers())),
            new TreeMap<>(Map.of(1, 50L)),
            60);
    ReplicaTotalsCodec codec = new ReplicaTotalsCodec();
    WireWriter out = new WireWriter(256);
    codec.write(
        new ReplicaTotals(
            new ReplicaTotals.Snapshot(
                none.totals(),
                none.unreported(),
                none.unclaimed(),
                none.live(),
                none.against(),
                none.told(),
                none.watch(),
                known)),
        out);

    ReplicaTotals read = codec.read(new WireReader(out.toByteArray()), codec.version());

    assertThat(read.snapshot().waits()).isEqualTo(known);
  }

  @Test
  void aGroupOfMoreRanksThanThereCanBeIsRefused() {
    WireWriter out = new WireWriter(64);
    out.writeVarint(1_000_000_000L);
    out.writeEntries(
        Map.of(1L, 0), WireWriter::writeLong, (to, none) -> writeGroupOf(to, 1L << 40));

    assertThatThrownBy(() -> WaitFields.read(new WireReader(out.toByteArray())))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("a group of 1099511627776 ranks");
  }

  private static void writeGroupOf(WireWriter out, long ranks) {
    out.writeEntries(
        Map.of(0, 0),
        WireWriter::writeInt,
        (to, none) -> {
          to.writeVarint(1);
          to.writeVarint(0);
          to.writeVarint(ranks);
        });
  }
}
