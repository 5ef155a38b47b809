package dev.ringside.bench.path;

import dev.ringside.bench.kafka.RawReaders;
import dev.ringside.bench.load.CallSums;
import dev.ringside.bench.load.Oracle;
import dev.ringside.bench.load.Oracle.ReplicaWindow;
import dev.ringside.bench.load.SizeKey;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds what a path answered against the oracle, key by key; a figure counts only if all agree. */
public final class Answers {

  private Answers() {}

  /** Sums of a plain reader. */
  public static void check(String path, RawReaders.Answer answer, Oracle oracle) {
    equal(path, "sums", answer.totals(), oracle.totals());
    if (answer.lastEndNs() != oracle.lastEndNs()) {
      throw new WrongAnswerException(
          "%s: the latest end is %d ns, the oracle's %d ns"
              .formatted(path, answer.lastEndNs(), oracle.lastEndNs()));
    }
  }

  /** Sums by the window of each call's start. */
  public static void check(String path, Map<Long, Map<SizeKey, CallSums>> windows, Oracle oracle) {
    sameKeys(path, "windows", windows.keySet(), oracle.byStart().keySet());
    windows.forEach(
        (window, sums) -> equal(path, "window " + window, sums, oracle.byStart().get(window)));
  }

  /**
   * The job's windows: calls and bytes of each, and what only Ringside can say: that it is all the
   * model communicates.
   */
  public static void checkReports(
      String path, Map<ReplicaWindow, WindowReport> reports, Oracle oracle) {
    checkReports(path, reports, oracle, Long.MAX_VALUE);
  }

  /** The same of windows that begin before {@code untilNs}; there must be no others yet. */
  public static void checkReports(
      String path, Map<ReplicaWindow, WindowReport> reports, Oracle oracle, long untilNs) {
    Set<ReplicaWindow> expected = new TreeSet<>(oracle.byPass().keySet());
    expected.removeIf(window -> window.startNs() >= untilNs);
    sameKeys(path, "windows", reports.keySet(), expected);
    reports.forEach((window, report) -> checkReport(path, window, report, oracle));
  }

  private static void checkReport(
      String path, ReplicaWindow window, WindowReport report, Oracle oracle) {
    Map<SizeKey, CallSums> expected = oracle.byPass().get(window);
    long calls = expected.values().stream().mapToLong(CallSums::calls).sum();
    if (report.account().windowed() != calls) {
      throw new WrongAnswerException(
          "%s: %s holds %,d calls, the oracle's %,d"
              .formatted(path, window, report.account().windowed(), calls));
    }
    equal(path, window.toString(), callsAndBytes(report), withoutTime(expected));
    if (report.verdict() != Verdict.MATCH) {
      throw new WrongAnswerException(
          "%s: %s is judged %s, findings %s"
              .formatted(path, window, report.verdict().label(), report.findings()));
    }
  }

  /** Of all ranks: a row's own figures are those of one, and here every rank does the same. */
  private static Map<SizeKey, CallSums> callsAndBytes(WindowReport report) {
    Map<SizeKey, CallSums> sums = new HashMap<>();
    for (ReportRow row : report.rows()) {
      SizeKey key = new SizeKey(report.deployment(), row.collective().label(), row.messageBytes());
      long ranks = row.ranks().size();
      long bytes = row.observed().bytes() * ranks;
      sums.merge(key, new CallSums(row.durations().count(), bytes, 0), CallSums::plus);
    }
    return sums;
  }

  private static Map<SizeKey, CallSums> withoutTime(Map<SizeKey, CallSums> sums) {
    Map<SizeKey, CallSums> rest = new HashMap<>();
    sums.forEach((key, sum) -> rest.put(key, new CallSums(sum.calls(), sum.bytes(), 0)));
    return rest;
  }

  private static void equal(
      String path, String what, Map<SizeKey, CallSums> found, Map<SizeKey, CallSums> expected) {
    sameKeys(path, what, found.keySet(), expected.keySet());
    for (Map.Entry<SizeKey, CallSums> sum : found.entrySet()) {
      CallSums right = expected.get(sum.getKey());
      if (!sum.getValue().equals(right)) {
        throw new WrongAnswerException(
            "%s: %s of %s: %s, the oracle's %s"
                .formatted(path, what, sum.getKey(), sum.getValue(), right));
      }
    }
  }

  private static <K> void sameKeys(String path, String what, Set<K> found, Set<K> expected) {
    if (!found.equals(expected)) {
      Set<K> odd = new TreeSet<>(found);
      odd.removeAll(expected);
      Set<K> missing = new TreeSet<>(expected);
      missing.removeAll(found);
      throw new WrongAnswerException(
          "%s: %s: not in the oracle's %s, missing %s".formatted(path, what, odd, missing));
    }
  }
}
