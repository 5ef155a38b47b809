package dev.ringside.simulator.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.cluster.Links;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.scenario.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Without noise, so that every time is known beforehand. */
class RendezvousTest {

  private static final long ELEMENTS = 1 << 20;
  private static final long NEVER = Long.MAX_VALUE;

  private final Rendezvous rendezvous = new Rendezvous(Noise.NONE, Dice.of(1));
  private final RecordedGroup two = new RecordedGroup(2);

  private static long transferNs(Collective collective, double bytes) {
    return (long) Links.transferNs(Transport.NCCL, collective, Links.Reach.NVLINK, 2, bytes);
  }

  private void reduce(double computeNs) {
    rendezvous.callTogether(
        two.call(Collective.ALL_REDUCE, ELEMENTS), Links.Reach.NVLINK, computeNs);
  }

  private static Fault fault(FaultKind kind, long toNs) {
    return new Fault(kind, 0, toNs, 1, Culprit.ofRank(1));
  }

  @Test
  void noRankLeavesACollectiveBeforeTheLastHasArrived() {
    two.rank(0).freeNs = 100;
    two.rank(1).freeNs = 700;

    reduce(0);

    long end = 700 + transferNs(Collective.ALL_REDUCE, 2.0 * ELEMENTS);
    assertThat(two.last(0).startNs()).isEqualTo(100);
    assertThat(two.last(1).startNs()).isEqualTo(700);
    assertThat(two.last(0).endNs()).isEqualTo(end);
    assertThat(two.last(1).endNs()).isEqualTo(end);
    assertThat(two.rank(0).freeNs).isEqualTo(end);
    assertThat(two.rank(1).freeNs).isEqualTo(end);
  }

  @Test
  void aSlowRankArrivesLater() {
    two.rank(1).slowness = 3;

    reduce(1_000);

    assertThat(two.last(0).startNs()).isEqualTo(1_000);
    assertThat(two.last(1).startNs()).isEqualTo(3_000);
  }

  /** Latency stays; only the bytes take longer, and the whole ring waits for them. */
  @Test
  void aSlowLinkStretchesTheTransferOfAll() {
    two.rank(1).linkSlowness = 4;

    reduce(0);

    double latency =
        Links.transferNs(Transport.NCCL, Collective.ALL_REDUCE, Links.Reach.NVLINK, 2, 0);
    double whole =
        Links.transferNs(
            Transport.NCCL, Collective.ALL_REDUCE, Links.Reach.NVLINK, 2, 2.0 * ELEMENTS);
    assertThat(two.last(0).endNs()).isEqualTo((long) (latency + 4 * (whole - latency)));
  }

  @Test
  void aRankThatOnlyComputesMakesNoCall() {
    two.rank(0).slowness = 2;
    rendezvous.compute(two.rank(0), 500);
    rendezvous.compute(two.rank(1), 0);

    assertThat(two.rank(0).freeNs).isEqualTo(1_000);
    assertThat(two.rank(1).freeNs).isZero();
    assertThat(two.seen).allMatch(calls -> calls.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSenderWaitsForTheEndOfItsTransferOnlyIfItBlocks(boolean blocking) {
    two.rank(1).freeNs = 5_000;

    rendezvous.sendAndReceive(two.call(Collective.SEND, ELEMENTS), Links.Reach.NVLINK, blocking);

    long end = 5_000 + transferNs(Collective.SEND, 2.0 * ELEMENTS);
    assertThat(two.last(0).signature().collective()).isEqualTo(Collective.SEND);
    assertThat(two.last(1).signature().collective()).isEqualTo(Collective.RECV);
    assertThat(two.last(0).endNs()).isEqualTo(end);
    assertThat(two.last(1).endNs()).isEqualTo(end);
    assertThat(two.rank(1).freeNs).isEqualTo(end);
    assertThat(two.rank(0).freeNs).isEqualTo(blocking ? end : 1);
  }

  @Test
  void aReceiverWaitsForWhatWasSent() {
    rendezvous.send(two.call(Collective.BROADCAST, ELEMENTS), 0, Links.Reach.NVLINK);
    long sentNs = two.rank(0).freeNs;
    rendezvous.receive(two.call(Collective.BROADCAST, ELEMENTS), 1, Links.Reach.NVLINK, sentNs);

    long takes = transferNs(Collective.BROADCAST, 2.0 * ELEMENTS);
    assertThat(sentNs).isEqualTo(takes);
    assertThat(two.last(1).startNs()).isZero();
    assertThat(two.last(1).endNs()).isEqualTo(2 * takes);
  }

  @ParameterizedTest
  @EnumSource(names = {"DEAD_RANK", "HANG_DESYNC", "HANG_MISSING_RANK", "HANG_STUCK_KERNEL"})
  void aHangThatNeverEndsStopsThePassAtItsCall(FaultKind kind) {
    rendezvous.prepareHang(fault(kind, NEVER), 3);
    reduce(0);
    reduce(0);
    long before = two.rank(0).freeNs;

    assertThatThrownBy(() -> reduce(0))
        .isInstanceOfSatisfying(
            Hang.class,
            hang -> {
              assertThat(hang.fault().kind()).isEqualTo(kind);
              assertThat(hang.sinceNs()).isEqualTo(before);
            });
    assertThat(two.seen.get(0)).hasSize(2);
    assertThat(rendezvous.preparedHang()).isEmpty();
  }

  /** The others waited since their arrival; the rank that was missing came at the end. */
  @Test
  void aMissingRankArrivesWhenItsFaultEnds() {
    rendezvous.prepareHang(fault(FaultKind.HANG_MISSING_RANK, 9_000_000), 1);

    reduce(0);

    assertThat(two.last(0).startNs()).isZero();
    assertThat(two.last(1).startNs()).isEqualTo(9_000_000);
    assertThat(two.last(0).endNs()).isGreaterThan(9_000_000).isEqualTo(two.last(1).endNs());
  }

  @Test
  void aStuckKernelKeepsAllThatArrived() {
    rendezvous.prepareHang(fault(FaultKind.HANG_STUCK_KERNEL, 9_000_000), 1);

    reduce(0);

    assertThat(two.last(1).startNs()).isZero();
    assertThat(two.last(1).endNs()).isGreaterThan(9_000_000);
  }

  /** A process that died, or left the others' order, does not come back by itself. */
  @ParameterizedTest
  @EnumSource(names = {"DEAD_RANK", "HANG_DESYNC"})
  void theseStopThePassEvenIfTheFaultEnds(FaultKind kind) {
    rendezvous.prepareHang(fault(kind, 9_000_000), 1);

    assertThatThrownBy(() -> reduce(0)).isInstanceOf(Hang.class);
  }

  @Test
  void callsWithoutTheCulpritAndBroadcastsDoNotCount() {
    Fault elsewhere = new Fault(FaultKind.DEAD_RANK, 0, NEVER, 1, Culprit.ofRank(7));
    rendezvous.prepareHang(elsewhere, 1);
    reduce(0);
    assertThat(rendezvous.preparedHang()).contains(elsewhere);

    rendezvous.prepareHang(fault(FaultKind.DEAD_RANK, NEVER), 1);
    rendezvous.callTogether(two.call(Collective.BROADCAST, ELEMENTS), Links.Reach.NVLINK, 0);
    assertThat(rendezvous.preparedHang()).isPresent();
  }

  @Test
  void aFaultThatIsOverIsForgotten() {
    two.rank(0).freeNs = 10_000;
    rendezvous.prepareHang(fault(FaultKind.HANG_STUCK_KERNEL, 9_000), 1);

    reduce(0);

    assertThat(rendezvous.preparedHang()).isEmpty();
    assertThat(two.last(0).endNs())
        .isEqualTo(10_000 + transferNs(Collective.ALL_REDUCE, 2.0 * ELEMENTS));
  }
}
