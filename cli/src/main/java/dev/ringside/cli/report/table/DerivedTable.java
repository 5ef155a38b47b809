package dev.ringside.cli.report.table;

import dev.ringside.cli.report.text.Humanised;
import dev.ringside.cli.report.text.TextTable;
import dev.ringside.core.derived.Derivations;
import dev.ringside.core.derived.DerivedRow;
import dev.ringside.core.derived.KvTransfer;
import dev.ringside.core.derived.RoutedPasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures beside a plan for a terminal: a table for each that was asked for. */
public final class DerivedTable {

  private final int width;

  public DerivedTable(int width) {
    this.width = width;
  }

  /** All lines, each ended by a newline; empty if nothing was asked for. */
  public String render(Derivations derived) {
    List<String> lines = new ArrayList<>();
    if (!derived.federation().isEmpty()) {
      lines.add("");
      lines.add("derived       the layout as a Federation of Experts (arXiv 2605.06206), per rank");
      lines.addAll(rows(derived.federation()));
    }
    for (int stage = 0; stage < derived.speculation().size(); stage++) {
      lines.add("");
      lines.add(
          "derived       Distributed Speculative Inference (arXiv 2405.14105), all instances, a"
              + " rank of stage "
              + stage);
      lines.addAll(rows(derived.speculation().get(stage)));
    }
    derived.transfers().forEach(transfer -> lines.add(inWords(transfer)));
    if (!derived.routing().isEmpty()) {
      lines.add("");
      lines.add(
          "derived       what one rank receives in an expert layer of one pass, routing being"
              + " skewed");
      lines.addAll(routing(derived.routing()));
      lines.add(
          "most: of the fullest rank, popular experts side by side; balanced: dealt out in turn");
    }
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private List<String> rows(List<DerivedRow> rows) {
    return new TextTable<>(width, rows)
        .left("phase", row -> row.phase().label())
        .left("collective", row -> row.collective().map(call -> call.label()).orElse("message"))
        .left("for", DerivedRow::purpose)
        .right("group", row -> Integer.toString(row.groupSize()))
        .right("count", row -> range(row.least(), row.most()))
        .right("message", row -> Humanised.size(row.messageBytes()))
        .right(
            "wire/rank",
            row ->
                row.least() == row.most()
                    ? Humanised.size(row.leastWireBytes())
                    : Humanised.size(row.leastWireBytes())
                        + " to "
                        + Humanised.size(row.mostWireBytes()))
        .lines();
  }

  private static String range(long least, long most) {
    return least == most
        ? Humanised.count(least)
        : Humanised.count(least) + " to " + Humanised.count(most);
  }

  private static String inWords(KvTransfer transfer) {
    return "KV transfer   a prompt, stage %d: each %s rank %s %s in %s descriptors, %s %d rank%s"
        .formatted(
            transfer.stage(),
            transfer.read() ? "decode" : "prefill",
            transfer.read() ? "reads" : "writes",
            Humanised.size(transfer.bytes()),
            range(transfer.leastDescriptors(), transfer.mostDescriptors()),
            transfer.read() ? "from" : "to",
            transfer.peers(),
            transfer.peers() == 1 ? "" : "s");
  }

  private List<String> routing(List<RoutedPasses> passes) {
    return new TextTable<>(width, passes)
        .left("phase", row -> row.phase().label())
        .right("passes", row -> Humanised.count(row.passes()))
        .right("tokens of all", row -> Humanised.count(row.tokens()))
        .right("copies mean", row -> Humanised.count(Math.round(row.mean())))
        .right("most", row -> times(row.most(), row.mean()))
        .right("balanced", row -> times(row.balanced(), row.mean()))
        .right("bytes mean", row -> Humanised.size(row.meanBytes()))
        .right("most", row -> Humanised.size(row.mostBytes()))
        .right("balanced", row -> Humanised.size(row.balancedBytes()))
        .lines();
  }

  private static String times(double of, double mean) {
    return String.format(Locale.ROOT, "%.2f x", of / mean);
  }
}
