package dev.ringside.core.stream;

import dev.ringside.core.account.Account;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.iteration.DifferentSteps;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Progress;
import dev.ringside.core.waiting.GroupCalls;
import java.util.List;
import java.util.Optional;

/**
 * What one record of a rank came to. These events are all that crosses from the ranks' streams to
 * their replica.
 */
public sealed interface RankEvent {

  String deployment();

  int replica();

  /** Calls it brings; other events of its replica settle them. */
  long observed();

  /** An event of a batch that could be read. */
  sealed interface OfBatch extends RankEvent {

    Sender sender();

    /** The deployment that the batch names; absent if it names none that is known. */
    Optional<Deployment> against();

    Heard heard();

    @Override
    default String deployment() {
      return sender().deployment();
    }

    @Override
    default int replica() {
      return sender().replica();
    }
  }

  /**
   * The rank that sent a batch, and the run it belongs to.
   *
   * @param runRanks all ranks the run publishes, if it said so; empty for a live agent
   */
  record Sender(String deployment, int replica, int rank, String runId, List<Integer> runRanks) {

    public Sender {
      runRanks = List.copyOf(runRanks);
    }
  }

  /**
   * What a batch says about time.
   *
   * @param untilNs the rank's mark, by its own clock: all of its calls that ended before have been
   *     sent; the least of all times if the batch says nothing
   * @param appendedNs when the broker appended the batch to its log, by the broker's clock
   */
  record Heard(long untilNs, long appendedNs) {}

  /**
   * What a batch says of its rank beside the calls.
   *
   * @param midPass true if the rank's last call was in the middle of a forward pass
   * @param different steps of which its calls show other numbers than its engine told
   * @param oneByOne calls of a declared run that no deployment orders into passes
   */
  record Aside(
      Progress progress,
      Place place,
      boolean midPass,
      Optional<DifferentSteps> different,
      List<GroupCalls> oneByOne) {

    public Aside {
      oneByOne = List.copyOf(oneByOne);
    }

    /** Of a rank whose engine tells nothing, or what the calls show. */
    public Aside(Progress progress, Place place, boolean midPass) {
      this(progress, place, midPass, Optional.empty(), List.of());
    }

    /** Nothing. */
    public static final Aside NONE = new Aside(Progress.NONE, Place.UNKNOWN, false);
  }

  /**
   * A batch that came in its turn: the passes it completed, and what its agent refused.
   *
   * @param against the deployment the passes were cut by
   * @param endOfStream the rank sends nothing after this
   * @param gapAt how many of the passes were made before batches that never came; {@link #NO_GAP}
   *     if none is missing
   * @param account observed and rejected; incomplete: calls of an earlier run that is forgotten,
   *     observed in its slices
   */
  record Slice(
      Sender sender,
      Optional<Deployment> against,
      Heard heard,
      boolean endOfStream,
      int gapAt,
      List<PassBlock> passes,
      Account account,
      Aside aside)
      implements OfBatch {

    public static final int NO_GAP = -1;

    public Slice {
      passes = List.copyOf(passes);
    }

    /** A batch that says nothing beside its calls. */
    public Slice(
        Sender sender,
        Optional<Deployment> against,
        Heard heard,
        boolean endOfStream,
        int gapAt,
        List<PassBlock> passes,
        Account account) {
      this(sender, against, heard, endOfStream, gapAt, passes, account, Aside.NONE);
    }

    /** True if batches before this one never came. */
    public boolean gap() {
      return gapAt != NO_GAP;
    }

    /** True if a live agent says no more than that nothing happened until now. */
    public boolean isHeartbeat() {
      return sender.runRanks().isEmpty()
          && account.observed() == 0
          && passes.isEmpty()
          && !endOfStream
          && heard.untilNs() != Long.MIN_VALUE;
    }

    @Override
    public long observed() {
      return account.observed();
    }
  }

  /**
   * A batch that came again or was overtaken by a later one. Its calls are settled, and it says
   * nothing new of the rank's stream.
   *
   * @param account its calls, duplicate or rejected
   */
  record Repeat(Sender sender, Optional<Deployment> against, Heard heard, Account account)
      implements OfBatch {

    @Override
    public long observed() {
      return account.observed();
    }
  }

  /** A record that could not be read, but whose key names a replica. */
  record Poison(String deployment, int replica) implements RankEvent {

    @Override
    public long observed() {
      return 0;
    }
  }
}
