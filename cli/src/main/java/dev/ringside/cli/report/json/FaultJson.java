package dev.ringside.cli.report.json;

import dev.ringside.core.fault.KnownFault;
import java.util.List;

/** Known faults of an engine that a deployment will run into: {@code known_faults}, if any. */
final class FaultJson {

  private FaultJson() {}

  static void write(List<KnownFault> faults, JsonObject json) {
    if (!faults.isEmpty()) {
      json.objects("known_faults", faults, FaultJson::fault);
    }
  }

  private static void fault(KnownFault fault, JsonObject json) {
    json.text("id", fault.id())
        .text("condition", fault.when())
        .text("consequence", fault.consequence())
        .text("advice", fault.advice())
        .text("harm", fault.harm().label())
        .text("evidence", fault.proof().label())
        .text("link", fault.link())
        .text("source", fault.source());
  }
}
