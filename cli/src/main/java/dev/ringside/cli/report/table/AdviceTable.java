package dev.ringside.cli.report.table;

import dev.ringside.cli.report.text.Humanised;
import dev.ringside.cli.report.text.TextTable;
import dev.ringside.core.advise.Advice;
import dev.ringside.core.advise.Advice.Ranked;
import dev.ringside.core.advise.Candidate;
import dev.ringside.core.advise.PhaseTime;
import dev.ringside.core.fault.KnownFault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Advice for a terminal: ranked layouts, then those that do not work, then what is not known. */
public final class AdviceTable {

  private final int width;

  public AdviceTable(int width) {
    this.width = width;
  }

  /**
   * All lines of the advice, each ended by a newline.
   *
   * @param title what was asked
   */
  public String render(Advice advice, String title) {
    List<String> lines = new ArrayList<>(List.of(title, ""));
    if (advice.ranked().isEmpty()) {
      lines.add("No layout works.");
    } else {
      lines.add("best for %s first".formatted(advice.goal().label()));
      lines.add("");
      lines.addAll(table(advice.ranked()));
      lines.addAll(reasons(advice.ranked()));
    }
    if (!advice.refused().isEmpty()) {
      lines.add("");
      lines.add("Not possible:");
      advice
          .refused()
          .forEach(out -> lines.add("  %s: %s".formatted(out.layout().label(), out.reason())));
    }
    lines.addAll(faults(advice.ranked()));
    lines.add("");
    lines.add("Not known:");
    advice.unknowns().forEach(unknown -> lines.add("  " + unknown));
    return String.join("\n", lines) + "\n";
  }

  private List<String> table(List<Ranked> ranked) {
    return new TextTable<>(width, ranked)
        .numbered()
        .left("layout", one -> one.candidate().layout().label())
        .right("memory/GPU", 1, one -> memory(one.candidate()))
        .right("TTFT", one -> time(one.candidate().ttft()))
        .right("of it comm", 3, one -> comm(one.candidate().ttft()))
        .right("TPOT", one -> time(one.candidate().tpot()))
        .right("of it comm", 3, one -> comm(one.candidate().tpot()))
        .right("tokens/s", 2, one -> rate(one.candidate()))
        .right("wire", one -> Humanised.size(one.candidate().wireBytes()))
        .lines();
  }

  private static String memory(Candidate candidate) {
    return String.format(Locale.ROOT, "%.1f GB", candidate.memoryBytes() / 1e9);
  }

  private static String time(PhaseTime time) {
    return time.isKnown() ? Humanised.time(time.seconds() * 1e9) : Humanised.UNKNOWN;
  }

  private static String comm(PhaseTime time) {
    return time.commSeconds().isPresent()
        ? Humanised.time(time.commSeconds().getAsDouble() * 1e9)
        : Humanised.UNKNOWN;
  }

  private static String rate(Candidate candidate) {
    return candidate.isTimed()
        ? Humanised.count(Math.round(candidate.tokensPerSecond()))
        : Humanised.UNKNOWN;
  }

  /** A line for each known fault of the engine, with the layouts that will run into it. */
  private static List<String> faults(List<Ranked> ranked) {
    Map<KnownFault, StringJoiner> layouts = new LinkedHashMap<>();
    for (Ranked one : ranked) {
      for (KnownFault fault : one.candidate().plan().faults()) {
        layouts
            .computeIfAbsent(fault, f -> new StringJoiner("; "))
            .add(one.candidate().layout().label());
      }
    }
    List<String> lines = new ArrayList<>();
    if (!layouts.isEmpty()) {
      lines.add("");
      lines.add("Known faults of the engine:");
    }
    layouts.forEach((fault, on) -> lines.add("  on %s: %s".formatted(on, fault.warning())));
    return lines;
  }

  private static List<String> reasons(List<Ranked> ranked) {
    List<String> lines = new ArrayList<>();
    if (ranked.size() > 1) {
      lines.add("");
      lines.add("Why not:");
    }
    for (Ranked one : ranked.subList(1, ranked.size())) {
      lines.add("  %s: %s".formatted(one.candidate().layout().label(), one.reason()));
    }
    return lines;
  }
}
