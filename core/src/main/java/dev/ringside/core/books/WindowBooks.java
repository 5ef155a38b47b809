package dev.ringside.core.books;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.desk.ReplicaPasses;
import dev.ringside.core.iteration.DifferentSteps;
import dev.ringside.core.observation.Journal;
import dev.ringside.core.observation.Journal.Heading;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.PhaseRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One event-time window of a replica while it is open: what was posted to it, and the journals of
 * what has come since.
 *
 * <p>Bound: ranks × kinds of calls, in the sum and in each journal; one journal a run and
 * deployment. Not thread-safe.
 */
public final class WindowBooks {

  private final long startNs;
  private Observation posted;
  private final List<Journal> journals;
  private final TreeSet<Integer> incomplete;
  private EnginePasses told;
  private final SortedMap<Integer, DifferentSteps> different;
  private boolean reported;

  public WindowBooks(long startNs) {
    this(startNs, new Observation(), List.of(), List.of(), EnginePasses.NONE, Map.of(), false);
  }

  /** Goes on from these sums. */
  public WindowBooks(
      long startNs,
      Observation posted,
      List<Journal> journals,
      Collection<Integer> incomplete,
      EnginePasses told,
      Map<Integer, DifferentSteps> different,
      boolean reported) {
    this.startNs = startNs;
    this.posted = posted;
    this.journals = new ArrayList<>(journals);
    this.incomplete = new TreeSet<>(incomplete);
    this.told = told;
    this.different = new TreeMap<>(different);
    this.reported = reported;
  }

  /**
   * True if passes of this shape, with their kinds of calls, keep the window within {@link
   * Bound#WINDOW_SHAPES} and {@link Bound#WINDOW_KINDS}.
   */
  boolean hasRoomFor(PassShape shape, ReplicaPasses passes) {
    return (Bound.WINDOW_SHAPES.allows(held(Observation::passes) + 1)
            || observations().anyMatch(seen -> seen.passes().containsKey(shape)))
        && hasRoomForKinds(shape.phase(), passes.parts());
  }

  /** The same for calls that belong to no pass. */
  boolean hasRoomFor(BlockPart calls) {
    return hasRoomForKinds(PhaseRule.UNKNOWN, List.of(calls));
  }

  /** Counts first: only a window that is nearly full is looked through. */
  private boolean hasRoomForKinds(PhaseRule phase, List<BlockPart> parts) {
    long held = held(Observation::tallies);
    long most = parts.stream().mapToLong(part -> part.block().kinds().size()).sum();
    if (Bound.WINDOW_KINDS.allows(held + most)) {
      return true;
    }
    long fresh =
        parts.stream()
            .flatMap(part -> part.block().kinds().stream())
            .distinct()
            .map(kind -> new Observation.Key(phase, kind))
            .filter(key -> observations().noneMatch(seen -> seen.tallies().containsKey(key)))
            .count();
    return Bound.WINDOW_KINDS.allows(held + fresh);
  }

  private long held(Function<Observation, Map<?, ?>> part) {
    return observations().mapToLong(seen -> part.apply(seen).size()).sum();
  }

  private Stream<Observation> observations() {
    return Stream.concat(Stream.of(posted), journals.stream().map(Journal::observation));
  }

  /** The journal to enter calls in; the window then has something to report. */
  Journal journal(Heading heading) {
    reported = false;
    for (Journal journal : journals) {
      if (journal.heading().equals(heading)) {
        return journal;
      }
    }
    Journal journal = new Journal(heading);
    journals.add(journal);
    return journal;
  }

  /** Some of the window's passes were settled without these ranks. */
  void miss(Collection<Integer> ranks) {
    incomplete.addAll(ranks);
  }

  /** The engine's list of its passes, beside those that are entered. */
  void tell(EnginePasses passes) {
    told = told.plus(passes);
    reopen();
  }

  /** The engine told of steps of a rank otherwise than its calls show them. */
  void differ(int rank, DifferentSteps steps) {
    different.merge(rank, steps, DifferentSteps::plus);
    reopen();
  }

  /** Something is to be said in this window, though no calls were entered. */
  void reopen() {
    reported = false;
  }

  /**
   * Adds the journals to the window's sum and hands them out. The first sum of a window is nearly
   * always that of one journal, which is taken over uncopied.
   */
  List<Journal> post() {
    List<Journal> fresh = List.copyOf(journals);
    if (posted.isEmpty() && fresh.size() == 1) {
      posted = fresh.get(0).observation();
    } else {
      fresh.forEach(journal -> posted.merge(journal.observation()));
    }
    journals.clear();
    return fresh;
  }

  void markReported() {
    reported = true;
  }

  public long startNs() {
    return startNs;
  }

  /** Everything seen in the window but for what is still in {@link #journals}. */
  public Observation posted() {
    return posted;
  }

  /** What came since the last {@link #post}. */
  public List<Journal> journals() {
    return journals;
  }

  /** Ranks without which passes of the window were settled, ascending. */
  public Collection<Integer> incomplete() {
    return incomplete;
  }

  /** What the engine told of the window; {@link EnginePasses#NONE} if nothing yet. */
  public EnginePasses told() {
    return told;
  }

  /** By rank, steps whose calls show other numbers than the engine told. */
  public SortedMap<Integer, DifferentSteps> different() {
    return Collections.unmodifiableSortedMap(different);
  }

  /** True if nothing came since the last report of it. */
  public boolean isReported() {
    return reported;
  }
}
