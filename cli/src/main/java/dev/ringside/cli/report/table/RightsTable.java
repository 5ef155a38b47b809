package dev.ringside.cli.report.table;

import dev.ringside.cli.outcome.NamedRight;
import dev.ringside.cli.report.text.TextTable;
import java.util.List;

/** Rights in Kafka for a terminal: one line for each. */
public final class RightsTable {

  private final int width;

  public RightsTable(int width) {
    this.width = width;
  }

  /** All lines, each ended by a newline. */
  public String render(List<NamedRight> rights) {
    List<String> lines =
        new TextTable<>(width, rights)
            .left("role", NamedRight::role)
            .left("principal", NamedRight::principal)
            .left("operation", NamedRight::operation)
            .left("on", NamedRight::resource)
            .left("name", NamedRight::name)
            .left("pattern", NamedRight::pattern)
            .lines();
    return String.join("\n", lines) + "\n";
  }
}
