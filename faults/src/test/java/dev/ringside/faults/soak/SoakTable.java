package dev.ringside.faults.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A soak minute by minute: benchmarks/results/soak.md if it was half an hour or more. */
final class SoakTable {

  private static final int WORTH_KEEPING = 30;
  private static final Path FILE =
      Path.of(System.getProperty("ringside.repository", ".."), "benchmarks/results/soak.md");

  private static final String HEAD =
      """
      # Soak

      Written by `./ringside test --soak %d` on %s, %d cores: %d replicas of 8 ranks, %,d calls a second by the wall clock, which is
      twice what 64 GPUs make. Broker, JobManager, TaskManager, exporter and sender are processes of their own. Heaps are after a
      full collection; "behind" is how late the sender was at worst, in ms.

      | minute | TaskManager heap MiB | resident MiB | open files | threads | checkpoint KiB | files on disk | exporter heap MiB | open files | windows match | other | late calls | behind |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      """;

  private SoakTable() {}

  static String line(Minute m) {
    return String.format(
        Locale.ROOT,
        "| %d | %.1f | %d | %d | %d | %.1f | %d | %.1f | %d | %d | %d | %d | %d |",
        m.minute(),
        m.taskManager().heapBytes() / 1048576.0,
        m.taskManager().residentBytes() >> 20,
        m.taskManager().files(),
        m.taskManager().threads(),
        m.checkpointBytes() / 1024.0,
        m.files(),
        m.exporter().heapBytes() / 1048576.0,
        m.exporter().files(),
        m.match(),
        m.other(),
        m.late(),
        m.behindMs());
  }

  static void write(List<Minute> minutes, int planned) {
    if (planned < WORTH_KEEPING) {
      return;
    }
    String head =
        HEAD.formatted(
            planned,
            LocalDate.now(ZoneOffset.UTC),
            Runtime.getRuntime().availableProcessors(),
            SoakLoad.REPLICAS,
            SoakLoad.CALLS_A_SECOND);
    String table =
        minutes.stream().map(SoakTable::line).collect(Collectors.joining("\n", head, "\n"));
    try {
      Files.writeString(FILE, table);
    } catch (IOException e) {
      throw new UncheckedIOException("the table of the soak", e);
    }
  }
}
