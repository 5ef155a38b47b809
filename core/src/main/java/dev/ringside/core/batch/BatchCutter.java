package dev.ringside.core.batch;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.progress.Place;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Cuts one rank's calls into numbered batches: a replay, a simulated agent and a real one cut alike
 * because they all cut here.
 *
 * <p>Rules: a batch holds at most so many calls, and only calls that start within so long of its
 * first one; none spans more than {@link Bound#BATCH_SECONDS}. A caller that flushes by time cuts
 * what it has. Numbers count from 0 without gaps, unless one is left out on purpose. The last batch
 * of a stream ends it, and is empty if nothing is left to send. Refused events travel on the next
 * batch.
 *
 * <p>Cost: one header a batch, nothing a call. Not thread-safe.
 */
public final class BatchCutter {

  /** As many calls as a batch of an agent or a replay holds at most. */
  public static final int USUAL_CALLS = 10_000;

  /** For batches that may span any time within {@link #MOST_SPAN_NS}. */
  public static final long ANY_SPAN = Long.MAX_VALUE;

  /** From the first start in a batch to its last end: the bound, less what rounding may add. */
  public static final long MOST_SPAN_NS = (Bound.BATCH_SECONDS.most() - 1) * 1_000_000_000L;

  private final BatchUnits units;
  private final int mostCalls;
  private final long spanNs;
  private final SortedMap<String, Long> rejected = new TreeMap<>();
  private BatchOrigin origin;
  private long sequence;

  /**
   * One batch: rows {@code from} to {@code to}, exclusive.
   *
   * @param header number of calls and times are left to the encoder, which knows them
   */
  public record Cut(BatchHeader header, int from, int to) {

    public int size() {
      return to - from;
    }
  }

  /**
   * @param mostCalls of one batch, at least 1
   * @param spanNs exclusive bound from the first start in a batch to its last
   */
  public BatchCutter(BatchOrigin origin, BatchUnits units, int mostCalls, long spanNs) {
    this.origin = origin;
    this.units = units;
    this.mostCalls = mostCalls;
    this.spanNs = spanNs;
  }

  /** Counts events that would have been calls; the next batch tells of them. */
  public void reject(String reason, long events) {
    rejected.merge(reason, events, Math::addExact);
  }

  /** Leaves one number out: a gap is how a stream says that calls are missing. */
  public void skip() {
    sequence++;
  }

  public String runId() {
    return origin.runId();
  }

  /** The number that the next batch will have. */
  public long next() {
    return sequence;
  }

  /** Goes on where another cutter of the same stream had come to. */
  public void resume(long nextSequence) {
    sequence = nextSequence;
  }

  /** The rank runs elsewhere from here on. */
  public void moveTo(Place place) {
    origin = origin.at(place);
  }

  /** Goes on as another start of the agent, whose batches count from 0. */
  public void restart(String runId) {
    origin = origin.withRunId(runId);
    sequence = 0;
  }

  /**
   * Cuts all rows, in their order, one batch at each step of the iterator. A batch whose step was
   * taken has used up its number, whether it is sent or not.
   *
   * @param calls must keep its rows until the iterator is through
   * @param last true if no call follows: the last batch ends the stream, and there is one
   * @param emptyAtNs the time of a batch without calls
   */
  public Iterator<Cut> cut(CallColumns calls, boolean last, long emptyAtNs) {
    return new Cuts(calls, last, emptyAtNs);
  }

  private final class Cuts implements Iterator<Cut> {

    private final CallColumns calls;
    private final boolean last;
    private final long emptyAtNs;
    private int row;
    private boolean ended;

    Cuts(CallColumns calls, boolean last, long emptyAtNs) {
      this.calls = calls;
      this.last = last;
      this.emptyAtNs = emptyAtNs;
    }

    @Override
    public boolean hasNext() {
      return row < calls.size() || (last && !ended) || !rejected.isEmpty();
    }

    @Override
    public Cut next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int from = row;
      row = endOfBatch(from);
      ended = last && row == calls.size();
      return new Cut(header(), from, row);
    }

    private int endOfBatch(int from) {
      int most = Math.min(calls.size(), from + mostCalls);
      long firstNs = Long.MAX_VALUE;
      long lastNs = Long.MIN_VALUE;
      for (int row = from; row < most; row++) {
        firstNs = Math.min(firstNs, calls.startNs(row));
        lastNs = Math.max(lastNs, calls.endNs(row));
        boolean within =
            calls.startNs(row) - calls.startNs(from) < spanNs && lastNs - firstNs <= MOST_SPAN_NS;
        if (!within && row > from) {
          return row;
        }
      }
      return most;
    }

    private BatchHeader header() {
      BatchContents contents = new BatchContents(rejected, 0, emptyAtNs, emptyAtNs);
      rejected.clear();
      return new BatchHeader(origin, units, sequence++, ended, contents);
    }
  }
}
