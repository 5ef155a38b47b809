package dev.ringside.ingest.inspector.process;

import dev.ringside.ingest.inspector.JobRanks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** What an operator should know of one process's calls, a sentence each. */
public final class ProcessRemarks {

  private ProcessRemarks() {}

  public static List<String> of(ProcessCalls process, JobRanks ranks) {
    List<String> remarks = new ArrayList<>();
    if (process.isContradictory()) {
      remarks.add(contradiction(process));
    }
    if (process.hasTicks()) {
      remarks.add(
          process.id()
              + ": times are GPU ticks without a time of day; the last call is put at the time at"
              + " which the file was last written");
    }
    if (process.replayed() > 0) {
      remarks.add(
          "%s: the number of %,d calls stands still, as it does while CUDA graphs replay"
              .formatted(process.id(), process.replayed()));
    }
    if (process.proxyRecords() > 0) {
      remarks.add(
          "%s: records of proxy threads, which are no calls: %,d"
              .formatted(process.id(), process.proxyRecords()));
    }
    numbers(process, ranks, remarks);
    return remarks;
  }

  public static String contradiction(ProcessCalls process) {
    return String.format(
        Locale.ROOT,
        "%s: the host saw calls last %.1f times as long as the GPU's clock says, as with RCCL"
            + " before April 2026, which took ticks of 10 ns for nanoseconds; durations and"
            + " bandwidths are not shown",
        process.id(),
        process.hostOverStated());
  }

  private static void numbers(ProcessCalls process, JobRanks ranks, List<String> remarks) {
    if (ranks.isGuessed(process.id())) {
      remarks.add(
          process.id()
              + ": no communicator tells its rank in the job; its place by host and pid is used");
    }
    OptionalInt stated =
        process.communicators().stream()
            .mapToInt(log -> log.origin().globalRank())
            .filter(rank -> rank >= 0)
            .findFirst();
    if (stated.isPresent() && !stated.equals(ranks.of(process.id()))) {
      remarks.add(
          "%s: rank %d of its largest communicator; the job calls it rank %d"
              .formatted(process.id(), ranks.of(process.id()).orElse(-1), stated.getAsInt()));
    }
  }
}
