package dev.ringside.flink.commmetrics;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Every call of a synthetic replica counted by itself: no passes, no closed forms, no histogram, no
 * batch. Phases are the script's own, which never has a prompt of less than {@link #PROMPT} tokens.
 */
final class BruteForce {

  static final int PROMPT = 20;

  /** What a report row is about. */
  record Key(int stage, Phase phase, Collective collective, long sendElements, DataType dataType) {

    static Key of(ReportRow row) {
      return new Key(
          row.stage(), row.phase(), row.collective(), row.sendElements(), row.dataType());
    }
  }

  private final Deployment deployment;
  private final Map<Key, Map<Integer, List<Long>>> durations = new HashMap<>();

  private BruteForce(Deployment deployment) {
    this.deployment = deployment;
  }

  /** Counts the calls of the steps that {@code steps} takes. */
  static BruteForce of(SyntheticReplica replica, Predicate<Integer> steps) {
    BruteForce counted = new BruteForce(replica.deployment());
    for (int rank : replica.ranks()) {
      for (SyntheticReplica.Issued issued : replica.issued(rank)) {
        if (steps.test(issued.step())) {
          boolean prompt = replica.steps().get(issued.step()).tokens() >= PROMPT;
          counted.add(rank, prompt ? Phase.PREFILL : Phase.DECODE, issued);
        }
      }
    }
    return counted;
  }

  private void add(int rank, Phase phase, SyntheticReplica.Issued issued) {
    CallSignature signature = issued.call().signature();
    Key key =
        new Key(
            deployment.layout().stageOf(rank),
            phase,
            signature.collective(),
            signature.elements(),
            signature.dataType());
    durations
        .computeIfAbsent(key, k -> new HashMap<>())
        .computeIfAbsent(rank, r -> new ArrayList<>())
        .add(issued.call().durationNs());
  }

  /** The window in which each step's last call ended. */
  static Map<Integer, Long> windowOfEachStep(SyntheticReplica replica, long windowNs) {
    Map<Integer, Long> ends = new TreeMap<>();
    for (int rank : replica.ranks()) {
      for (SyntheticReplica.Issued issued : replica.issued(rank)) {
        ends.merge(issued.step(), issued.call().endNs(), Math::max);
      }
    }
    ends.replaceAll((step, end) -> end - end % windowNs);
    return ends;
  }

  Set<Key> keys() {
    return durations.keySet();
  }

  long calls() {
    return keys().stream().mapToLong(this::callsOfAllRanks).sum();
  }

  /** Of one rank; the script has every rank of a stage do the same. */
  long callsPerRank(Key key) {
    return durations.get(key).values().iterator().next().size();
  }

  long callsOfAllRanks(Key key) {
    return durations.get(key).values().stream().mapToLong(List::size).sum();
  }

  long bytesPerRank(Key key) {
    return callsPerRank(key) * messageBytes(key);
  }

  long bytesOfAllRanks(Key key) {
    return callsOfAllRanks(key) * messageBytes(key);
  }

  long durationOfAllRanks(Key key) {
    return durations.get(key).values().stream().mapToLong(BruteForce::sum).sum();
  }

  /** The last rank to arrive waits least. */
  long leastDuration(Key key) {
    return durations.get(key).values().stream().mapToLong(BruteForce::sum).min().orElseThrow();
  }

  /** The {@code q}-quantile of all ranks' durations, as nearest rank. */
  long quantile(Key key, double q) {
    List<Long> all = new ArrayList<>();
    durations.get(key).values().forEach(all::addAll);
    Collections.sort(all);
    return all.get((int) Math.max(0, Math.ceil(q * all.size()) - 1));
  }

  long wireBytesPerRank(Key key) {
    int n = deployment.layout().tensor();
    return switch (key.collective()) {
      case ALL_REDUCE -> Math.round(bytesPerRank(key) * 2.0 * (n - 1) / n);
      case ALL_GATHER, GATHER -> Math.round(bytesPerRank(key) * (n - 1.0) / n);
      default -> bytesPerRank(key);
    };
  }

  private long messageBytes(Key key) {
    boolean shards =
        key.collective() == Collective.ALL_GATHER || key.collective() == Collective.GATHER;
    return key.sendElements() * 2 * (shards ? deployment.layout().tensor() : 1);
  }

  private static long sum(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).sum();
  }
}
