package dev.ringside.core.books;

import dev.ringside.core.collective.Sight;
import dev.ringside.core.progress.Place;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What records a replica's calls, on which hosts, and since when another library than planned
 * carries some of them: over windows, as one window knows only itself.
 *
 * <p>A change lasts until a window with passes does not show it. Bound: kinds of sources, {@value
 * #MOST_HOSTS} ranks, and stages × libraries. Not thread-safe.
 */
public final class CarrierWatch {

  private static final int MOST_HOSTS = 64;
  private static final String CHANGED = FindingKind.CARRIER_CHANGED.label();

  /**
   * As data, for checkpoints.
   *
   * @param sights of what recorded the calls since the last run began
   * @param hosts of some ranks
   * @param since of each change, nanoseconds since 1970
   */
  public record State(
      Set<Sight> sights, SortedMap<Integer, String> hosts, SortedMap<String, Long> since) {

    public static final State NONE =
        new State(Set.of(), Collections.emptySortedMap(), Collections.emptySortedMap());
  }

  private final Set<Sight> sights = EnumSet.noneOf(Sight.class);
  private final SortedMap<Integer, String> hosts = new TreeMap<>();
  private final SortedMap<String, Long> since = new TreeMap<>();

  CarrierWatch(State before) {
    sights.addAll(before.sights());
    hosts.putAll(before.hosts());
    since.putAll(before.since());
  }

  State state() {
    return new State(
        sights.isEmpty() ? Set.of() : EnumSet.copyOf(sights),
        new TreeMap<>(hosts),
        new TreeMap<>(since));
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

  /** The same of a run, which knows all of its passes. */
  List<Finding> placed(List<Finding> findings) {
    return findings.stream().map(one -> one.kind().equals(CHANGED) ? on(one) : one).toList();
  }

  private static String change(Finding finding) {
    return "%s/%s"
        .formatted(finding.evidence().get("stage"), finding.evidence().getOrDefault("carrier", ""));
  }

  private static Finding dated(Finding finding, long sinceNs) {
    String then =
        Instant.ofEpochSecond(sinceNs / 1_000_000_000, sinceNs % 1_000_000_000)
            .truncatedTo(ChronoUnit.MILLIS)
            .toString();
    return finding
        .worded(finding.text().replace(finding.evidence().get("since"), then))
        .since(sinceNs)
        .with("since_ns", sinceNs)
        .with("since", then);
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
