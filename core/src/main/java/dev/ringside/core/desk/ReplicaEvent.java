package dev.ringside.core.desk;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.iteration.DifferentSteps;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Standstill;
import dev.ringside.core.waiting.GroupCalls;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One thing that happened to a replica. The join reports them in order; a reader of all of them
 * knows what became of every call and what time it is.
 *
 * <p>Every call comes in one {@link Arrived} and is settled in exactly one {@link Joined}, {@link
 * Loose}, {@link Late} or {@link Booked}, now or later.
 */
public sealed interface ReplicaEvent {

  /** From here on the replica's batches name {@code deployment}. */
  record Deployed(Deployment deployment) implements ReplicaEvent {}

  /** A batch of a rank has come of which is known where it runs or what records its calls. */
  record Watched(int rank, Place place) implements ReplicaEvent {}

  /** A run of the replica has begun. */
  record RunOpened(RunRef run) implements ReplicaEvent {}

  /** {@code calls} of a run have come; other events settle them. */
  record Arrived(RunRef run, long calls) implements ReplicaEvent {}

  /**
   * Passes of one shape that every rank has delivered, or whose time has come without some of them.
   *
   * @param windowNs start of the window in which they all ended
   * @param against the deployment they are compared with
   */
  record Joined(
      RunRef run, long windowNs, Deployment against, PassShape shape, ReplicaPasses passes)
      implements ReplicaEvent {}

  /**
   * Calls of a rank that no deployment orders into passes.
   *
   * @param windowNs start of the window in which they ended
   */
  record Loose(RunRef run, long windowNs, Optional<Deployment> against, BlockPart calls)
      implements ReplicaEvent {}

  /** Calls of a rank, one by one, that no deployment orders into passes: some of what is loose. */
  record OneByOne(RunRef run, int rank, List<GroupCalls> calls) implements ReplicaEvent {

    public OneByOne {
      calls = List.copyOf(calls);
    }
  }

  /**
   * Passes of a rank that came when their window was closed or the other ranks' were joined.
   *
   * @param toldInNs start of the open window in whose report they are told
   */
  record Late(RunRef run, long toldInNs, BlockPart passes) implements ReplicaEvent {}

  /**
   * Calls that are settled otherwise: duplicate, rejected or incomplete.
   *
   * @param run absent if their run is no longer kept
   * @param passes incomplete passes, if that is what the calls are
   */
  record Booked(Optional<RunRef> run, Account account, PassCounts passes) implements ReplicaEvent {}

  /** A record that could not be read, but whose key names this replica. */
  record Poisoned() implements ReplicaEvent {}

  /**
   * A declared run has ended; all its calls are settled.
   *
   * @param outcome absent if the run fell silent and is given up
   */
  record RunEnded(RunRef run, Optional<RunOutcome> outcome) implements ReplicaEvent {}

  /**
   * Live agents have reported over a whole window in which no pass ended.
   *
   * @param windowNs its start
   * @param ranks those whose agents report, ascending
   */
  record Idle(long windowNs, List<Integer> ranks) implements ReplicaEvent {

    public Idle {
      ranks = List.copyOf(ranks);
    }
  }

  /**
   * None of the replica's live ranks has sent anything for so long that all of them count as gone.
   *
   * @param windowNs start of the window in which they were heard last
   * @param ranks those that were live, ascending
   * @param silentNs how long nothing has come, in the broker's time
   */
  record Gone(long windowNs, List<Integer> ranks, long silentNs) implements ReplicaEvent {

    public Gone {
      ranks = List.copyOf(ranks);
    }
  }

  /**
   * What the engine's own list of passes comes to beside those that calls show.
   *
   * @param windowNs start of the window that they lie in; told once for each
   */
  record EngineTold(long windowNs, EnginePasses passes) implements ReplicaEvent {}

  /**
   * The calls of a rank show other steps than the engine told beside them.
   *
   * @param windowNs start of the window to tell it in
   */
  record ToldOtherwise(long windowNs, int rank, DifferentSteps steps) implements ReplicaEvent {}

  /**
   * Live ranks report and stand still at a call: told once a window while they do.
   *
   * @param windowNs start of the last whole window that they have reported over
   * @param places where the ranks that have not come run, as far as that is known; at most a few
   */
  record Hung(long windowNs, Standstill standstill, SortedMap<Integer, Place> places)
      implements ReplicaEvent {

    public Hung {
      places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
    }
  }

  /**
   * The agents of some ranks report and see nothing of them while others make calls: comes before
   * each {@link TimeReached} while that is so.
   *
   * @param windowNs start of a whole window to be told of, if one is
   * @param ranks ascending
   * @param places where they run, as far as that is known; at most a few
   * @param forNs how long at least the others have made calls
   */
  record Deaf(
      OptionalLong windowNs, List<Integer> ranks, SortedMap<Integer, Place> places, long forNs)
      implements ReplicaEvent {

    public Deaf {
      ranks = List.copyOf(ranks);
      places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
    }
  }

  /** The replica's time has come to {@code timeNs}: windows that end by then can be reported. */
  record TimeReached(long timeNs) implements ReplicaEvent {}

  /** Windows that end by {@code timeNs} take no more corrections. */
  record WindowsClosed(long timeNs) implements ReplicaEvent {}
}
