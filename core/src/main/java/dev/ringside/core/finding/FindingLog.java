package dev.ringside.core.finding;

import dev.ringside.core.report.Cause;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Finding.Severity;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.report.ShortReport;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The findings of one replica. Takes the replica's reports of windows in order, and says what is
 * new, what still holds and what is over.
 *
 * <p>A finding is over when {@value #CLEAR_WINDOWS} windows in a row could have shown it and did
 * not. A window without a comparison (idle, too little seen, gone) can show nothing; one in which
 * passes ran ends what was said of ranks that stood still. A correction of a window counts with
 * that window.
 *
 * <p>Bound: {@value #MOST_KEPT} findings, of which those that are over go first; more open ones are
 * not tracked; their ranks and texts are cut. Cleared with the replica. Not thread-safe.
 */
public final class FindingLog {

  private static final String FAULT = FindingKind.KNOWN_FAULT.label();

  static final int MOST_KEPT = 64;

  /** Of one finding; it has no more culprits, either. */
  static final int MOST_RANKS = 256;

  static final int CLEAR_WINDOWS = 2;

  /** Verdicts of windows that were compared with the model, or in which nothing could be. */
  private static final Set<Verdict> COMPARED =
      EnumSet.of(
          Verdict.MATCH,
          Verdict.MATCH_BY_COUNT,
          Verdict.DEVIATION,
          Verdict.UNEXPECTED,
          Verdict.MISSING);

  /**
   * A finding that was said.
   *
   * @param lastStartNs start of the last window that said so
   * @param clear windows in a row that could have shown it and did not
   * @param clearStartNs start of the last of them
   */
  public record Kept(FindingRecord record, long lastStartNs, int clear, long clearStartNs) {

    private Kept cleared(long startNs) {
      boolean counts = startNs > lastStartNs && startNs > clearStartNs;
      return counts ? new Kept(record, lastStartNs, clear + 1, startNs) : this;
    }

    boolean isOver() {
      return clear >= CLEAR_WINDOWS;
    }
  }

  private final Map<String, Kept> kept = new LinkedHashMap<>();

  public FindingLog() {
    this(List.of());
  }

  /** Goes on from these. */
  public FindingLog(Collection<Kept> kept) {
    kept.forEach(one -> this.kept.put(one.record().id(), one));
  }

  /** In the order in which they were first said. */
  public List<Kept> kept() {
    return List.copyOf(kept.values());
  }

  /**
   * What a report of a window changes.
   *
   * @return a record for each finding that is new, still holds or is over
   */
  public List<FindingRecord> after(WindowReport report) {
    if (report.scope() != WindowReport.Scope.WINDOW) {
      return List.of();
    }
    List<FindingRecord> changes = new ArrayList<>();
    Set<String> said = new HashSet<>();
    for (Finding finding : report.findings()) {
      if (finding.severity().compareTo(Severity.WARNING) >= 0) {
        String id = FindingId.of(report.deployment(), report.replica(), finding);
        if (said.add(id)) {
          say(id, ShortReport.clipped(MOST_RANKS, finding), report, changes);
        }
      }
    }
    if (COMPARED.contains(report.verdict())) {
      clear(said, report.startNs(), changes);
    }
    return changes;
  }

  private void say(String id, Finding finding, WindowReport report, List<FindingRecord> changes) {
    Kept known = kept.get(id);
    if (known != null && !known.isOver()) {
      boolean isNew = report.startNs() > known.lastStartNs();
      FindingRecord again = known.record().again(finding, report.coverage(), report.endNs(), isNew);
      long startNs = Math.max(known.lastStartNs(), report.startNs());
      kept.put(id, new Kept(again, startNs, 0, Long.MIN_VALUE));
      changes.add(again);
    } else if (known != null || hasRoom()) {
      FindingRecord opened = opened(id, finding, report);
      kept.put(id, new Kept(opened, report.startNs(), 0, Long.MIN_VALUE));
      changes.add(opened);
    }
  }

  private boolean hasRoom() {
    if (kept.size() >= MOST_KEPT) {
      kept.values().stream()
          .filter(Kept::isOver)
          .findFirst()
          .ifPresent(over -> kept.remove(over.record().id()));
    }
    return kept.size() < MOST_KEPT;
  }

  private static FindingRecord opened(String id, Finding finding, WindowReport report) {
    return new FindingRecord(
        id,
        FindingState.OPEN,
        report.deployment(),
        report.replica(),
        finding,
        report.coverage(),
        finding.cause().sinceNs().orElse(report.startNs()),
        report.endNs(),
        1);
  }

  private void clear(Set<String> said, long startNs, List<FindingRecord> changes) {
    for (Kept one : kept()) {
      String id = one.record().id();
      if (!said.contains(id) && !one.isOver()) {
        Kept now = one.cleared(startNs);
        kept.put(id, now);
        if (now.isOver()) {
          changes.add(now.record().in(FindingState.RESOLVED));
        }
      }
    }
  }

  /**
   * Findings of a declared run, with the times at which its windows showed them: since when and,
   * for those that were over before its end, until when. A known fault that was there in a part of
   * the time is named by windows alone, since the sums of a run have passes without it.
   */
  public List<Finding> dated(WindowReport run) {
    List<Finding> dated = new ArrayList<>();
    Set<String> said = new HashSet<>();
    for (Finding finding : run.findings()) {
      String id = FindingId.of(run.deployment(), run.replica(), finding);
      said.add(id);
      Kept known = kept.get(id);
      dated.add(known == null ? finding : dated(finding, known));
    }
    if (run.verdict().isDifference()) {
      kept.values().stream()
          .filter(known -> known.record().finding().kind().equals(FAULT))
          .filter(known -> !said.contains(known.record().id()) && isIn(run, known))
          .forEach(known -> dated.add(dated(known.record().finding(), known)));
    }
    return dated;
  }

  private static boolean isIn(WindowReport run, Kept known) {
    return known.record().lastNs() > run.startNs() && known.lastStartNs() < run.endNs();
  }

  private static Finding dated(Finding finding, Kept known) {
    Cause cause = finding.cause();
    Finding since = cause.sinceNs().isPresent() ? finding : finding.since(known.record().firstNs());
    return known.isOver() && cause.untilNs().isEmpty()
        ? since.until(known.record().lastNs())
        : since;
  }

  /** The id that the finding has on the topic of findings. */
  public static String idOf(WindowReport report, Finding finding) {
    return FindingId.of(report.deployment(), report.replica(), finding);
  }

  /** Whose fault it is; where the finding itself does not say, the ranks or the replica. */
  public static Culprit culprit(Finding finding, String deployment, int replica) {
    Culprit own = finding.cause().culprit();
    if (own.isKnown()) {
      return own;
    }
    return finding.ranks().isEmpty()
        ? Culprit.of(Culprit.Type.DEPLOYMENT, deployment)
        : Culprit.ranks(finding.ranks());
  }
}
