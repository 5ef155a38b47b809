package dev.ringside.faults.traffic;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.synthetic.SyntheticReplica.Step;
import dev.ringside.faults.traffic.Served.Pass;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What each window held, counted call by call from the script: no join, no closed form.
 *
 * @param windows by start, ns
 */
public record Truth(NavigableMap<Long, Window> windows) {

  /** Calls of one kind that each rank of a stage made. */
  public record Kind(int stage, Phase phase, Collective collective, long elements, DataType type) {

    static Kind of(ReportRow row) {
      return new Kind(
          row.stage(), row.phase(), row.collective(), row.sendElements(), row.dataType());
    }
  }

  /** What the passes that ended in a window came to. */
  public static final class Window {

    private final Map<Kind, Long> callsPerRank = new HashMap<>();
    private long prefill;
    private long decode;
    private long calls;
    private boolean touched;

    /** By kind, of each rank of its stage. */
    public Map<Kind, Long> callsPerRank() {
      return callsPerRank;
    }

    public long prefill() {
      return prefill;
    }

    public long decode() {
      return decode;
    }

    public long passes() {
      return prefill + decode;
    }

    /** Of all ranks. */
    public long calls() {
      return calls;
    }

    /**
     * True if some rank's calls of a pass in it, or of the pass before or after one, never arrived:
     * no verdict but match or insufficient is honest, and a report need not have all passes.
     */
    public boolean isTouched() {
      return touched;
    }
  }

  /** What the ranks' feeds say was served. */
  public static Truth of(Served served, Collection<RankFeed> feeds, long windowNs) {
    Truth truth = new Truth(new TreeMap<>());
    Map<Step, Map<Kind, Long>> known = new HashMap<>();
    boolean cutBefore = false;
    long windowBefore = Long.MIN_VALUE;
    for (int pass = 0; pass < served.passes().size(); pass++) {
      int index = pass;
      boolean cut = feeds.stream().anyMatch(feed -> feed.isCut(index));
      long end = feeds.stream().mapToLong(feed -> feed.endNs(index)).max().orElseThrow();
      long start = Math.floorDiv(end, windowNs) * windowNs;
      Window window = truth.windows.computeIfAbsent(start, ns -> new Window());
      if (cut && windowBefore != Long.MIN_VALUE) {
        truth.windows.get(windowBefore).touched = true;
      }
      window.touched |= cut || cutBefore;
      if (cut) {
        feeds.forEach(feed -> truth.touch(Math.floorDiv(feed.endNs(index), windowNs) * windowNs));
      }
      Pass made = served.passes().get(pass);
      truth.count(window, made, served, known.computeIfAbsent(made.step(), s -> kinds(served, s)));
      cutBefore = cut;
      windowBefore = start;
    }
    return truth;
  }

  /**
   * Of a pass that is cut, one rank's part may be all that is seen: it ends by that rank's clock.
   */
  private void touch(long startNs) {
    windows.computeIfAbsent(startNs, ns -> new Window()).touched = true;
  }

  private void count(Window window, Pass pass, Served served, Map<Kind, Long> kinds) {
    window.prefill += pass.isPrefill() ? 1 : 0;
    window.decode += pass.isPrefill() ? 0 : 1;
    long ranksOfStage = served.deployment().layout().tensor();
    kinds.forEach(
        (kind, calls) -> {
          window.callsPerRank.merge(kind, calls, Long::sum);
          window.calls += calls * ranksOfStage;
        });
  }

  /** One rank of each stage stands for all of it: in a pass they make the same calls. */
  private static Map<Kind, Long> kinds(Served served, Step step) {
    Map<Kind, Long> kinds = new HashMap<>();
    Phase phase = step.tokens() >= Served.PROMPT ? Phase.PREFILL : Phase.DECODE;
    for (int stage = 0; stage < served.deployment().layout().pipeline(); stage++) {
      int rank = served.ranks().get(stage * served.deployment().layout().tensor());
      for (CollectiveCall call : served.callsOf(step, rank)) {
        kinds.merge(
            new Kind(
                stage,
                phase,
                call.signature().collective(),
                call.signature().elements(),
                call.signature().dataType()),
            1L,
            Long::sum);
      }
    }
    return kinds;
  }

  public long passes() {
    return windows.values().stream().mapToLong(Window::passes).sum();
  }

  public long touchedWindows() {
    return windows.values().stream().filter(Window::isTouched).count();
  }

  /** The same without the windows that end after {@code ns}. */
  public Truth until(long ns, long windowNs) {
    return new Truth(new TreeMap<>(windows.headMap(ns - windowNs, true)));
  }
}
