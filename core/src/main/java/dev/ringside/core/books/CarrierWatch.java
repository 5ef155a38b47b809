package dev.ringside.core.books;

import dev.ringside.core.collective.Sight;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.progress.Place;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.verdict.TunedCarriers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What records a replica's calls, on which hosts, and since when another library than planned
 * carries some of them: over windows, as one window knows only itself. Of an engine that measures
 * which library to take, another one than was seen before.
 *
 * <p>A change of plan lasts until a window with passes does not show it; one of what was seen is
 * told in the window in which it shows, and what then is seen is what is known. Bound: kinds of
 * sources, {@value #MOST_HOSTS} ranks, stages × libraries, and {@value #MOST_TUNED} buckets. Not
 * thread-safe.
 */
public final class CarrierWatch {

  private static final int MOST_HOSTS = 64;
  private static final int MOST_TUNED = 1024;
  private static final String CHANGED = FindingKind.CARRIER_CHANGED.label();

  /**
   * As data, for checkpoints.
   *
   * @param sights of what recorded the calls since the last run began
   * @param hosts of some ranks
   * @param since of each change, nanoseconds since 1970
   * @param tuned {@code stage/tokens/library} of what a measuring engine was seen to take, and
   *     since when
   */
  public record State(
      Set<Sight> sights,
      SortedMap<Integer, String> hosts,
      SortedMap<String, Long> since,
      SortedMap<String, Long> tuned) {

    public static final State NONE =
        new State(
            Set.of(),
            Collections.emptySortedMap(),
            Collections.emptySortedMap(),
            Collections.emptySortedMap());

    /** The same with what a measuring engine was seen to take. */
    public State withTuned(SortedMap<String, Long> taken) {
      return new State(sights, hosts, since, taken);
    }
  }

  private final Set<Sight> sights = EnumSet.noneOf(Sight.class);
  private final SortedMap<Integer, String> hosts = new TreeMap<>();
  private final SortedMap<String, Long> since = new TreeMap<>();
  private final SortedMap<String, Long> tuned = new TreeMap<>();

  CarrierWatch(State before) {
    sights.addAll(before.sights());
    hosts.putAll(before.hosts());
    since.putAll(before.since());
    tuned.putAll(before.tuned());
  }

  State state() {
    return new State(
        sights.isEmpty() ? Set.of() : EnumSet.copyOf(sights),
        new TreeMap<>(hosts),
        new TreeMap<>(since),
        new TreeMap<>(tuned));
  }

  /** A run begins: what recorded those before may not record this one. */
  void begin() {
    sights.clear();
  }

  /** Returns true if that is new. */
  boolean see(int rank, Place place) {
    boolean fresh = place.sight() != Sight.UNKNOWN && sights.add(place.sight());
    boolean room = hosts.size() < MOST_HOSTS || hosts.containsKey(rank);
    if (room && !place.host().isEmpty() && !place.host().equals(hosts.get(rank))) {
      hosts.put(rank, place.host());
      return true;
    }
    return fresh;
  }

  Set<Sight> sights() {
    return sights;
  }

  /** A window's findings, those of changes with the time at which these began. */
  List<Finding> dated(List<Finding> findings) {
    Set<String> shown = new HashSet<>();
    List<Finding> dated = new ArrayList<>();
    for (Finding finding : findings) {
      String own = finding.evidence().get("since_ns");
      if (finding.kind().equals(CHANGED) && own != null) {
        String change = change(finding);
        long sinceNs = since.merge(change, Long.parseLong(own), Math::min);
        shown.add(change);
        dated.add(on(dated(finding, sinceNs)));
      } else {
        dated.add(finding);
      }
    }
    since.keySet().retainAll(shown);
    return dated;
  }

  /** What a window shows of an engine that measures: a finding for each library that is new. */
  List<Finding> tuned(List<TunedCarriers.Seen> shown) {
    List<Finding> findings = new ArrayList<>();
    Map<String, List<TunedCarriers.Seen>> buckets = new TreeMap<>();
    for (TunedCarriers.Seen one : shown) {
      buckets.computeIfAbsent(bucket(one), bucket -> new ArrayList<>()).add(one);
    }
    buckets.forEach((bucket, seen) -> findings.addAll(changed(bucket, seen)));
    return findings;
  }

  private List<Finding> changed(String bucket, List<TunedCarriers.Seen> seen) {
    SortedMap<String, Long> before = new TreeMap<>(tuned.subMap(bucket, bucket + "~"));
    List<TunedCarriers.Seen> fresh =
        seen.stream().filter(one -> !before.containsKey(bucket + one.by().name())).toList();
    if (!before.isEmpty() && !fresh.isEmpty()) {
      tuned.keySet().removeAll(before.keySet());
    }
    for (TunedCarriers.Seen one : before.isEmpty() || !fresh.isEmpty() ? seen : fresh) {
      if (tuned.size() < MOST_TUNED) {
        tuned.merge(bucket + one.by().name(), one.sinceNs(), Math::min);
      }
    }
    return before.isEmpty()
        ? List.of()
        : fresh.stream().map(one -> on(finding(one, words(bucket, before)))).toList();
  }

  private static String bucket(TunedCarriers.Seen seen) {
    return "%d/%d/".formatted(seen.stage(), seen.tokens());
  }

  private static String words(String bucket, SortedMap<String, Long> before) {
    return before.keySet().stream()
        .map(key -> TunedCarriers.words(Transport.valueOf(key.substring(bucket.length()))))
        .collect(Collectors.joining(" and "));
  }

  private static Finding finding(TunedCarriers.Seen seen, String before) {
    String then = then(seen.sinceNs());
    Finding finding =
        FindingKind.CARRIER_CHANGED
            .saying(
                seen.calls(),
                seen.stage(),
                seen.ranks().size() == 1 ? "one rank" : seen.ranks().size() + " ranks",
                TunedCarriers.words(seen.by()),
                then,
                "the engine measures which library is the fastest, and before it was " + before)
            .in(Parallelism.TP)
            .ofRanks(seen.ranks())
            .with("stage", seen.stage())
            .with("tokens", seen.tokens())
            .with("carrier", seen.by().name().toLowerCase(Locale.ROOT))
            .with("before", before)
            .with("calls", seen.calls());
    return seen.sinceNs() == Long.MAX_VALUE
        ? finding
        : finding.since(seen.sinceNs()).with("since_ns", seen.sinceNs()).with("since", then);
  }

  /** The same of a run, which knows all of its passes. */
  List<Finding> placed(List<Finding> findings) {
    return findings.stream().map(one -> one.kind().equals(CHANGED) ? on(one) : one).toList();
  }

  private static String change(Finding finding) {
    return "%s/%s"
        .formatted(finding.evidence().get("stage"), finding.evidence().getOrDefault("carrier", ""));
  }

  private static Finding dated(Finding finding, long sinceNs) {
    String then = then(sinceNs);
    return finding
        .worded(finding.text().replace(finding.evidence().get("since"), then))
        .since(sinceNs)
        .with("since_ns", sinceNs)
        .with("since", then);
  }

  private static String then(long ns) {
    return ns == Long.MAX_VALUE
        ? "an unknown time"
        : Instant.ofEpochSecond(ns / 1_000_000_000, ns % 1_000_000_000)
            .truncatedTo(ChronoUnit.MILLIS)
            .toString();
  }

  private Finding on(Finding finding) {
    Set<String> names = new TreeSet<>();
    for (int rank : finding.ranks()) {
      names.add(hosts.getOrDefault(rank, ""));
    }
    names.remove("");
    return names.isEmpty()
        ? finding
        : finding
            .by(new Culprit(Culprit.Type.HOST, List.copyOf(names)))
            .with("hosts", String.join(", ", names));
  }
}
