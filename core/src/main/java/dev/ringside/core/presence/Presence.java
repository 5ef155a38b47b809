package dev.ringside.core.presence;

import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Standstill;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tells four kinds of silence apart. A live replica is idle while its ranks go on saying how far
 * their time has come and no pass ends; it is gone when nothing comes from any of them for the rank
 * timeout; it is hung when ranks report and stand still at a call; and ranks are unseen, their
 * agents deaf, when they report while only others make calls. All in the broker's time. Each is
 * told once a window, going once until something comes again.
 *
 * <p>Only a replica whose agents have sent a heartbeat can be any of these: the silence of agents
 * that send calls alone means nothing. Not thread-safe.
 */
public final class Presence {

  private static final int MOST_PLACES = 8;

  /**
   * As data, for checkpoints.
   *
   * @param beats true once a heartbeat has come
   * @param gone true if nothing has come since the replica was told to be gone
   * @param toldUntilNs windows that end by then need not be told to be idle
   * @param lookedNs up to here, in the broker's time, it was looked who hangs
   */
  public record State(
      boolean beats, boolean gone, long toldUntilNs, long lookedNs, Signs.State signs) {

    public static final State NONE =
        new State(false, false, Long.MIN_VALUE, Long.MIN_VALUE, Signs.State.NONE);
  }

  private final WindowRule windows;
  private final Signs signs;
  private boolean beats;
  private boolean gone;
  private long toldUntilNs;
  private long lookedNs;

  public Presence(WindowRule windows, State before) {
    this.windows = windows;
    beats = before.beats();
    gone = before.gone();
    toldUntilNs = before.toldUntilNs();
    lookedNs = before.lookedNs();
    signs = new Signs(before.signs());
  }

  /** Something has come. */
  public void hear(boolean heartbeat) {
    beats |= heartbeat;
    gone = false;
  }

  /** A batch of a live rank has come. */
  public void hear(Signs.Said said) {
    signs.hear(said);
  }

  /** The run of the live agents is over. */
  public void forgetRanks() {
    signs.clear();
  }

  /**
   * What a look at the ranks needs to know.
   *
   * @param nowNs the broker's time
   * @param sinceNs ranks heard since then report
   * @param leastNs how long ranks must stand still, or make no calls, to be told of
   * @param expected ranks that must be there
   * @param passesKnown true if a whole pass of the replica has been seen
   */
  public record Look(
      long nowNs, long sinceNs, long leastNs, Collection<Integer> expected, boolean passesKnown) {}

  /**
   * True the first time in each window of the broker's time: then it is time to look who hangs, and
   * to tell who is unseen.
   */
  public boolean isDue(Look look) {
    long startNs = windows.startOf(look.nowNs());
    boolean due = beats && startNs > lookedNs;
    lookedNs = Math.max(lookedNs, startNs);
    return due;
  }

  /** The call at which ranks have stood for long enough. */
  public Optional<Standstill> standstill(Look look) {
    return signs.standstill(
        look.nowNs(), look.leastNs(), look.sinceNs(), look.expected(), look.passesKnown());
  }

  /** Ranks whose agents are deaf, ascending. */
  public List<Integer> unseen(Look look) {
    return beats ? signs.unseen(look.nowNs(), look.leastNs()) : List.of();
  }

  /** True if ranks stand where they would hang if they stood there for long. */
  public boolean mayHang(Look look) {
    return signs
        .standstill(look.nowNs(), 0, look.sinceNs(), look.expected(), look.passesKnown())
        .isPresent();
  }

  /** Where these ranks run, of those that are known: some of them, in order. */
  public SortedMap<Integer, Place> placesOf(Collection<Integer> some) {
    SortedMap<Integer, Place> places = new TreeMap<>();
    some.stream()
        .limit(MOST_PLACES)
        .filter(rank -> !signs.placeOf(rank).text().isEmpty())
        .forEach(rank -> places.put(rank, signs.placeOf(rank)));
    return places;
  }

  /** The start of the last whole window that all ranks that report have come over. */
  public long windowNs(long sinceNs) {
    return windows.startOf(signs.markNs(sinceNs)) - windows.lengthNs();
  }

  /** Before this time {@link #idleWindow} has nothing to tell, nor to remember. */
  public long idleDueNs(long latestNs) {
    boolean begins = toldUntilNs == Long.MIN_VALUE && latestNs == Long.MIN_VALUE;
    if (!beats || begins) {
      return beats ? Long.MIN_VALUE + 1 : Long.MAX_VALUE;
    }
    long passedNs =
        latestNs == Long.MIN_VALUE ? latestNs : windows.endOf(windows.startOf(latestNs));
    return Math.max(toldUntilNs, passedNs) + windows.lengthNs();
  }

  /**
   * The start of the last whole window before {@code timeNs} if no pass has ended in it or since.
   * The window in which a replica is first heard is not whole.
   *
   * @param latestNs end of the latest pass that came; the least number if none has
   */
  public OptionalLong idleWindow(long timeNs, long latestNs) {
    if (!beats || timeNs == Long.MAX_VALUE || timeNs == Long.MIN_VALUE) {
      return OptionalLong.empty();
    }
    long endNs = windows.startOf(timeNs);
    if (toldUntilNs == Long.MIN_VALUE && latestNs == Long.MIN_VALUE) {
      toldUntilNs = windows.endOf(endNs);
    }
    long startNs = endNs - windows.lengthNs();
    if (startNs < toldUntilNs || startNs <= latestNs) {
      return OptionalLong.empty();
    }
    toldUntilNs = endNs;
    return OptionalLong.of(startNs);
  }

  /** True if nothing has come for so long, and that was not told yet. */
  public boolean goes(long readNs, long heardNs, long timeoutNs) {
    long dueNs = dueNs(heardNs, timeoutNs);
    boolean goes = dueNs != Long.MAX_VALUE && readNs >= dueNs;
    gone |= goes;
    return goes;
  }

  /** When the replica is gone if nothing comes; the end of time if that is not to be told. */
  public long dueNs(long heardNs, long timeoutNs) {
    boolean due = beats && !gone && heardNs <= Long.MAX_VALUE - timeoutNs;
    return due ? heardNs + timeoutNs : Long.MAX_VALUE;
  }

  public State state() {
    return new State(beats, gone, toldUntilNs, lookedNs, signs.state());
  }
}
