package dev.ringside.bench.live;

import dev.ringside.bench.load.RankBatch;
import dev.ringside.core.batch.CallColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When each pass of each deployment began, and how long it took from there until a metric counted
 * it. A counter that holds {@code n} calls holds the first {@code n / calls a pass} passes, for
 * passes are entered in order. Thread-safe.
 */
final class PassClock {

  private final int callsAPass;
  private final Map<String, Passes> deployments = new TreeMap<>();
  private final List<Double> seconds = new ArrayList<>();
  private long calls;

  /** Of one deployment: starts by number, and how many were seen in the metric. */
  private static final class Passes {
    private final List<Long> startsNs = new ArrayList<>();
    private final Map<Integer, Integer> batches = new TreeMap<>();
    private int ranks;
    private int counted;
  }

  PassClock(int callsAPass) {
    this.callsAPass = callsAPass;
  }

  /** A batch that is about to be sent: whole passes, a rank's batches in order. */
  synchronized void made(RankBatch batch) {
    Passes passes = deployments.computeIfAbsent(batch.header().deployment(), name -> new Passes());
    CallColumns columns = batch.calls();
    int first = passes.batches.getOrDefault(batch.header().rank(), 0);
    int count = columns.size() / callsAPass;
    for (int i = 0; i < count; i++) {
      long start = columns.startNs(i * callsAPass);
      if (first + i == passes.startsNs.size()) {
        passes.startsNs.add(start);
      } else {
        passes.startsNs.set(first + i, Math.min(start, passes.startsNs.get(first + i)));
      }
    }
    passes.batches.put(batch.header().rank(), first + count);
    passes.ranks = passes.batches.size();
    calls += columns.size();
  }

  /** The metric of {@code deployment} stood at {@code counter} calls at {@code nowNs}. */
  synchronized void counted(String deployment, long counter, long nowNs) {
    Passes passes = deployments.get(deployment);
    if (passes == null) {
      return;
    }
    long whole = counter / ((long) callsAPass * passes.ranks);
    while (passes.counted < Math.min(whole, passes.startsNs.size())) {
      seconds.add((nowNs - passes.startsNs.get(passes.counted++)) / 1e9);
    }
  }

  /** Passes that no metric has counted yet. */
  synchronized int outstanding() {
    return deployments.values().stream()
        .mapToInt(passes -> passes.startsNs.size() - passes.counted)
        .sum();
  }

  synchronized long calls() {
    return calls;
  }

  /** From the start of a pass's first call to the metric, seconds, one a pass. */
  synchronized List<Double> seconds() {
    return List.copyOf(seconds);
  }
}
