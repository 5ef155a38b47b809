package dev.ringside.simulator.record;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.cluster.GroupCall;
import dev.ringside.simulator.cluster.GroupKind;
import dev.ringside.simulator.cluster.HostClock;
import dev.ringside.simulator.cluster.Witness;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * The agent of one rank: sees the rank's calls by its host's clock and sends them in batches.
 *
 * <p>Memory: the calls since the last flush, 28 bytes each, and a dictionary that is emptied once
 * it holds {@value #DICTIONARY} kinds of calls.
 */
public abstract class RankRecorder implements Witness {

  static final int MAX_CALLS_A_BATCH = 10_000;
  private static final int DICTIONARY = 512;
  private static final String AGENT = "ringside-simulator";

  final RecorderPlace place;
  final CallColumns columns = new CallColumns(1024);
  private final long[] counters = new long[GroupKind.values().length * SLOTS];
  private SignatureTable signatures = new SignatureTable();
  private int edition = 1;
  private int starts;
  private long batchSequence;
  private boolean watching = true;
  private long sent;
  private long hidden;
  private long unwatched;
  private long lost;

  /** A communicator counts by function: one counter for each group and collective. */
  static final int SLOTS = 16;

  RankRecorder(RecorderPlace place) {
    this.place = place;
  }

  @Override
  public int edition() {
    return edition;
  }

  @Override
  public int idOf(CallSignature signature) {
    return signatures.idOf(signature);
  }

  @Override
  public final void record(GroupCall call, int member, int id, long startNs, long endNs) {
    if (!watching) {
      unwatched++;
      return;
    }
    see(call, member, id, startNs, endNs);
  }

  /** A call while the agent is alive. */
  abstract void see(GroupCall call, int member, int id, long startNs, long endNs);

  /**
   * Takes what was seen up to {@code nowNs} into the columns.
   *
   * @param last nothing will be seen after this
   */
  abstract void gather(long nowNs, boolean last);

  /** What was seen and not yet gathered is gone; returns how many calls. */
  abstract long forget();

  void hide(long calls) {
    hidden += calls;
  }

  HostClock clock() {
    return place.clock();
  }

  /** The next number of a call, and the counter stays where it is if it is frozen. */
  long number(GroupCall call, boolean frozen) {
    int counter = call.group().kind().ordinal() * SLOTS + call.collective().ordinal();
    return frozen ? counters[counter] : counters[counter]++;
  }

  /** Sends what was seen since the last flush. */
  public void flush(long nowNs, SimulatedBatches out, Dice loss, double lossShare)
      throws BrokenOutputException, InterruptedException {
    if (!watching) {
      return;
    }
    gather(nowNs, false);
    for (int from = 0; from < columns.size(); from += MAX_CALLS_A_BATCH) {
      int to = Math.min(columns.size(), from + MAX_CALLS_A_BATCH);
      if (lossShare > 0 && loss.unit() < lossShare) {
        lost += to - from;
        batchSequence++;
      } else {
        write(from, to, false, nowNs, out);
      }
    }
    clear();
  }

  /** The end of the stream: what is left, and the word that nothing follows. */
  public void end(long nowNs, SimulatedBatches out)
      throws BrokenOutputException, InterruptedException {
    if (!watching && !place.declared()) {
      return;
    }
    gather(nowNs, true);
    int from = 0;
    for (; from + MAX_CALLS_A_BATCH < columns.size(); from += MAX_CALLS_A_BATCH) {
      write(from, from + MAX_CALLS_A_BATCH, false, nowNs, out);
    }
    write(from, columns.size(), true, nowNs, out);
    clear();
  }

  private void write(int from, int to, boolean end, long nowNs, SimulatedBatches out)
      throws BrokenOutputException, InterruptedException {
    out.write(header(end, nowNs), signatures, columns, from, to);
    sent += to - from;
    batchSequence++;
  }

  private BatchHeader header(boolean end, long nowNs) {
    long emptyAtNs = clock().reads(nowNs);
    return new BatchHeader(
        place.deployment(),
        place.replica(),
        place.rank(),
        AGENT,
        place.runId() + (starts > 0 && !place.declared() ? "-r" + starts : ""),
        place.host(),
        batchSequence,
        "simulated",
        place.startUnitNs(),
        place.durationUnitNs(),
        end,
        place.runRanks(),
        new TreeMap<>(),
        0,
        emptyAtNs,
        emptyAtNs);
  }

  private void clear() {
    columns.clear();
    if (signatures.size() >= DICTIONARY) {
      signatures = new SignatureTable();
      edition++;
    }
  }

  /** The agent dies, and with it what it had not sent. */
  public void die() {
    unwatched += columns.size() + forget();
    columns.clear();
    watching = false;
  }

  /**
   * The agent (or, with the rank, its communicators) restarts. A live one then numbers its batches
   * from the start under another run; within a declared run one number is left out if calls went
   * unseen.
   */
  public void restart() {
    starts++;
    batchSequence = place.declared() ? batchSequence + (watching ? 0 : 1) : 0;
    watching = true;
    Arrays.fill(counters, 0);
  }

  public boolean isWatching() {
    return watching;
  }

  /** What became of this rank's calls; of those not flushed yet nothing has. */
  public SeenCalls seen() {
    long made = sent + hidden + unwatched + lost + columns.size();
    return new SeenCalls(made, sent, hidden, unwatched, lost);
  }
}
