package dev.ringside.cli.report.json;

import dev.ringside.cli.outcome.NamedRight;
import java.util.List;

/** Rights in Kafka as JSON: {@code ringside.acls/1}. */
public final class RightsJson {

  public static final String SCHEMA = "ringside.acls/1";

  private RightsJson() {}

  public static String render(List<NamedRight> rights) {
    return JsonObject.document(
        json -> json.text("schema", SCHEMA).objects("acls", rights, RightsJson::right));
  }

  private static void right(NamedRight right, JsonObject json) {
    json.text("role", right.role())
        .text("principal", right.principal())
        .text("operation", right.operation())
        .text("resource", right.resource())
        .text("name", right.name())
        .text("pattern", right.pattern());
  }
}
