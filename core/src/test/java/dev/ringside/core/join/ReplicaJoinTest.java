package dev.ringside.core.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Poison;
import dev.ringside.core.stream.RankEvent.Repeat;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.synthetic.Deployments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Events of two ranks in, events of their replica out, in windows of ten nanoseconds that take
 * corrections for five. Pass {@code i} of a rank has one call and ends at {@code i}.
 */
class ReplicaJoinTest {

  private static final WindowRule WINDOWS = new WindowRule(10, 5);
  private static final Deployment DEPLOYMENT = Deployments.toy(Engine.VLLM, 2, 1);
  private static final long TIMEOUT = Patience.DEFAULT.rankTimeoutNs();
  private static final List<Integer> LIVE = List.of();
  private static final List<Integer> BOTH = List.of(0, 1);
  private static final CallKind KIND =
      new CallKind(Parallelism.TP, Collective.ALL_REDUCE, 8, DataType.BFLOAT16, Transport.NCCL, 2);

  private ReplicaJoin join = new ReplicaJoin(0, WINDOWS);

  @Test
  void passesAreJoinedOnceEveryRankHasDeliveredThem() {
    assertThat(told(slice(0, "a", LIVE, 0, 3)))
        .containsExactly("deployed", "opened live", "arrived 3", "time MIN");

    assertThat(told(slice(1, "b", LIVE, 0, 2)))
        .containsExactly(
            "arrived 2", "joined in 0: rank 0 from 0, rank 1 from 0, 2 passes", "time 1");
  }

  @Test
  void aBlockAcrossTheEndOfAWindowIsToldWindowByWindow() {
    told(slice(0, "a", LIVE, 8, 13));

    assertThat(told(slice(1, "a", LIVE, 8, 13)))
        .containsExactly(
            "arrived 5",
            "joined in 0: rank 0 from 0, rank 1 from 0, 2 passes",
            "joined in 10: rank 0 from 2, rank 1 from 2, 3 passes",
            "time 12");
  }

  @Test
  void aDeclaredRunEndsWithItsLastRank() {
    told(slice(0, "a", BOTH, 0, 2));
    told(end(0, "a", BOTH));
    told(slice(1, "a", BOTH, 0, 2));

    assertThat(told(end(1, "a", BOTH)))
        .containsExactly("arrived 0", "ended a, complete [0, 1]", "time MAX");
    assertThat(join.nextTimerNs()).as("its window stays open").isPresent();
    assertThat(readUpTo(Patience.ABANDONED_NS)).contains("closed by 10");
    assertThat(join.nextTimerNs()).isEmpty();
  }

  @Test
  void theBrokersTimeHandsOnWhatALiveRankWaitsFor() {
    told(slice(0, "a", LIVE, 0, 2));
    told(slice(0, "a", LIVE, 2, 3, TIMEOUT / 2));
    assertThat(join.nextTimerNs()).hasValue(TIMEOUT);

    assertThat(readUpTo(TIMEOUT - 1)).containsExactly("time MIN");
    assertThat(readUpTo(TIMEOUT))
        .containsExactly(
            "joined in 0: rank 0 from 0, without [1], 2 passes",
            "joined in 0: rank 0 from 2, without [1], 1 passes",
            "time 2",
            "time 10");
    assertThat(told(slice(0, "a", LIVE, 3, 4, TIMEOUT)))
        .as("it is not waited for again until it is heard")
        .contains("joined in 0: rank 0 from 3, without [1], 1 passes");
  }

  @Test
  void aRankThatWasGivenUpAndComesBackIsLateOnlyWithWhatWasSettled() {
    told(slice(0, "a", LIVE, 0, 2));
    readUpTo(TIMEOUT);
    told(slice(1, "a", LIVE, 0, 3));

    assertThat(told(slice(0, "a", LIVE, 2, 4)))
        .containsExactly(
            "arrived 2",
            "late in 0: rank 1 from 0, 2 passes",
            "joined in 0: rank 0 from 2, rank 1 from 2, 1 passes",
            "time 2");
  }

  @Test
  void passesOfAClosedWindowAreLate() {
    told(slice(0, "a", LIVE, 20, 22));
    told(slice(1, "a", LIVE, 20, 22));
    told(slice(0, "a", LIVE, 22, 37));
    assertThat(told(slice(1, "a", LIVE, 22, 37))).contains("closed by 31");

    told(slice(0, "old", BOTH, 21, 22));
    assertThat(told(slice(1, "old", BOTH, 21, 22)))
        .as("told in the window that time is in")
        .contains("late in 30: rank 0 from 21, 1 passes", "late in 30: rank 1 from 21, 1 passes");
  }

  /** Its idle spell is no sign that anyone is gone: all are waited for again. */
  @Test
  void afterAnIdleSpellEveryRankIsWaitedForAgain() {
    told(slice(0, "a", LIVE, 0, 2));
    told(slice(1, "a", LIVE, 0, 2));
    readUpTo(10 * TIMEOUT);

    assertThat(told(slice(0, "a", LIVE, 2, 4, 10 * TIMEOUT))).contains("time 1");
    assertThat(told(slice(1, "a", LIVE, 2, 4, 10 * TIMEOUT + TIMEOUT / 2)))
        .contains("joined in 0: rank 0 from 2, rank 1 from 2, 2 passes");
  }

  @Test
  void aDeclaredRunThatFallsSilentIsGivenUp() {
    told(slice(0, "a", BOTH, 0, 1));

    assertThat(readUpTo(Patience.ABANDONED_NS + 1))
        .contains("joined in 0: rank 0 from 0, 1 passes", "given up a");
    assertThat(join.snapshot().runs()).isEmpty();
  }

  @Test
  void poisonIsToldAndOpensNoRun() {
    assertThat(told(new Poison("toy", 0))).containsExactly("poisoned");
    assertThat(join.snapshot().runs()).isEmpty();
  }

  @Test
  void aRepeatOfARunThatIsNotKeptOpensItNoSecondTime() {
    told(end(0, "a", BOTH));
    told(end(1, "a", BOTH));

    assertThat(told(repeat(0, "a", BOTH))).containsExactly("booked for no run: 1 duplicate");
    assertThat(join.snapshot().runs()).isEmpty();
  }

  /** Its next passes still meet those of the other rank, under the numbers they had. */
  @Test
  void aRepeatFromAnEarlierRunDoesNotPutARestartedLiveRankOutOfStep() {
    told(slice(0, "before", LIVE, 0, 3));
    told(slice(1, "before", LIVE, 0, 3));
    told(slice(0, "before", LIVE, 3, 4));
    told(slice(0, "before", LIVE, 4, 6));
    told(restarted(1, 0, 1));
    told(restarted(0, 0, 1));

    assertThat(told(repeat(1, "before", LIVE)))
        .containsExactly("arrived 1", "booked for live: 1 duplicate", "time 6");

    told(restarted(1, 1, 3));
    assertThat(told(restarted(0, 1, 3)))
        .contains("joined in 0: rank 0 from 7, rank 1 from 7, 2 passes");
    assertThat(offsets())
        .as("both restarted together")
        .containsExactly(Numbering.FIRST + 6, Numbering.FIRST + 6);
  }

  @Test
  void aJoinGoesOnFromItsSnapshot() {
    told(slice(0, "a", BOTH, 0, 5));
    told(slice(1, "a", BOTH, 0, 2));

    join = new ReplicaJoin(join.snapshot());

    assertThat(told(slice(1, "a", BOTH, 2, 5)))
        .containsExactly(
            "arrived 3", "joined in 0: rank 0 from 2, rank 1 from 2, 3 passes", "time 4");
  }

  private List<String> told(RankEvent event) {
    return join.accept(event).stream().map(ReplicaJoinTest::tell).toList();
  }

  private List<String> readUpTo(long brokerNs) {
    return join.readUpTo(brokerNs).stream().map(ReplicaJoinTest::tell).toList();
  }

  private List<Long> offsets() {
    return join.snapshot().runs().get(0).ranks().values().stream()
        .map(RankProgress.Snapshot::offset)
        .toList();
  }

  private static String tell(ReplicaEvent event) {
    if (event instanceof ReplicaEvent.Joined joined) {
      List<Integer> without = joined.passes().without();
      return "joined in %d: %s"
          .formatted(joined.windowNs(), tell(joined.passes().parts(), without));
    }
    if (event instanceof ReplicaEvent.Late late) {
      return "late in %d: %s".formatted(late.toldInNs(), tell(List.of(late.passes())));
    }
    if (event instanceof ReplicaEvent.Booked booked) {
      return "booked for %s: %d duplicate"
          .formatted(
              booked.run().map(run -> tell(run.runId())).orElse("no run"),
              booked.account().duplicate());
    }
    if (event instanceof ReplicaEvent.RunEnded ended) {
      return ended
          .outcome()
          .map(
              outcome ->
                  "ended %s, complete %s".formatted(ended.run().runId(), outcome.completeRanks()))
          .orElse("given up " + ended.run().runId());
    }
    if (event instanceof ReplicaEvent.RunOpened opened) {
      return "opened " + tell(opened.run().runId());
    }
    if (event instanceof ReplicaEvent.Arrived arrived) {
      return "arrived " + arrived.calls();
    }
    if (event instanceof ReplicaEvent.TimeReached reached) {
      return "time " + tell(reached.timeNs());
    }
    if (event instanceof ReplicaEvent.WindowsClosed closed) {
      return "closed by " + closed.timeNs();
    }
    return event instanceof ReplicaEvent.Deployed ? "deployed" : "poisoned";
  }

  private static String tell(String runId) {
    return runId.isEmpty() ? "live" : runId;
  }

  private static String tell(long timeNs) {
    if (timeNs == Long.MIN_VALUE) {
      return "MIN";
    }
    return timeNs == Long.MAX_VALUE ? "MAX" : Long.toString(timeNs);
  }

  private static String tell(List<BlockPart> parts) {
    return tell(parts, List.of());
  }

  private static String tell(List<BlockPart> parts, List<Integer> without) {
    List<String> told = new ArrayList<>();
    parts.forEach(
        part ->
            told.add("rank %d from %d".formatted(part.rank(), part.index(0) % Numbering.FIRST)));
    if (!without.isEmpty()) {
      told.add("without " + without);
    }
    return "%s, %d passes".formatted(String.join(", ", told), parts.get(0).size());
  }

  private static Slice slice(int rank, String runId, List<Integer> declared, int from, int to) {
    return slice(rank, runId, declared, from, to, 0);
  }

  private static Slice slice(
      int rank, String runId, List<Integer> declared, int from, int to, long appendedNs) {
    return slice(rank, runId, declared, false, passes(rank, from, to, 0), appendedNs);
  }

  /** Of a run that begins where six passes have been made. */
  private static Slice restarted(int rank, int from, int to) {
    return slice(rank, "after", LIVE, false, passes(rank, from, to, 6), 0);
  }

  private static List<PassBlock> passes(int rank, int from, int to, long passesBefore) {
    return PassBlock.of(
        LongStream.range(from, to)
            .mapToObj(index -> pass(rank, index, index + passesBefore))
            .toList());
  }

  private static Slice end(int rank, String runId, List<Integer> declared) {
    return slice(rank, runId, declared, true, List.of(), 0);
  }

  private static Slice slice(
      int rank,
      String runId,
      List<Integer> declared,
      boolean ends,
      List<PassBlock> passes,
      long appendedNs) {
    long calls = passes.stream().mapToLong(block -> block.whole().calls()).sum();
    return new Slice(
        sender(rank, runId, declared),
        Optional.of(DEPLOYMENT),
        new Heard(Long.MIN_VALUE, appendedNs),
        ends,
        Slice.NO_GAP,
        passes,
        Account.observed(calls));
  }

  private static Repeat repeat(int rank, String runId, List<Integer> declared) {
    return new Repeat(
        sender(rank, runId, declared),
        Optional.of(DEPLOYMENT),
        new Heard(0, 0),
        Account.duplicate(1));
  }

  private static Sender sender(int rank, String runId, List<Integer> declared) {
    return new Sender("toy", 0, rank, runId, declared);
  }

  private static ForwardPass pass(int rank, long index, long endNs) {
    CallTally tally = new CallTally();
    tally.add(1);
    return new ForwardPass(rank, index, 1, 1, endNs, true, Map.of(KIND, tally));
  }
}
