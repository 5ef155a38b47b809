package dev.ringside.agent.loop;

import dev.ringside.agent.delivery.Outlet;
import dev.ringside.agent.progress.OpenCalls;
import dev.ringside.agent.progress.Standings;
import dev.ringside.agent.progress.Stuck;
import dev.ringside.core.account.RejectReason;
import dev.ringside.core.batch.BatchContents;
import dev.ringside.core.batch.BatchCutter;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.progress.OpenCall;
import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Progress;
import dev.ringside.core.progress.Standing;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.topic.RecordKey;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One rank's calls on their way into batches. Cost of a call: four writes into columns, no object.
 *
 * <p>Memory: at most {@value #MOST_HELD} calls are held back; with more, the oldest go out early.
 */
final class RankFeed implements RankCalls {

  private static final Logger LOG = LoggerFactory.getLogger(RankFeed.class);

  static final int MOST_HELD = 200_000;

  private static final long END_OF_TIME = 1L << 62;
  private static final int UNKNOWN_SIGNATURE = -1;
  private static final int COARSE_NS = 1000;

  private final Standings standings = new Standings();
  private final OpenCalls open = new OpenCalls();
  private final BatchUnits units;
  private final RecordKey key;
  private final Outlet outlet;
  private final CallBatchEncoder encoder;
  private final AgentCounts counts;
  private final BatchCutter cutter;
  private final SignatureTable signatures = new SignatureTable();

  private BatchOrigin origin;
  private CallColumns calls = new CallColumns();
  private CallColumns later = new CallColumns();
  private long unnumbered;
  private long taken;
  private long sentUpToNs = Long.MIN_VALUE;
  private String remarked = "";

  RankFeed(
      BatchOrigin origin,
      BatchUnits units,
      Outlet outlet,
      CallBatchEncoder encoder,
      AgentCounts counts) {
    this.origin = origin;
    this.units = units;
    this.outlet = outlet;
    this.encoder = encoder;
    this.counts = counts;
    key = new RecordKey(origin.deployment(), origin.replica(), origin.rank());
    cutter = new BatchCutter(origin, units, BatchCutter.USUAL_CALLS, BatchCutter.ANY_SPAN);
  }

  @Override
  public int idOf(CallSignature signature) {
    return signatures.size() < Bound.SIGNATURES.most()
        ? signatures.idOf(signature)
        : UNKNOWN_SIGNATURE;
  }

  @Override
  public void add(int signature, long startNs, long durationNs, long sequence) {
    if (durationNs < 0) {
      reject(RejectReason.DUR_NEGATIVE.label(), 1);
    } else if (startNs < 0
        || startNs > END_OF_TIME - durationNs
        || durationNs > BatchCutter.MOST_SPAN_NS) {
      reject(RejectReason.TIME_OUT_OF_RANGE.label(), 1);
    } else if (signature == UNKNOWN_SIGNATURE) {
      reject("too_many_signatures", 1);
    } else {
      calls.add(signature, startNs, durationNs, sequence < 0 ? unnumbered++ : sequence);
      if (sequence >= 0) {
        standings.note(signature, sequence, startNs + durationNs);
      }
      taken++;
      if (calls.size() >= MOST_HELD) {
        send(calls.size() / 2, false);
      }
    }
  }

  @Override
  public void reject(String reason, long events) {
    cutter.reject(reason, events);
    counts.rejected(reason, events);
  }

  @Override
  public void remark(String sentence) {
    if (!sentence.equals(remarked)) {
      remarked = sentence;
      LOG.info("rank {}: {}", origin.rank(), sentence);
    }
  }

  @Override
  public void open(List<OpenCall> now) {
    open.tell(now);
  }

  @Override
  public void member(String hash, int member, Communicator communicator) {
    open.memberOf(hash, member, communicator);
  }

  /** Takes those of the stuck calls that are the rank's own for open, in place of those before. */
  void stand(Stuck now) {
    open.stand(now);
  }

  /** Where the rank runs now; another process than before counts from the beginning again. */
  void runsAt(Place said) {
    Sight known = origin.place().sight();
    Place place = said.sight() == Sight.UNKNOWN ? said.by(known) : said;
    if (!place.equals(origin.place())) {
      if (place.pid() != origin.place().pid() && origin.place().pid() > 0) {
        standings.clear();
        open.clear();
      }
      origin = origin.at(place);
      cutter.moveTo(place);
    }
  }

  private Progress progress() {
    List<Standing> ended = standings.all(signatures);
    return new Progress(ended, open.all(ended).stream().limit(Bound.OPEN_CALLS.most()).toList());
  }

  /** Tells the counts of the calls since the last time: not one by one. */
  void count() {
    counts.parsed(taken);
    taken = 0;
  }

  /**
   * Makes batches of all calls that ended by {@code untilNs}.
   *
   * @param coarse true to send times in microseconds, at a third of the bytes
   * @return true if at least one batch was made
   */
  boolean sendUntil(long untilNs, boolean coarse) {
    calls.sortByStart();
    int row = 0;
    while (row < calls.size() && calls.endNs(row) <= untilNs) {
      row++;
    }
    return send(fitsIntoABatch(row) ? row : calls.size(), coarse);
  }

  /** Calls that lie hours ahead cannot be held back: a state has one batch for them. */
  private boolean fitsIntoABatch(int from) {
    return from == calls.size()
        || calls.lastEndNs(from, calls.size()) - calls.startNs(from) <= BatchCutter.MOST_SPAN_NS;
  }

  /** Sends the first rows; those that stay move to the front. */
  private boolean send(int rows, boolean coarse) {
    calls.sortByStart();
    CallColumns rest = later;
    for (int row = rows; row < calls.size(); row++) {
      rest.add(
          calls.signature(row), calls.startNs(row), calls.durationNs(row), calls.sequence(row));
    }
    boolean any = stage(first(rows), coarse);
    calls.clear();
    later = calls;
    calls = rest;
    return any;
  }

  private CallColumns first(int rows) {
    if (rows == calls.size()) {
      return calls;
    }
    CallColumns first = new CallColumns(rows);
    for (int row = 0; row < rows; row++) {
      first.add(
          calls.signature(row), calls.startNs(row), calls.durationNs(row), calls.sequence(row));
    }
    return first;
  }

  private boolean stage(CallColumns rows, boolean coarse) {
    boolean any = false;
    for (Iterator<BatchCutter.Cut> cuts = cutter.cut(rows, false, 0); cuts.hasNext(); ) {
      BatchCutter.Cut cut = cuts.next();
      BatchHeader header = coarse ? cut.header().in(coarser()) : cut.header();
      Progress said = cuts.hasNext() ? Progress.NONE : progress();
      outlet.stage(
          key, encoder.encode(header, signatures, rows, cut.from(), cut.to(), said), cut.size());
      if (cut.size() > 0) {
        sentUpToNs = Math.max(sentUpToNs, rows.lastEndNs(cut.from(), cut.to()));
      }
      any = true;
    }
    return any;
  }

  private BatchUnits coarser() {
    return new BatchUnits(units.clock(), COARSE_NS, COARSE_NS);
  }

  /**
   * Says that the rank is there, how far it has come, and that all its calls up to {@code markNs}
   * have been sent.
   */
  void heartbeat(long markNs) {
    long mark = Math.max(markNs, sentUpToNs);
    BatchHeader header =
        new BatchHeader(
            origin.withRunId(cutter.runId()),
            units,
            cutter.next(),
            false,
            new BatchContents(Collections.emptySortedMap(), 0, mark, mark));
    cutter.skip();
    outlet.stage(key, encoder.encode(header, signatures, calls, 0, 0, progress()), 0);
    counts.heartbeat();
  }

  void restart(String runId) {
    cutter.restart(runId);
  }

  /** For another start: held-back calls, and how far the rank has come, travel with the state. */
  AgentState.RankState state() {
    Progress progress = progress();
    byte[] held =
        calls.size() == 0 && progress.isEmpty()
            ? new byte[0]
            : encoder.encode(heldHeader(), signatures, calls, 0, calls.size(), progress);
    return new AgentState.RankState(origin.rank(), origin.host(), cutter.next(), held);
  }

  private BatchHeader heldHeader() {
    return new BatchHeader(origin, units, 0, false, new BatchContents(new TreeMap<>(), 0, 0, 0));
  }

  /**
   * @param sameRun false if the batches count from 0 again
   */
  void resume(AgentState.RankState state, boolean sameRun) {
    if (sameRun) {
      cutter.resume(state.nextSequence());
    }
    if (state.held().length == 0) {
      return;
    }
    try {
      CallBatch held = CallBatchDecoder.decode(state.held());
      runsAt(held.header().origin().place());
      standings.resume(held.progress().standings());
      CallColumns rows = held.calls();
      for (int row = 0; row < rows.size(); row++) {
        add(
            signatures.idOf(held.signatures().get(rows.signature(row))),
            rows.startNs(row),
            rows.durationNs(row),
            rows.sequence(row));
      }
      taken = 0;
    } catch (MalformedRecordException e) {
      throw new IllegalStateException("a state that this agent wrote: " + e.getMessage(), e);
    }
  }
}
