package dev.ringside.ingest.recording;

import dev.ringside.core.batch.BatchCutter;
import dev.ringside.core.batch.BatchCutter.Cut;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.iteration.Iteration;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/**
 * Traces in memory as the agents of their ranks would have sent them: batches in the order of their
 * first call, the ranks interleaved, each rank's stream numbered from 0.
 *
 * <p>A batch spans less than 500 ms of event time, so that ranks sharing a partition never lag one
 * another by more.
 *
 * @param traces by rank, at least one
 */
public record TraceRecording(List<RankTrace> traces) implements Recording {

  private static final long SPAN_NS = 500_000_000L;

  /** Where a rank without calls is in time: after all others. */
  private static final long IDLE_NS = Long.MAX_VALUE;

  /** A pass that only receives may be over before its step begins. */
  private static final long EARLY_NS = 1_000_000_000L;

  private static final BatchUnits RECORDED = new BatchUnits("recorded", 1, 1);

  public TraceRecording {
    traces = List.copyOf(traces);
  }

  @Override
  public List<Integer> ranks() {
    return traces.stream().map(RankTrace::rank).toList();
  }

  @Override
  public Path source(int rank) {
    return traces.stream().filter(trace -> trace.rank() == rank).findFirst().orElseThrow().source();
  }

  @Override
  public OptionalInt worldSize() {
    return traces.stream().map(RankTrace::worldSize).flatMapToInt(OptionalInt::stream).findFirst();
  }

  @Override
  public OptionalInt replicaOf(int rank) {
    return OptionalInt.empty();
  }

  @Override
  public long calls() {
    return traces.stream().mapToLong(trace -> trace.calls().size()).sum();
  }

  @Override
  public long firstStartNs() {
    return traces.stream()
        .map(RankTrace::calls)
        .filter(calls -> calls.size() > 0)
        .mapToLong(calls -> calls.startNs(0))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  @Override
  public long lastEndNs() {
    return traces.stream()
        .map(RankTrace::calls)
        .mapToLong(calls -> calls.lastEndNs(0, calls.size()))
        .max()
        .orElse(Long.MIN_VALUE);
  }

  @Override
  public int unitNs() {
    return 1;
  }

  @Override
  public List<String> remarks() {
    return traces.stream()
        .flatMap(trace -> trace.remarks().stream().map(remark -> trace.source() + ": " + remark))
        .toList();
  }

  @Override
  public BatchFeed batches() {
    PriorityQueue<RankBatches> queue =
        new PriorityQueue<>(
            Comparator.comparingLong(RankBatches::nextStartNs)
                .thenComparingInt(rank -> rank.trace.rank()));
    traces.forEach(trace -> queue.add(new RankBatches(trace)));
    return new Interleaved(queue);
  }

  private record Interleaved(PriorityQueue<RankBatches> queue) implements BatchFeed {

    @Override
    public Optional<RecordedBatch> next() {
      RankBatches rank = queue.poll();
      if (rank == null) {
        return Optional.empty();
      }
      RecordedBatch batch = rank.next();
      if (rank.cuts.hasNext()) {
        queue.add(rank);
      }
      return Optional.of(batch);
    }

    @Override
    public void close() {}
  }

  /**
   * One rank's batches on their way out. Damaged events travel on the first one, so that they count
   * even if a replay is stopped.
   */
  private static final class RankBatches {

    private final RankTrace trace;
    private final Iterator<Cut> cuts;
    private int nextRow;
    private int nextStep;

    RankBatches(RankTrace trace) {
      this.trace = trace;
      BatchCutter cutter =
          new BatchCutter(
              new BatchOrigin("", 0, trace.rank(), "", "", trace.place(), List.of()),
              RECORDED,
              BatchCutter.USUAL_CALLS,
              SPAN_NS);
      trace.rejected().forEach(cutter::reject);
      this.cuts = cutter.cut(trace.calls(), true, IDLE_NS);
    }

    /** Start of the next batch's first call, in recorded time. */
    long nextStartNs() {
      CallColumns calls = trace.calls();
      return nextRow < calls.size() ? calls.startNs(nextRow) : IDLE_NS;
    }

    RecordedBatch next() {
      Cut cut = cuts.next();
      nextRow = cut.to();
      return new RecordedBatch(
          cut.header(), trace.signatures(), trace.calls(), cut.from(), cut.to(), steps(cut));
    }

    /** Those that began by the batch's last end; with the last batch all that are left. */
    private List<Iteration> steps(Cut cut) {
      List<Iteration> all = trace.word().steps();
      boolean last = cut.header().endOfStream();
      long endNs = trace.calls().lastEndNs(cut.from(), cut.to());
      int from = nextStep;
      int most = (int) Math.min(all.size(), from + Bound.TOLD_STEPS.most());
      while (nextStep < most && (last || all.get(nextStep).startNs() <= endNs + EARLY_NS)) {
        nextStep++;
      }
      return all.subList(from, nextStep);
    }
  }
}
