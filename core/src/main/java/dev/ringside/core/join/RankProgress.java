package dev.ringside.core.join;

import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.stream.RankEvent.Heard;

/**
 * How far one rank of a run has come, and when it was last heard. Not thread-safe.
 *
 * <p>A rank is <em>numbered</em> once it is known which of the replica's passes its own first pass
 * is. It is <em>silent</em> once a pass was settled without it; the next pass that it delivers ends
 * that.
 */
public final class RankProgress {

  private static final long NO_PASS = -1;
  private static final long NOT_KNOWN = Long.MIN_VALUE;

  private String runId;
  private long offset;
  private boolean numbered;
  private long lastIndex = NO_PASS;
  private boolean ended;
  private boolean gap;
  private boolean silent;
  private long heardNs = Long.MIN_VALUE;
  private long markNs = Long.MIN_VALUE;
  private long aheadNs = NOT_KNOWN;
  private boolean owesFirst = true;

  private RankProgress(String runId, boolean numbered) {
    this.runId = runId;
    this.numbered = numbered;
  }

  /** A rank of a declared run, whose first pass is the run's. */
  static RankProgress declared(String runId) {
    return new RankProgress(runId, true);
  }

  /** A live rank, whose first pass may be any. */
  static RankProgress live(String runId) {
    return new RankProgress(runId, false);
  }

  /**
   * A rank's progress as data, for checkpoints.
   *
   * @param runId the run the rank's passes are numbered in
   * @param offset added to the rank's own pass numbers, so that ranks are in step
   * @param lastIndex the last pass delivered, offset included; −1 before the first
   * @param ended true once its end-of-stream batch has come
   * @param gap true if a batch of it is missing
   * @param heardNs when the broker appended its last batch
   * @param markNs by its own clock: what ended before has been sent
   * @param aheadNs how far the replica's time is ahead of the rank's own; the least of all times
   *     before a pass of it was joined
   * @param owesFirst true if it has delivered no pass of its run yet
   */
  public record Snapshot(
      String runId,
      long offset,
      boolean numbered,
      long lastIndex,
      boolean ended,
      boolean gap,
      boolean silent,
      long heardNs,
      long markNs,
      long aheadNs,
      boolean owesFirst) {}

  static RankProgress of(Snapshot before) {
    RankProgress progress = new RankProgress(before.runId(), before.numbered());
    progress.offset = before.offset();
    progress.lastIndex = before.lastIndex();
    progress.ended = before.ended();
    progress.gap = before.gap();
    progress.silent = before.silent();
    progress.heardNs = before.heardNs();
    progress.markNs = before.markNs();
    progress.aheadNs = before.aheadNs();
    progress.owesFirst = before.owesFirst();
    return progress;
  }

  Snapshot snapshot() {
    return new Snapshot(
        runId, offset, numbered, lastIndex, ended, gap, silent, heardNs, markNs, aheadNs,
        owesFirst);
  }

  void hear(Heard heard) {
    heardNs = Math.max(heardNs, heard.appendedNs());
    markNs = Math.max(markNs, heard.untilNs());
  }

  /** The agent has begun a new run: its passes are counted from 0 again. */
  void restart(String newRunId) {
    runId = newRunId;
    ended = false;
    owesFirst = true;
    unnumber();
  }

  /** It is no longer known which of the replica's passes the next one is. */
  void unnumber() {
    numbered = false;
  }

  /** Its numbers may have been wrong, and with them what they told of its clock. */
  void doubt() {
    unnumber();
    aheadNs = NOT_KNOWN;
  }

  /** True if the numbers are others than before. */
  boolean number(long newOffset) {
    boolean changed = offset != newOffset;
    offset = newOffset;
    numbered = true;
    return changed;
  }

  void deliver(PassBlock numberedBlock) {
    lastIndex = Math.max(lastIndex, numberedBlock.endIndex() - 1);
    silent = false;
    owesFirst = false;
  }

  void end() {
    ended = true;
  }

  void missBatches() {
    gap = true;
  }

  void giveUp() {
    silent = true;
  }

  /** It is waited for again, as the replica as a whole had been idle. */
  void expectAgain() {
    silent = false;
  }

  /** Its pass ended at {@code ownNs} by its own clock and at {@code replicaNs} for the replica. */
  void noteJoined(long ownNs, long replicaNs) {
    aheadNs = replicaNs - ownNs;
  }

  String runId() {
    return runId;
  }

  long offset() {
    return offset;
  }

  boolean isNumbered() {
    return numbered;
  }

  long lastIndex() {
    return lastIndex;
  }

  boolean ended() {
    return ended;
  }

  boolean isSilent() {
    return silent;
  }

  long heardNs() {
    return heardNs;
  }

  /** True if {@link #aheadNs} is known. */
  boolean isTimed() {
    return aheadNs != NOT_KNOWN;
  }

  /** How far the replica's time is ahead of the rank's own; 0 if that is not known. */
  long aheadNs() {
    return isTimed() ? aheadNs : 0;
  }

  /** In the replica's time: what ended before has been sent. */
  long markNs() {
    return markNs == Long.MIN_VALUE ? markNs : markNs + aheadNs();
  }

  /**
   * True if it has been heard in its run and has delivered none of its passes: the first shows only
   * with the second, however long after, whether the agent saw all of it.
   */
  boolean owesFirst() {
    return owesFirst && heardNs != Long.MIN_VALUE && !ended;
  }

  /** What ended before has been sent, by the rank's own clock. */
  long bareMarkNs() {
    return markNs;
  }

  boolean hasNoPass() {
    return lastIndex == NO_PASS;
  }

  /** True if it ended without a gap and at most one pass before {@code longest}. */
  boolean isComplete(long longest) {
    return ended && !gap && lastIndex >= longest - 1;
  }
}
