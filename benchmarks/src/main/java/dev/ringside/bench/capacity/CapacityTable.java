package dev.ringside.bench.capacity;

import java.util.Locale;

/** The tables of docs/capacity.md: the measured constants, and sizes for three clusters. */
public final class CapacityTable {

  private static final long[] GPUS = {1_000, 10_000, 100_000};
  private static final int CALLS_A_PASS = 162;
  private static final int[] PASSES_A_SECOND = {30, 100};

  private final StringBuilder text = new StringBuilder();
  private final Constants measured;

  public CapacityTable(Constants measured) {
    this.measured = measured;
  }

  /** Markdown. */
  public String render() {
    line("| measured | |");
    line("| --- | --- |");
    line("| job, CPU seconds a million calls | %.4f |", measured.jobCpu());
    line("| broker, CPU seconds a million calls taken in | %.4f |", measured.writeCpu());
    line("| broker, CPU seconds a million calls read once | %.4f |", measured.readCpu());
    line("| bytes a call in the log, µs clock, lz4 | %.2f |", measured.bytes());
    line("| job state, bytes a rank | %,.0f |", measured.stateBytes());
    line("| publishing, ns a call on the agent's thread | %.0f |", measured.publishNs());
    line("");
    line("On: %s.", measured.machine());
    for (int passes : PASSES_A_SECOND) {
      sizes(passes);
    }
    return text.toString();
  }

  private void sizes(int passes) {
    line("");
    line(
        "**Llama-3.1-70B, TP8, %d decode passes a second: %,d calls a second and GPU**",
        passes, passes * CALLS_A_PASS);
    line("");
    line(
        "| GPUs | calls/s | network in | slots | partitions | brokers (broker cores) | state"
            + " | cores a GPU | agent, share of a core a GPU |");
    line("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (long gpus : GPUS) {
      ClusterSize size = ClusterSize.of(gpus, (double) passes * CALLS_A_PASS, measured);
      line(
          "| %,d | %.1f M | %.1f MB/s | %,d | %,d | %,d (%.1f) | %.1f MB | %.4f | %.4f %% |",
          gpus,
          size.callsASecond() / 1e6,
          size.networkInBytes() / 1e6,
          size.slots(),
          size.partitions(),
          size.brokers(),
          size.brokerCores(),
          size.stateBytes() / 1e6,
          size.coresAGpu(),
          size.agentShare() * 100);
    }
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
