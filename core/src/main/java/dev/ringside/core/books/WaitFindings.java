package dev.ringside.core.books;

import static java.util.stream.Collectors.joining;

import dev.ringside.core.explain.Since;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.waiting.LateComer;
import dev.ringside.core.waiting.SlowTransfer;
import dev.ringside.core.waiting.Stall;
import dev.ringside.core.waiting.Straggler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Puts into words which ranks keep the others of their group waiting. */
final class WaitFindings {

  private final ParallelLayout layout;
  private final int replica;
  private final Since since;

  WaitFindings(ParallelLayout layout, int replica, Since since) {
    this.layout = layout;
    this.replica = replica;
    this.since = since;
  }

  Finding of(Straggler one) {
    List<Integer> group = layout.ranksOfStage(replica, one.stage());
    int rank = group.get(one.place());
    List<Integer> waiting = without(rank, group);
    Finding finding =
        FindingKind.STRAGGLER
            .saying(
                rank,
                one.late(),
                one.passes() + " passes",
                ranks(waiting),
                waiting.size() == 1 ? "waits" : "wait",
                time(one.medianNs()),
                time(one.p90Ns()),
                100 * one.share(),
                since.words(one.sinceNs()),
                one.beginsLate() ? ", most of it in one call of a pass" : "")
            .with("passes", one.passes())
            .with("late", one.late())
            .with("wait_median_ns", one.medianNs())
            .with("wait_p90_ns", one.p90Ns())
            .with("share", share(one.share()))
            .with("where", one.beginsLate() ? "one_call" : "throughout");
    return placed(finding, rank, waiting, one.sinceNs(), one.untilNs());
  }

  /** Of a recording without passes. */
  static Finding of(LateComer one, Since since) {
    List<Integer> waiting = without(one.rank(), one.communicator().ranks());
    Finding finding =
        FindingKind.STRAGGLER
            .saying(
                one.rank(),
                one.late(),
                "%d calls of %s on communicator \"%s\""
                    .formatted(one.calls(), one.collective().label(), one.communicator().name()),
                ranks(waiting),
                waiting.size() == 1 ? "waits" : "wait",
                time(one.medianNs()),
                time(one.p90Ns()),
                100 * one.share(),
                since.words(one.sinceNs()),
                "")
            .with("calls", one.calls())
            .with("late", one.late())
            .with("communicator", one.communicator().name())
            .with("collective", one.collective().label())
            .with("wait_median_ns", one.medianNs())
            .with("wait_p90_ns", one.p90Ns())
            .with("share", share(one.share()));
    return placed(finding, one.rank(), waiting, one.sinceNs(), one.untilNs())
        .in(Parallelism.UNKNOWN);
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.4f", share);
  }

  /**
   * Where calls take longer than they did.
   *
   * @param many true if it is so in several groups at once
   */
  Finding of(SlowTransfer one, boolean many) {
    List<Integer> group = layout.ranksOfStage(replica, one.stage());
    FindingKind kind = many ? FindingKind.SLOW_FABRIC : FindingKind.SLOW_LINK;
    Finding finding =
        kind.saying(
                ranks(group),
                one.times(),
                since.words(one.sinceNs()),
                one.passes(),
                one.carriers() > 1 ? ", whatever carries them: is it a host?" : "")
            .with("times", String.format(Locale.ROOT, "%.2f", one.times()))
            .with("passes", one.passes())
            .with("passes_before", one.before())
            .with("carriers", one.carriers());
    Culprit links = new Culprit(Culprit.Type.LINK, group.stream().map(String::valueOf).toList());
    return timed(finding.ofRanks(group).by(links), one.sinceNs(), one.untilNs());
  }

  /** The stalls of each rank, those of one rank in one sentence. */
  List<Finding> of(List<Stall> stalls) {
    Map<String, List<Stall>> byRank = new TreeMap<>();
    for (Stall stall : stalls) {
      byRank
          .computeIfAbsent(stall.stage() + "/" + stall.rank(), key -> new ArrayList<>())
          .add(stall);
    }
    return byRank.values().stream().map(this::ofRank).toList();
  }

  private Finding ofRank(List<Stall> stalls) {
    Stall longest = stalls.get(0);
    Stall first = longest;
    long untilNs = longest.endNs();
    for (Stall stall : stalls) {
      first = stall.endNs() < first.endNs() ? stall : first;
      untilNs = Math.max(untilNs, stall.endNs());
    }
    List<Integer> group = layout.ranksOfStage(replica, longest.stage());
    boolean all = longest.rank() == Stall.ALL;
    List<Integer> waiting = all ? List.of() : without(longest.rank(), group);
    Finding finding =
        FindingKind.STALL
            .saying(
                all
                    ? "all of " + ranks(group) + " were in one call, none late to it, and"
                    : "rank %d".formatted(longest.rank()),
                longest.waitNs() / 1e9,
                since.words(first.sinceNs()),
                ordinal(longest.pass()),
                more(stalls.size() - 1) + (all ? "" : ": " + only(waiting)))
            .with("passes", stalls.size())
            .with("pass", longest.pass() + 1)
            .with("wait_ns", longest.waitNs())
            .with("shape", all ? "stuck_call" : "late_rank");
    return all
        ? timed(finding.ofRanks(group), first.sinceNs(), untilNs)
        : placed(finding, longest.rank(), waiting, first.sinceNs(), untilNs);
  }

  /** {@code 12th} of the number 11. */
  private static String ordinal(long index) {
    long number = index + 1;
    boolean teen = number % 100 / 10 == 1;
    return number
        + switch (teen ? 0 : (int) (number % 10)) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
  }

  private static String more(int others) {
    return others == 0 ? "" : " and shorter in %d more".formatted(others);
  }

  private static String only(List<Integer> waiting) {
    return ranks(waiting) + " only waited for it";
  }

  private static Finding placed(
      Finding finding, int rank, List<Integer> waiting, long sinceNs, long untilNs) {
    return timed(
        finding
            .ofRanks(List.of(rank))
            .by(Culprit.ranks(List.of(rank)))
            .with("waiting", waiting.stream().map(String::valueOf).collect(joining(", "))),
        sinceNs,
        untilNs);
  }

  private static Finding timed(Finding finding, long sinceNs, long untilNs) {
    return finding.in(Parallelism.TP).since(sinceNs).until(untilNs);
  }

  private static List<Integer> without(int rank, List<Integer> group) {
    return group.stream().filter(other -> !Objects.equals(other, rank)).toList();
  }

  private static String ranks(List<Integer> ranks) {
    return ranks.size() == 1 ? "rank " + ranks.get(0) : "ranks " + ranks;
  }

  private static String time(long ns) {
    return ns < 1_000_000
        ? String.format(Locale.ROOT, "%.0f µs", ns / 1e3)
        : String.format(Locale.ROOT, "%.1f ms", ns / 1e6);
  }
}
