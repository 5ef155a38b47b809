package dev.ringside.cli.demo;

import dev.ringside.cli.outcome.ObservedRun;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Finding.Severity;
import dev.ringside.core.report.WindowReport;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the job says of simulated faults, held against the truth: found or not, with which culprit,
 * after how many windows, and what was said of nothing.
 */
final class VerdictScore {

  /** Findings that tell a fault; empty for what changes nothing that calls show. */
  static final Map<FaultKind, Set<String>> TELL = new EnumMap<>(FaultKind.class);

  /** Findings about what was seen and what not: no cause, so no alarm. */
  private static final Set<String> ABOUT_SIGHT =
      Set.of(
          "ranks_not_seen",
          "not_visible",
          "passes_ambiguous",
          "calls_refused",
          "passes_misaligned",
          "sizes_not_known",
          "calls_not_understood",
          "passes_without_calls");

  static {
    Set<String> slower = Set.of("slow_fabric", "slow_link", "carrier_changed");
    Set<String> calls =
        Set.of(
            "extra_collectives",
            "missing_collectives",
            "size_mismatch",
            "group_changed",
            "known_fault",
            "ranks_disagree",
            "engine_mismatch");
    Set<String> hang = Set.of("stall", "collective_hung", "agents_gone");
    TELL.put(FaultKind.SLOW_RANK, Set.of("straggler"));
    TELL.put(FaultKind.SLOW_LINK, Set.of("slow_link", "slow_fabric"));
    TELL.put(FaultKind.NVLINK_TO_PCIE, slower);
    TELL.put(FaultKind.CROSS_NODE_TP, slower);
    TELL.put(FaultKind.CUSTOM_ALL_REDUCE_LOST, Set.of("carrier_changed"));
    TELL.put(FaultKind.CUSTOM_ALL_REDUCE_GAINED, Set.of("carrier_changed"));
    for (FaultKind kind :
        List.of(
            FaultKind.EXTRA_COLLECTIVES,
            FaultKind.LAYOUT_GUESSED,
            FaultKind.DIFFERENT_TOKENS_SUMMED,
            FaultKind.EXPERTS_SUMMED_TWICE,
            FaultKind.ENCODER_SUMMED_TWICE,
            FaultKind.DRAFT_SUMMED_TWICE,
            FaultKind.PP_SLICING_LOST,
            FaultKind.WRONG_LAYER_SPLIT)) {
      TELL.put(kind, calls);
    }
    TELL.put(FaultKind.OP_FLIP, Set.of("op_flip"));
    TELL.put(FaultKind.LOGITS_FP32, Set.of("wrong_dtype"));
    for (FaultKind kind :
        List.of(FaultKind.HANG_MISSING_RANK, FaultKind.HANG_STUCK_KERNEL, FaultKind.DEAD_RANK)) {
      TELL.put(kind, hang);
    }
    // A rank that skips a collective lacks it, and that is all that a recording shows of it.
    TELL.put(
        FaultKind.HANG_DESYNC,
        Set.of("stall", "collective_hung", "agents_gone", "missing_collectives"));
  }

  /** Of one class of faults. */
  static final class OfKind {
    int played;
    int found;
    int named;
    int first;
    int firstThree;
    int windows;
    int mostWindows;
  }

  private final Map<String, OfKind> kinds = new TreeMap<>();
  private final Map<String, Integer> alarms = new TreeMap<>();
  private int sound;
  private int falseAlarms;
  private int missed;
  private int hits;

  Map<String, OfKind> kinds() {
    return kinds;
  }

  Map<String, Integer> alarms() {
    return alarms;
  }

  int sound() {
    return sound;
  }

  double precision() {
    return hits + falseAlarms == 0 ? 1 : (double) hits / (hits + falseAlarms);
  }

  double recall() {
    return hits + missed == 0 ? 1 : (double) hits / (hits + missed);
  }

  double f1() {
    return 2 * precision() * recall() / Math.max(1e-9, precision() + recall());
  }

  void add(String scenario, ObservedRun run) {
    List<Finding> said = run.run().findings().stream().filter(VerdictScore::isAlarm).toList();
    List<Fault> faults =
        run.scenario().faults().stream().filter(fault -> TELL.containsKey(fault.kind())).toList();
    sound += faults.isEmpty() ? 1 : 0;
    for (Fault fault : faults) {
      score(fault, said, run);
    }
    for (Finding finding : said) {
      if (faults.stream().noneMatch(fault -> tells(fault, finding))) {
        falseAlarms++;
        alarms.merge(scenario + ": " + finding.kind(), 1, Integer::sum);
      }
    }
  }

  private static boolean isAlarm(Finding finding) {
    return finding.severity().compareTo(Severity.WARNING) >= 0
        && !ABOUT_SIGHT.contains(finding.kind());
  }

  private static boolean tells(Fault fault, Finding finding) {
    return TELL.get(fault.kind()).contains(finding.kind());
  }

  private void score(Fault fault, List<Finding> said, ObservedRun run) {
    OfKind of = kinds.computeIfAbsent(fault.kind().label(), label -> new OfKind());
    of.played++;
    List<Finding> telling = said.stream().filter(one -> tells(fault, one)).toList();
    if (telling.isEmpty()) {
      missed++;
      return;
    }
    hits++;
    of.found++;
    int windows = windowsToFind(fault, run);
    of.windows += windows;
    of.mostWindows = Math.max(of.mostWindows, windows);
    if (fault.kind().needsRank()) {
      of.named++;
      of.first += blames(telling.get(0), fault) ? 1 : 0;
      of.firstThree += telling.stream().limit(3).anyMatch(one -> blames(one, fault)) ? 1 : 0;
    }
  }

  private static boolean blames(Finding finding, Fault fault) {
    Culprit culprit = finding.cause().culprit();
    List<String> ids = culprit.isKnown() ? culprit.ids() : Culprit.ranks(finding.ranks()).ids();
    String rank = String.valueOf(fault.culprit().rank());
    return ids.stream().anyMatch(id -> List.of(id.split("-", -1)).contains(rank));
  }

  /** From the window in which it begins, which is the first. */
  private static int windowsToFind(Fault fault, ObservedRun run) {
    long fromNs = run.scenario().startNs() + fault.fromNs();
    int windows = 0;
    for (WindowReport window : run.windows()) {
      if (window.endNs() > fromNs) {
        windows++;
        Optional<Finding> telling =
            window.findings().stream().filter(one -> tells(fault, one)).findFirst();
        if (telling.isPresent()) {
          return windows;
        }
      }
    }
    return windows;
  }
}
