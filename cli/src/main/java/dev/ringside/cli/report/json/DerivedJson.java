package dev.ringside.cli.report.json;

import dev.ringside.core.derived.Derivations;
import dev.ringside.core.derived.DerivedRow;
import dev.ringside.core.derived.KvTransfer;
import dev.ringside.core.derived.RoutedPasses;
import java.util.List;
import java.util.stream.IntStream;

/** The figures beside a plan as JSON: keys of their own, and none that was not asked for. */
final class DerivedJson {

  private DerivedJson() {}

  static void write(Derivations derived, JsonObject json) {
    if (!derived.federation().isEmpty()) {
      json.objects("federation", derived.federation(), (row, out) -> row(row, 0, out));
    }
    if (!derived.speculation().isEmpty()) {
      json.objects(
          "parallel_speculation", staged(derived), (of, out) -> row(of.row, of.stage, out));
    }
    if (!derived.transfers().isEmpty()) {
      json.objects("kv_transfer", derived.transfers(), DerivedJson::transfer);
    }
    if (!derived.routing().isEmpty()) {
      json.objects("routing", derived.routing(), DerivedJson::routing);
    }
  }

  private record Staged(int stage, DerivedRow row) {}

  private static List<Staged> staged(Derivations derived) {
    return IntStream.range(0, derived.speculation().size())
        .boxed()
        .flatMap(
            stage -> derived.speculation().get(stage).stream().map(row -> new Staged(stage, row)))
        .toList();
  }

  private static void row(DerivedRow row, int stage, JsonObject json) {
    json.text("evidence", "derived")
        .text("phase", row.phase().label())
        .number("stage", stage)
        .label("collective", row.collective().map(call -> call.label()).orElse(""))
        .text("purpose", row.purpose())
        .number("group_size", row.groupSize())
        .number("least_count", row.least())
        .number("most_count", row.most())
        .number("message_bytes", row.messageBytes())
        .number("least_wire_bytes", row.leastWireBytes())
        .number("most_wire_bytes", row.mostWireBytes());
  }

  private static void transfer(KvTransfer transfer, JsonObject json) {
    json.number("stage", transfer.stage())
        .text("rank_of", transfer.read() ? "decode" : "prefill")
        .number("peers", transfer.peers())
        .number("least_descriptors", transfer.leastDescriptors())
        .number("most_descriptors", transfer.mostDescriptors())
        .number("bytes", transfer.bytes());
  }

  private static void routing(RoutedPasses passes, JsonObject json) {
    json.text("evidence", "derived")
        .text("phase", passes.phase().label())
        .number("passes", passes.passes())
        .number("tokens", passes.tokens())
        .number("mean_copies", Math.round(passes.mean()))
        .number("most_copies", Math.round(passes.most()))
        .number("balanced_copies", Math.round(passes.balanced()))
        .number("mean_bytes", passes.meanBytes())
        .number("most_bytes", passes.mostBytes())
        .number("balanced_bytes", passes.balancedBytes());
  }
}
