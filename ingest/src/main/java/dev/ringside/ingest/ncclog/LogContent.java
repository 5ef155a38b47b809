package dev.ringside.ingest.ncclog;

import dev.ringside.core.account.RejectReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a scan found, by process, in the order of the log. */
final class LogContent {

  /** Processes of one file; a job of this size writes a file a process. */
  static final int MOST_PROCESSES = 1 << 14;

  private final Map<LoggedProcess, ProcessLog> logs = new LinkedHashMap<>();
  private final Set<LoggedProcess> known = new LinkedHashSet<>();
  private final Map<RejectReason, Long> ownerless = new EnumMap<>(RejectReason.class);
  private long order;
  private long suppressed;
  private boolean tooMany;
  private String version = "";

  /**
   * The process of a prefix. A pointer at the end of the line before may be glued to the host's
   * name, and then have eaten its beginning or lengthened it: a known process settles it.
   *
   * @param glued true if a call ends where {@code host} begins
   */
  LoggedProcess process(String host, long pid, int device, boolean glued) {
    LoggedProcess exact = new LoggedProcess(host, pid, device);
    if (known.contains(exact)) {
      return exact;
    }
    LoggedProcess process =
        known.stream()
            .filter(one -> one.pid() == pid && one.device() == device)
            .filter(one -> isPointerAnd(one.host(), host) || (glued && one.host().endsWith(host)))
            .findFirst()
            .orElse(exact);
    if (known.size() < MOST_PROCESSES) {
      known.add(process);
    } else {
      tooMany = true;
    }
    return process;
  }

  private static boolean isPointerAnd(String host, String text) {
    return text.endsWith(host)
        && text.substring(0, text.length() - host.length()).matches("0x[0-9a-f]+");
  }

  private ProcessLog log(LoggedProcess process) {
    return logs.computeIfAbsent(process, any -> new ProcessLog());
  }

  void logged(LoggedProcess process, LoggedCall call, long stampNs) {
    log(process).logged().add(call, stampNs, order++);
  }

  void traced(LoggedProcess process, LoggedCall call, long stampNs) {
    log(process).traced().add(call, stampNs, order++);
  }

  void member(LoggedProcess process, Membership membership) {
    if (process != null) {
      log(process).member(membership);
    }
  }

  void rank(LoggedProcess process, int rank, String ranks) {
    if (process != null) {
      log(process).rank(rank, Integer.parseInt(ranks));
    }
  }

  void reject(LoggedProcess process, RejectReason reason) {
    if (process == null) {
      ownerless.merge(reason, 1L, Long::sum);
    } else {
      log(process).rejected().merge(reason, 1L, Long::sum);
    }
  }

  void suppressed(long lines) {
    suppressed += Math.max(0, lines);
  }

  void warning(LoggedProcess process, String warning) {
    log(process).remark("NCCL warns: " + warning.strip());
  }

  void variable(LoggedProcess process, String name, String value) {
    if (process != null) {
      log(process).remark("set in its environment: %s=%s".formatted(name, value));
    }
  }

  void tuned(LoggedProcess process, String function, String bytes, String plan) {
    log(process).tuned("%s of %s bytes: %s".formatted(function, bytes, plan));
  }

  void channel(LoggedProcess process, String transport) {
    if (process != null) {
      log(process).channel(transport);
    }
  }

  void version(String release) {
    version = release;
  }

  /** Lines that Ray left out because they looked like others. */
  long suppressedLines() {
    return suppressed;
  }

  /** NCCL's release, empty if the log does not say it. */
  String version() {
    return version;
  }

  Map<RejectReason, Long> ownerless() {
    return ownerless;
  }

  Map<LoggedProcess, ProcessLog> logs() {
    return logs;
  }

  /** Ranks of the largest communicator that a call names. */
  int largestGroup() {
    return logs.values().stream()
        .flatMap(log -> log.calls().kinds().stream())
        .mapToInt(LoggedCall::ranks)
        .max()
        .orElse(0);
  }

  boolean isNccl() {
    return !known.isEmpty();
  }

  boolean areAllStamped() {
    return logs.values().stream().allMatch(log -> log.calls().areStamped());
  }

  void requireBounds() throws IOException {
    List<String> beyond = new ArrayList<>();
    if (tooMany) {
      beyond.add("more than %,d processes".formatted(MOST_PROCESSES));
    }
    if (logs.values().stream().anyMatch(log -> log.calls().isFull())) {
      beyond.add("more than %,d different calls of one process".formatted(CallList.MOST_KINDS));
    }
    if (!beyond.isEmpty()) {
      throw new IOException(String.join(", ", beyond));
    }
  }
}
