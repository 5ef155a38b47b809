package dev.ringside.core.books;

import dev.ringside.core.account.Account;
import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.stream.RankSlice;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** One rank's calls in batches, each turned into the slice that its replica gets. */
final class RankFeed {

  /** A slice and how far in event time the rank has come with it. */
  record Timed(RankSlice slice, long reachedNs) {}

  private final SyntheticReplica replica;
  private final int rank;
  private final String runId;
  private final List<Integer> declared;
  private final List<CollectiveCall> calls;
  private final List<Timed> slices = new ArrayList<>();

  private RankFeed(
      SyntheticReplica replica,
      int rank,
      String runId,
      List<Integer> declared,
      List<CollectiveCall> calls) {
    this.replica = replica;
    this.rank = rank;
    this.runId = runId;
    this.declared = declared;
    this.calls = calls;
  }

  /** A replay of {@code rank}'s calls, of a run that publishes {@code declared}; it ends. */
  static List<Timed> replay(
      SyntheticReplica replica, int rank, String runId, List<Integer> declared, Random random) {
    return replay(replica, rank, runId, declared, replica.calls(rank), random);
  }

  /** As above, with {@code calls} in place of all that were played. */
  static List<Timed> replay(
      SyntheticReplica replica,
      int rank,
      String runId,
      List<Integer> declared,
      List<CollectiveCall> calls,
      Random random) {
    RankFeed feed = new RankFeed(replica, rank, runId, declared, calls);
    feed.slice(random, true);
    return feed.slices;
  }

  /** A live agent's calls: it declares nothing and has no end. */
  static List<Timed> live(SyntheticReplica replica, int rank, String runId, Random random) {
    RankFeed feed = new RankFeed(replica, rank, runId, List.of(), replica.calls(rank));
    feed.slice(random, false);
    return feed.slices;
  }

  /** The ranks' feeds by rank, for replays of all of them. */
  static Map<Integer, List<Timed>> replays(SyntheticReplica replica, String runId, Random random) {
    Map<Integer, List<Timed>> feeds = new TreeMap<>();
    for (int rank : replica.ranks()) {
      feeds.put(rank, replay(replica, rank, runId, replica.ranks(), random));
    }
    return feeds;
  }

  private void slice(Random random, boolean ends) {
    PassAssembler assembler = new PassAssembler(replica.deployment(), rank);
    int from = 0;
    long reached = Long.MIN_VALUE;
    while (from < calls.size()) {
      int to = Math.min(calls.size(), from + 1 + random.nextInt(40));
      SignatureTable signatures = new SignatureTable();
      CallColumns columns = SyntheticReplica.columns(signatures, calls.subList(from, to));
      reached = calls.get(to - 1).endNs();
      add(assembler.accept(signatures, columns), observed(to - from), false, reached);
      from = to;
    }
    if (ends) {
      add(assembler.finish(), observed(0), true, reached);
    }
  }

  private void add(List<PassBlock> passes, Account account, boolean ends, long reachedNs) {
    Optional<Deployment> against = Optional.of(replica.deployment());
    int number = replica.deployment().layout().replicaOf(rank);
    slices.add(
        new Timed(
            new RankSlice(
                against.get().name(),
                number,
                rank,
                runId,
                declared,
                against,
                ends,
                false,
                passes,
                account),
            reachedNs));
  }

  static Account observed(long calls) {
    return new Account(calls, 0, 0, 0, 0, Collections.emptySortedMap(), 0);
  }

  /** The slice of a batch that came twice: nothing but its calls, all duplicates. */
  static RankSlice repeated(RankSlice slice, long calls) {
    return with(slice, false, new Account(calls, 0, 0, 0, calls, Collections.emptySortedMap(), 0));
  }

  /** The same slice with events that its agent refused. */
  static RankSlice rejecting(RankSlice slice, String reason, long events) {
    Account more = Account.ofRejected(Map.of(reason, events));
    return new RankSlice(
        slice.deployment(),
        slice.replica(),
        slice.rank(),
        slice.runId(),
        slice.runRanks(),
        slice.against(),
        slice.endOfStream(),
        slice.gap(),
        slice.passes(),
        slice.account().plus(more));
  }

  private static RankSlice with(RankSlice slice, boolean ends, Account account) {
    return new RankSlice(
        slice.deployment(),
        slice.replica(),
        slice.rank(),
        slice.runId(),
        slice.runRanks(),
        slice.against(),
        ends,
        false,
        List.of(),
        account);
  }
}
