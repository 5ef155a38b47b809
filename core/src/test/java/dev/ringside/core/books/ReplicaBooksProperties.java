package dev.ringside.core.books;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.books.RankFeed.Timed;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.core.synthetic.SyntheticReplica.Issued;
import dev.ringside.core.synthetic.SyntheticReplica.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ledger against what was played, whatever the order in which it learns of it. */
class ReplicaBooksProperties {

  private static final List<Step> STEPS = steps();

  private static List<Step> steps() {
    List<Step> steps = new ArrayList<>(SyntheticReplica.request(128, 12));
    steps.addAll(SyntheticReplica.request(40, 6));
    steps.add(new Step(4, 3));
    return steps;
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 1", "2, 1, 2", "4, 1, 3", "1, 3, 4", "2, 2, 5", "2, 2, 6", "3, 3, 7"})
  void anyOrderGivesTheRunThatWasPlayed(int tensor, int pipeline, long seed) {
    SyntheticReplica replica = replica(tensor, pipeline);
    WindowReport reference =
        new Interleaving(ledger(replica))
            .inTurn(RankFeed.replays(replica, "run", new Random(seed)))
            .run();
    assertIsAsPlayed(reference, replica);
    for (int trial = 0; trial < 8; trial++) {
      Random random = new Random(seed * 100 + trial);
      WindowReport shuffled =
          new Interleaving(ledger(replica))
              .shuffled(RankFeed.replays(replica, "run", random), bound(replica), random)
              .run();
      assertThat(shuffled)
          .usingRecursiveComparison()
          .ignoringCollectionOrderInFields("totals.series", "totals.transports")
          .isEqualTo(reference);
    }
  }

  private static void assertIsAsPlayed(WindowReport run, SyntheticReplica replica) {
    long calls = callsOf(replica);
    assertThat(run.account()).isEqualTo(Account.windowed(calls));
    assertThat(run.totals().account()).isEqualTo(run.account());
    assertThat(run.passes().complete()).isEqualTo(STEPS.size());
    assertThat(run.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(run.coverage()).isEqualTo(1);
    assertThat(run.ranks()).isEqualTo(replica.ranks());
    assertThat(run.findings()).isEmpty();
    Map<Long, Long> ends = endsOf(replica);
    assertThat(run.startNs()).isLessThanOrEqualTo(ends.get(0L));
    assertThat(run.endNs()).isEqualTo(ends.get(STEPS.size() - 1L));
    if (replica.deployment().layout().tensor() > 1) {
      assertThat(run.passes()).isEqualTo(new PassCounts(2, STEPS.size() - 2L, 0, 0));
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 1", "2, 2, 2", "1, 3, 3", "4, 1, 4"})
  void windowsSumUpToTheRun(int tensor, int pipeline, long seed) {
    SyntheticReplica replica = replica(tensor, pipeline);
    for (int trial = 0; trial < 8; trial++) {
      Random random = new Random(seed * 100 + trial);
      Interleaving played =
          new Interleaving(ledger(replica))
              .shuffled(RankFeed.replays(replica, "run", random), bound(replica), random);
      WindowReport run = played.run();
      Collection<WindowReport> windows = played.lastWindows().values();
      assertThat(windows).hasSizeGreaterThan(2);
      assertThat(windows.stream().mapToLong(w -> w.account().windowed()).sum())
          .isEqualTo(run.account().windowed());
      assertThat(
              windows.stream().map(WindowReport::passes).reduce(PassCounts.NONE, PassCounts::plus))
          .isEqualTo(run.passes());
      assertThat(countsOf(windows)).isEqualTo(countsOf(List.of(run)));
      assertThat(passesByWindow(played)).isEqualTo(playedByWindow(replica));
      assertThat(windows).allMatch(w -> w.verdict() == Verdict.MATCH && w.account().balances());
    }
  }

  /** Calls expected and observed by row key. */
  private static Map<String, List<Long>> countsOf(Collection<WindowReport> reports) {
    Map<String, List<Long>> counts = new TreeMap<>();
    for (WindowReport report : reports) {
      for (ReportRow row : report.rows()) {
        String key =
            "%s %d %s %s %d"
                .formatted(
                    row.parallelism(),
                    row.stage(),
                    row.phase(),
                    row.collective(),
                    row.sendElements());
        counts.merge(
            key,
            List.of(row.observedMax(), row.expectedPerRank(), row.observed().bytes()),
            (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1), a.get(2) + b.get(2)));
      }
    }
    return counts;
  }

  private static Map<Long, Long> passesByWindow(Interleaving played) {
    Map<Long, Long> passes = new TreeMap<>();
    played.lastWindows().forEach((start, window) -> passes.put(start, window.passes().complete()));
    return passes;
  }

  /** A pass counts where the replica's last call of it ended. */
  private static Map<Long, Long> playedByWindow(SyntheticReplica replica) {
    long window = windowNs(replica);
    Map<Long, Long> passes = new TreeMap<>();
    endsOf(replica)
        .values()
        .forEach(end -> passes.merge(Math.floorDiv(end, window) * window, 1L, Long::sum));
    return passes;
  }

  private static Map<Long, Long> endsOf(SyntheticReplica replica) {
    Map<Long, Long> ends = new TreeMap<>();
    for (int rank : replica.ranks()) {
      for (Issued issued : replica.issued(rank)) {
        ends.merge((long) issued.step(), issued.call().endNs(), Math::max);
      }
    }
    return ends;
  }

  /**
   * Recordings cut anywhere, ranks that never come, batches that come twice or never, event time
   * that runs ahead of the calls: whatever happens, each call is in one part of the account.
   */
  @ParameterizedTest
  @CsvSource({"2, 1, 1", "2, 2, 2", "1, 3, 3", "3, 3, 4", "4, 1, 5"})
  void everyAccountBalancesWhateverHappens(int tensor, int pipeline, long seed) {
    SyntheticReplica replica = replica(tensor, pipeline);
    for (int trial = 0; trial < 25; trial++) {
      Random random = new Random(seed * 1000 + trial);
      Chaos chaos = new Chaos(replica, random);
      Ledger ledger = ledger(replica);
      Interleaving played =
          new Interleaving(ledger)
              .shuffled(chaos.feeds, -random.nextInt((int) (4 * bound(replica))), random);
      assertThat(played.reports())
          .isNotEmpty()
          .allMatch(report -> report.account().balances())
          .allMatch(report -> report.totals().account().balances());
      Account run = played.run().account();
      assertThat(run.observed()).isEqualTo(chaos.fed + chaos.repeated + chaos.rejected);
      assertThat(run.duplicate()).isEqualTo(chaos.repeated);
      assertThat(run.rejectedCalls()).isEqualTo(chaos.rejected);
      assertThat(run.windowed() + run.incomplete() + run.late()).isEqualTo(chaos.fed);
      assertThat(ledger.runningTotals().account()).isEqualTo(run);
      assertThat(ledger.takeLate().stream().mapToLong(LateCalls::calls).sum())
          .isEqualTo(run.late());
      assertThat(ledger.openRuns()).isEmpty();
    }
  }

  /** A replay in which something went wrong with every rank, drawn at random. */
  private static final class Chaos {

    private final Map<Integer, List<Timed>> feeds = new TreeMap<>();
    private long fed;
    private long repeated;
    private long rejected;

    Chaos(SyntheticReplica replica, Random random) {
      List<Integer> publishing = new ArrayList<>(replica.ranks());
      if (random.nextBoolean()) {
        publishing.remove(random.nextInt(publishing.size()));
      }
      for (int rank : publishing) {
        List<CollectiveCall> all = replica.calls(rank);
        int from = random.nextInt(3) == 0 ? random.nextInt(all.size() / 2) : 0;
        int to = random.nextInt(3) == 0 ? from + random.nextInt(all.size() - from) : all.size();
        List<CollectiveCall> calls = all.subList(from, to);
        feeds.put(
            rank,
            disturbed(RankFeed.replay(replica, rank, "run", publishing, calls, random), random));
      }
    }

    private List<Timed> disturbed(List<Timed> feed, Random random) {
      List<Timed> disturbed = new ArrayList<>();
      for (Timed timed : feed) {
        Slice slice = timed.slice();
        if (random.nextInt(10) == 0 && !slice.endOfStream()) {
          slice = RankFeed.rejecting(slice, "no_group", 1 + random.nextInt(5));
          rejected += slice.account().rejectedCalls();
        }
        fed += slice.account().observed() - slice.account().rejectedCalls();
        disturbed.add(new Timed(slice, timed.reachedNs()));
        if (random.nextInt(8) == 0 && !slice.endOfStream()) {
          long calls = 1 + random.nextInt(30);
          repeated += calls;
          disturbed.add(new Timed(RankFeed.repeated(slice, calls), timed.reachedNs()));
        }
      }
      return disturbed;
    }
  }

  private static SyntheticReplica replica(int tensor, int pipeline) {
    Deployment deployment = Deployments.toy(Engine.VLLM, tensor, pipeline);
    return new SyntheticReplica(deployment, Habits.VLLM, STEPS);
  }

  private static Ledger ledger(SyntheticReplica replica) {
    LedgerSettings settings =
        new LedgerSettings(windowNs(replica), SyntheticReplica.busyNs(replica.deployment()), 1);
    return new Ledger(settings);
  }

  /** Some five passes. */
  private static long windowNs(SyntheticReplica replica) {
    return 5 * SyntheticReplica.busyNs(replica.deployment()) + 123;
  }

  /** A first pass is held until the second: event time must not overtake it. */
  private static long bound(SyntheticReplica replica) {
    return 2 * SyntheticReplica.busyNs(replica.deployment());
  }

  private static long callsOf(SyntheticReplica replica) {
    return replica.ranks().stream().mapToLong(rank -> replica.calls(rank).size()).sum();
  }
}
