package dev.ringside.core.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.observation.Journal.Heading;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.TransportTotal;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.core.verdict.Seen;
import dev.ringside.core.verdict.Seen.Joined;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotalsLedgerTest {

  @ParameterizedTest
  @CsvSource({"2, 1", "3, 1", "1, 3", "2, 2", "3, 3"})
  void observedAndExpectedOfAFaithfulEngineAreEqualToTheByte(int tensor, int pipeline) {
    SyntheticReplica replica = played(tensor, pipeline, Habits.VLLM);
    TotalsLedger totals = totalsOf(replica, passes(replica));
    assertThat(totals.series())
        .isNotEmpty()
        .allSatisfy(
            series -> {
              assertThat(series.expected()).isPresent();
              assertThat(series.calls()).isEqualTo(series.expected().orElseThrow().calls());
              assertThat(series.observed().bytes())
                  .isEqualTo(series.expected().orElseThrow().bytes());
              assertThat(series.observed().wireBytes())
                  .as(series.toString())
                  .isEqualTo(series.expected().orElseThrow().wireBytes());
              assertThat(series.durations().count()).isEqualTo(series.calls());
            });
    assertThat(sum(totals, replica)).isEqualTo(callsOf(replica));
  }

  /** A third of these messages is no whole number of bytes. */
  @Test
  void wireBytesAreRoundedOnceAPassNotOnceARank() {
    ModelShape odd = new ModelShape("odd", 5, 64, 3264, 2);
    SyntheticReplica replica =
        new SyntheticReplica(
            Deployments.of(odd, Engine.VLLM, 3, 2), Habits.VLLM, SyntheticReplica.request(121, 9));
    assertThat(totalsOf(replica, passes(replica)).series())
        .allMatch(
            series -> series.observed().wireBytes() == series.expected().orElseThrow().wireBytes());
  }

  private static long sum(TotalsLedger totals, SyntheticReplica replica) {
    List<TransportTotal> transports = totals.transports();
    assertThat(transports).allMatch(total -> total.transport() == Transport.NCCL);
    assertThat(transports.stream().mapToLong(TransportTotal::calls).sum())
        .isEqualTo(callsOf(replica));
    return totals.series().stream().mapToLong(SeriesTotal::calls).sum();
  }

  private static long callsOf(SyntheticReplica replica) {
    return replica.ranks().stream().mapToLong(rank -> replica.calls(rank).size()).sum();
  }

  @Test
  void sumsAreOverTheRanksOfTheStage() {
    SyntheticReplica replica = played(2, 1, Habits.VLLM);
    SeriesTotal prefill =
        totalsOf(replica, passes(replica)).series().stream()
            .filter(series -> series.key().phase() == Phase.PREFILL)
            .filter(series -> series.key().collective() == Collective.ALL_REDUCE)
            .findFirst()
            .orElseThrow();
    assertThat(prefill.calls()).isEqualTo(2 * 15);
    assertThat(prefill.observed().bytes()).isEqualTo(2 * 15 * 121 * 96 * 2);
    assertThat(prefill.observed().wireBytes()).isEqualTo(2 * 15 * 121 * 96 * 2);
    assertThat(prefill.key().sizeClass()).isEqualTo(15);
  }

  /** Absent is not zero: nothing is expected of a rank that is not in the passes. */
  @ParameterizedTest
  @CsvSource({"2, 1, 1", "3, 2, 4", "1, 2, 0"})
  void nothingIsExpectedOfAnAbsentRank(int tensor, int pipeline, int absent) {
    SyntheticReplica replica = played(tensor, pipeline, Habits.VLLM);
    List<SeriesTotal> series = without(replica, absent, passes(replica)).series();
    assertThat(series)
        .isNotEmpty()
        .allSatisfy(
            total ->
                assertThat(total.observed()).as("%s", total).isEqualTo(total.expected().get()));
    assertThat(series.stream().mapToLong(SeriesTotal::calls).sum())
        .isEqualTo(callsOf(replica) - replica.calls(absent).size());
  }

  /** It came for the first pass, and was no longer waited for in the others. */
  @Test
  void aRankIsExpectedInThePassesThatItIsIn() {
    SyntheticReplica replica = played(2, 1, Habits.VLLM);
    List<Joined> passes = passes(replica);
    TotalsLedger totals = without(replica, 1, passes.subList(1, passes.size()));
    totals.post(journalOf(replica, passes.subList(0, 1)));
    assertThat(totals.series())
        .allSatisfy(total -> assertThat(total.observed()).isEqualTo(total.expected().get()));
  }

  /** What an attending rank leaves out is lacking, whoever else is absent. */
  @Test
  void whatAnAttendingRankLeavesOutIsLacking() {
    SyntheticReplica replica = played(3, 1, Habits.VLLM);
    Journal journal = checked(replica);
    for (Joined pass : passes(replica)) {
      List<ForwardPass> parts = pass.parts().stream().filter(part -> part.rank() != 2).toList();
      ForwardPass idle = without(parts.get(1), Collective.ALL_REDUCE);
      journal.addPasses(pass.shape(), 1, Seen.partsOf(List.of(parts.get(0), idle)));
    }
    TotalsLedger totals = new TotalsLedger();
    totals.post(journal);
    assertThat(totals.series())
        .filteredOn(total -> total.key().collective() == Collective.ALL_REDUCE)
        .isNotEmpty()
        .allMatch(total -> total.calls() * 2 == total.expected().orElseThrow().calls());
  }

  private static ForwardPass without(ForwardPass pass, Collective collective) {
    Map<CallKind, CallTally> others = new HashMap<>(pass.tallies());
    others.keySet().removeIf(kind -> kind.collective() == collective);
    return new ForwardPass(
        pass.rank(),
        pass.index(),
        pass.tokens(),
        pass.rows(),
        pass.endNs(),
        pass.complete(),
        others);
  }

  private static TotalsLedger without(SyntheticReplica replica, int absent, List<Joined> passes) {
    Journal journal = checked(replica);
    for (Joined pass : passes) {
      List<ForwardPass> others =
          pass.parts().stream().filter(part -> part.rank() != absent).toList();
      journal.addPasses(pass.shape(), 1, Seen.partsOf(others));
    }
    TotalsLedger totals = new TotalsLedger();
    totals.post(journal);
    return totals;
  }

  @Test
  void callsOfUnknownSizeMeetTheirExpectationInOneSeries() {
    SyntheticReplica replica = played(2, 1, Habits.VLLM.sizeless());
    assertThat(totalsOf(replica, passes(replica)).series())
        .filteredOn(series -> series.key().collective() == Collective.ALL_REDUCE)
        .singleElement()
        .satisfies(
            series -> assertThat(series.calls()).isEqualTo(series.expected().orElseThrow().calls()))
        .satisfies(series -> assertThat(series.observed().bytes()).isZero())
        .satisfies(series -> assertThat(series.key().sizeClass()).isEqualTo(-1));
  }

  @Test
  void goesOnFromItsOwnFigures() {
    SyntheticReplica replica = played(2, 2, Habits.VLLM_V0.chatty());
    List<Joined> passes = passes(replica);
    TotalsLedger whole = totalsOf(replica, passes);
    for (int at = 0; at <= passes.size(); at++) {
      TotalsLedger before = totalsOf(replica, passes.subList(0, at));
      TotalsLedger after = new TotalsLedger(before.series(), before.transports());
      after.post(journalOf(replica, passes.subList(at, passes.size())));
      assertThat(after.series()).containsExactlyInAnyOrderElementsOf(whole.series());
      assertThat(after.transports()).containsExactlyInAnyOrderElementsOf(whole.transports());
    }
  }

  @Test
  void whatWasHandedOutStaysAsItWas() {
    SyntheticReplica replica = played(2, 1, Habits.VLLM);
    List<Joined> passes = passes(replica);
    TotalsLedger totals = totalsOf(replica, passes.subList(0, 2));
    List<SeriesTotal> early = totals.series();
    List<SeriesTotal> again = totals.series();
    totals.post(journalOf(replica, passes.subList(2, 3)));
    assertThat(early).isEqualTo(again).isNotEqualTo(totals.series());
  }

  @Test
  void looseCallsAreUnchecked() {
    SyntheticReplica replica = played(2, 1, Habits.VLLM);
    ForwardPass part = passes(replica).get(0).parts().get(0);
    Journal journal = new Journal(new Heading("", Optional.empty(), true));
    journal.addLoose(Seen.partsOf(List.of(part)).get(0));
    TotalsLedger totals = new TotalsLedger();
    totals.post(journal);
    assertThat(totals.series())
        .isNotEmpty()
        .allMatch(series -> series.expected().isEmpty() && series.key().stage() == -1)
        .allMatch(series -> series.key().phase() == Phase.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, -1",
    "0, 0",
    "1, 0",
    "2, 1",
    "3, 2",
    "4, 2",
    "5, 3",
    "8192, 13",
    "8193, 14",
    "9223372036854775807, 63"
  })
  void sizeClassesAreTheNextPowerOfTwo(long bytes, int expected) {
    assertThat(SeriesKey.sizeClassOf(bytes)).isEqualTo(expected);
  }

  private static SyntheticReplica played(int tensor, int pipeline, Habits habits) {
    Engine engine = habits.logits() == Collective.GATHER ? Engine.VLLM_V0 : Engine.VLLM;
    return new SyntheticReplica(
        Deployments.toy(engine, tensor, pipeline), habits, SyntheticReplica.request(121, 6));
  }

  private static List<Joined> passes(SyntheticReplica replica) {
    return Seen.joined(replica.deployment(), Seen.callsOf(replica));
  }

  private static TotalsLedger totalsOf(SyntheticReplica replica, List<Joined> passes) {
    TotalsLedger totals = new TotalsLedger();
    totals.post(journalOf(replica, passes));
    return totals;
  }

  private static Journal journalOf(SyntheticReplica replica, List<Joined> passes) {
    Journal journal = checked(replica);
    passes.forEach(pass -> journal.addPasses(pass.shape(), 1, Seen.partsOf(pass.parts())));
    return journal;
  }

  private static Journal checked(SyntheticReplica replica) {
    return new Journal(new Heading("", Optional.of(replica.deployment()), false));
  }
}
