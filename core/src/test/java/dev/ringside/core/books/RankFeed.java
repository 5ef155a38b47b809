package dev.ringside.core.books;

import dev.ringside.core.account.Account;
import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.OfBatch;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** One rank's calls in batches, each turned into the slice that its replica gets. */
final class RankFeed {

  /** What a batch came to, and how far in event time the rank has come with it. */
  record Timed(OfBatch event, long reachedNs) {

    /** The same, appended by the broker at another time than when its calls ended. */
    Timed appendedAt(long ns) {
      Slice slice = slice();
      return new Timed(
          new Slice(
              slice.sender(),
              slice.against(),
              new Heard(slice.heard().untilNs(), ns),
              slice.endOfStream(),
              slice.gapAt(),
              slice.passes(),
              slice.account()),
          reachedNs);
    }

    Slice slice() {
      return (Slice) event;
    }
  }

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
      add(assembler.accept(signatures, columns), Account.observed(to - from), false, reached);
      from = to;
    }
    if (ends) {
      add(assembler.finish(), Account.EMPTY, true, reached);
    }
  }

  private void add(List<PassBlock> passes, Account account, boolean ends, long reachedNs) {
    Optional<Deployment> against = Optional.of(replica.deployment());
    int number = replica.deployment().layout().replicaOf(rank);
    slices.add(
        new Timed(
            new Slice(
                new Sender(against.get().name(), number, rank, runId, declared),
                against,
                new Heard(reachedNs, reachedNs),
                ends,
                Slice.NO_GAP,
                passes,
                account),
            reachedNs));
  }

  /** A batch that came twice: its calls are all duplicates. */
  static RankEvent.Repeat repeated(OfBatch event, long calls) {
    return new RankEvent.Repeat(
        event.sender(), event.against(), event.heard(), Account.duplicate(calls));
  }

  /** A batch that was overtaken by a later one. */
  static RankEvent.Repeat overtaken(OfBatch event, long calls) {
    return new RankEvent.Repeat(
        event.sender(), event.against(), event.heard(), Account.rejected("out_of_order", calls));
  }

  /** The same slice with events that its agent refused. */
  static Slice rejecting(Slice slice, String reason, long events) {
    return with(slice, slice.account().plus(Account.rejected(reason, events)), slice.gapAt());
  }

  /** The same slice after a batch that never came. */
  static Slice afterGap(Slice slice) {
    return with(slice, slice.account(), 0);
  }

  private static Slice with(Slice slice, Account account, int gapAt) {
    return new Slice(
        slice.sender(),
        slice.against(),
        slice.heard(),
        slice.endOfStream(),
        gapAt,
        slice.passes(),
        account);
  }
}
