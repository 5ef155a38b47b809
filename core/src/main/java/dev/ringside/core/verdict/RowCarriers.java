package dev.ringside.core.verdict;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.report.RowKey;
import dev.ringside.core.routing.Carriers;
import dev.ringside.core.routing.Route;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who should carry the tensor all-reduces of a row, by the engine's rules on the deployment's GPU,
 * and whether what recorded the calls can show them.
 */
final class RowCarriers {

  /** T̂ of the largest pass that is looked at where T̂ is not known. */
  private static final long MOST_TOKENS = 1 << 16;

  private final Deployment deployment;
  private final Observation observation;
  private final Set<Sight> sights;
  private final Carriers carriers;
  private final Set<Transport> shown = EnumSet.noneOf(Transport.class);

  /**
   * @param sights of what recorded the ranks' calls; empty if nothing of them is known
   */
  RowCarriers(Deployment deployment, Observation observation, Set<Sight> sights) {
    this.deployment = deployment;
    this.observation = observation;
    this.sights = new HashSet<>(sights);
    this.sights.remove(Sight.UNKNOWN);
    this.carriers = new Carriers(deployment);
    observation.tallies().keySet().forEach(key -> shown.add(key.kind().transport()));
  }

  static boolean isTensorAllReduce(RowKey key) {
    return key.collective() == Collective.ALL_REDUCE && key.parallelism() == Parallelism.TP;
  }

  /**
   * Who should carry calls of the row; of several sizes where T̂ is not known. Empty for other
   * calls and where the GPU is not known.
   */
  List<Route> planned(RowKey key, RowDraft draft) {
    List<Route> routes = new ArrayList<>();
    if (isTensorAllReduce(key) && draft.expected() > 0) {
      if (draft.kind().messageBytes() >= 0) {
        add(routes, draft, draft.kind().messageBytes());
      } else {
        possibleSizes().forEach(bytes -> add(routes, draft, bytes));
      }
    }
    return routes;
  }

  private void add(List<Route> routes, RowDraft draft, long bytes) {
    long tokens = Math.max(1, bytes / rowBytes());
    for (boolean normed : new boolean[] {true, false}) {
      if (normed ? draft.isOfOtherThan(Purpose.EMBEDDING) : draft.isOf(Purpose.EMBEDDING)) {
        carriers.planned(normed, deployment.dataType(), bytes, tokens).ifPresent(routes::add);
      }
    }
  }

  private long rowBytes() {
    return Math.max(1, (long) deployment.model().hidden() * deployment.dataType().bytes());
  }

  private List<Long> possibleSizes() {
    List<Long> sizes = new ArrayList<>();
    for (long bytes = leastBytes(); bytes < MOST_TOKENS * rowBytes(); bytes *= 2) {
      sizes.add(bytes);
    }
    return sizes;
  }

  /** A pass has at least as many tokens as rows of logits. */
  private long leastBytes() {
    return rowBytes()
        * observation.passes().keySet().stream()
            .filter(shape -> shape.tokens() <= 0)
            .mapToLong(PassShape::rows)
            .filter(rows -> rows > 0)
            .max()
            .orElse(1);
  }

  /**
   * True if, of a row of which nothing was seen, all calls are carried by a library that what
   * recorded them does not show, by plan: where T̂ is not known, if that is so of the smallest
   * passes that it can have been.
   */
  boolean isElsewhere(RowKey key, RowDraft draft) {
    if (!isTensorAllReduce(key) || draft.expected() == 0) {
      return false;
    }
    long bytes = draft.kind().messageBytes();
    List<Route> routes = new ArrayList<>();
    add(routes, draft, bytes >= 0 ? bytes : leastBytes());
    return !routes.isEmpty() && routes.stream().allMatch(this::isUnseen);
  }

  /** What an engine found the fastest, and NCCL does not show, are its own kernels. */
  private boolean isUnseen(Route route) {
    Transport by = route.tuned() ? Transport.TRTLLM : route.transport();
    boolean visible = route.isVisibleToNccl() && !route.tuned();
    return by != Transport.UNKNOWN
        && !visible
        && !shown.contains(by)
        && sights.stream().noneMatch(sight -> sight.sees(by));
  }

  /** True if the plan is no more than an estimate, or was read in an older release. */
  boolean isUnsure(RowKey key, RowDraft draft) {
    return planned(key, draft).stream()
        .filter(this::isUnseen)
        .anyMatch(route -> route.confidence().compareTo(Confidence.ESTIMATE) >= 0);
  }

  /** Who carries calls of the row by plan; empty if it is not known. */
  Set<Transport> plannedBy(RowKey key, RowDraft draft) {
    Set<Transport> by = EnumSet.noneOf(Transport.class);
    planned(key, draft).stream().map(Route::transport).forEach(by::add);
    by.remove(Transport.UNKNOWN);
    return by;
  }

  /** Who carries, by plan, what is not shown. */
  Set<Transport> unseenBy(RowKey key, RowDraft draft) {
    Set<Transport> by = EnumSet.noneOf(Transport.class);
    planned(key, draft).stream().filter(this::isUnseen).map(Route::transport).forEach(by::add);
    return by;
  }

  Optional<String> unverified() {
    return carriers.unverified();
  }

  /** True if calls that NCCL carries cannot have been made without being seen. */
  boolean wouldShow(long bytes) {
    return !sights.isEmpty()
        && sights.stream().allMatch(sight -> sight.isSureToShow(Transport.NCCL, bytes));
  }

  /** True if all calls are NCCL's by plan. */
  boolean isNccls(RowKey key, RowDraft draft) {
    List<Route> routes = planned(key, draft);
    return routes.stream().allMatch(route -> route.isVisibleToNccl() && !route.tuned())
        && !routes.isEmpty();
  }

  /** The words of the sights, for people. */
  String sightWords() {
    List<String> words = sights.stream().map(Sight::label).sorted().toList();
    return words.isEmpty() ? "the source" : String.join(" and ", words);
  }

  /**
   * Which carriers are planned for calls of one size, whatever follows them; none where the engine
   * measures which to take.
   */
  Set<Transport> planned(long bytes) {
    Set<Transport> all = EnumSet.noneOf(Transport.class);
    long tokens = Math.max(1, bytes / rowBytes());
    for (boolean normed : new boolean[] {true, false}) {
      carriers
          .planned(normed, deployment.dataType(), bytes, tokens)
          .filter(route -> !route.tuned())
          .map(Route::transport)
          .ifPresent(all::add);
    }
    return all;
  }
}
