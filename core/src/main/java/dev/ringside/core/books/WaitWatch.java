package dev.ringside.core.books;

import dev.ringside.core.explain.Since;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.Finding;
import dev.ringside.core.waiting.SlowTransfer;
import dev.ringside.core.waiting.SlowTransferSearch;
import dev.ringside.core.waiting.Stall;
import dev.ringside.core.waiting.Straggler;
import dev.ringside.core.waiting.StragglerSearch;
import dev.ringside.core.waiting.TransferKind;
import dev.ringside.core.waiting.TransferSum;
import dev.ringside.core.waiting.Waits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which ranks of a replica the others wait for, over windows: of a quiet server one window has too
 * few passes to say, and what began earlier began then.
 *
 * <p>Bound: {@link Waits} of the last {@link #MEMORY_NS}, a number for each rank that is late, and
 * of each stage {@value #MOST_KINDS} kinds of transfers. A rank is forgotten once a window with
 * passes does not show it. Not thread-safe.
 */
public final class WaitWatch {

  /** What is remembered of the time before a window's end. */
  static final long MEMORY_NS = 60_000_000_000L;

  /** What is younger may be the beginning of something that is not seen yet. */
  private static final long USUAL_NS = 20_000_000_000L;

  private static final int MOST_KINDS = 64;

  private final Waits recent;
  private final SortedMap<String, Long> since = new TreeMap<>();
  private final SortedMap<Integer, Map<TransferKind, TransferSum>> usual = new TreeMap<>();
  private final SortedMap<Integer, Long> slowSince = new TreeMap<>();
  private long usualUntilNs;

  /**
   * As data, for checkpoints.
   *
   * @param since when each rank that is late began to be, nanoseconds since 1970, by stage/place
   * @param usual by stage, what calls take when all is well
   * @param slowSince by stage, since when they take longer
   * @param usualUntilNs up to here, what calls took is in {@code usual}
   */
  public record State(
      Waits recent,
      SortedMap<String, Long> since,
      SortedMap<Integer, Map<TransferKind, TransferSum>> usual,
      SortedMap<Integer, Long> slowSince,
      long usualUntilNs) {

    public static State none() {
      return new State(new Waits(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), 0);
    }
  }

  WaitWatch(State before) {
    recent = before.recent();
    since.putAll(before.since());
    before
        .usual()
        .forEach(
            (stage, kinds) -> {
              Map<TransferKind, TransferSum> of = new TreeMap<>(TransferKind.ORDER);
              of.putAll(kinds);
              usual.put(stage, of);
            });
    slowSince.putAll(before.slowSince());
    usualUntilNs = before.usualUntilNs();
  }

  State state() {
    SortedMap<Integer, Map<TransferKind, TransferSum>> kinds = new TreeMap<>();
    usual.forEach((stage, of) -> kinds.put(stage, Map.copyOf(of)));
    return new State(recent, new TreeMap<>(since), kinds, new TreeMap<>(slowSince), usualUntilNs);
  }

  /** A run begins: who was late in those before says nothing of it. */
  void begin() {
    recent.forgetBefore(Long.MAX_VALUE);
    since.clear();
    usual.clear();
    slowSince.clear();
    usualUntilNs = 0;
  }

  /** Adds what is posted. */
  void post(Waits waits) {
    recent.merge(waits);
  }

  /** What the passes of the window {@code startNs} to {@code endNs} and those before it show. */
  List<Finding> ofWindow(ParallelLayout layout, int replica, long startNs, long endNs) {
    recent.forgetBefore(endNs - MEMORY_NS);
    WaitFindings words = new WaitFindings(layout, replica, Since.CLOCK);
    List<Finding> findings = new ArrayList<>();
    Set<String> shown = new HashSet<>();
    StragglerSearch search = new StragglerSearch(recent);
    for (Straggler one : search.find((stage, place) -> since.containsKey(key(stage, place)))) {
      if (one.untilNs() >= startNs && one.sinceNs() < endNs) {
        String key = key(one.stage(), one.place());
        long began = since.merge(key, one.sinceNs(), Math::min);
        shown.add(key);
        findings.add(words.of(one.since(began)));
      }
    }
    since.keySet().retainAll(shown);
    findings.addAll(words.of(within(recent.stalls(), startNs, endNs)));
    List<SlowTransfer> slow =
        new SlowTransferSearch(recent, usual)
            .find().stream()
                .filter(one -> one.untilNs() > startNs && one.sinceNs() < endNs)
                .toList();
    slow.forEach(one -> findings.add(words.of(remembered(one), slow.size() > 1)));
    slowSince.keySet().retainAll(slow.stream().map(SlowTransfer::stage).toList());
    if (slow.isEmpty()) {
      remember(startNs - USUAL_NS);
    }
    return findings;
  }

  private SlowTransfer remembered(SlowTransfer one) {
    return one.since(slowSince.merge(one.stage(), one.sinceNs(), Math::min));
  }

  /** What calls took in slots before {@code ns}, which were sound, and are not remembered yet. */
  private void remember(long ns) {
    for (Map.Entry<Integer, Map<TransferKind, TransferSum>> stage :
        recent.transfers(usualUntilNs, ns).entrySet()) {
      Map<TransferKind, TransferSum> of =
          usual.computeIfAbsent(stage.getKey(), s -> new TreeMap<>(TransferKind.ORDER));
      stage
          .getValue()
          .forEach(
              (kind, sum) -> {
                if (of.size() < MOST_KINDS || of.containsKey(kind)) {
                  of.merge(kind, sum, TransferSum::fading);
                }
              });
    }
    usualUntilNs = Math.max(usualUntilNs, ns);
  }

  private static String key(int stage, int place) {
    return stage + "/" + place;
  }

  private static List<Stall> within(List<Stall> stalls, long startNs, long endNs) {
    return stalls.stream().filter(one -> one.endNs() >= startNs && one.endNs() < endNs).toList();
  }

  /** What all passes of a run show. */
  static List<Finding> ofRun(ParallelLayout layout, int replica, Waits waits, Since since) {
    WaitFindings words = new WaitFindings(layout, replica, since);
    List<Finding> findings = new ArrayList<>();
    new StragglerSearch(waits)
        .find(StragglerSearch.Known.NONE)
        .forEach(one -> findings.add(words.of(one)));
    findings.addAll(words.of(waits.stalls()));
    List<SlowTransfer> slow = new SlowTransferSearch(waits, Map.of()).find();
    slow.forEach(one -> findings.add(words.of(one, slow.size() > 1)));
    return findings;
  }
}
