package dev.ringside.describe.fabric;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Fabric;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Writes a fabric as YAML, one line for each path. */
final class FabricText {

  private FabricText() {}

  static String of(Fabric fabric) {
    StringBuilder yaml =
        new StringBuilder()
            .append(quoted(fabric.name()))
            .append(":\n  gpus-per-node: ")
            .append(fabric.gpusPerNode())
            .append("\n  multicast: ")
            .append(fabric.multicast())
            .append("\n  paths:\n");
    fabric
        .rules()
        .forEach(
            rule -> yaml.append("    - {").append(String.join(", ", fields(rule))).append("}\n"));
    return yaml.toString();
  }

  private static List<String> fields(CostRule rule) {
    List<String> fields = new ArrayList<>();
    fields.add("transport: " + PathSection.label(rule.transport()));
    rule.collective().ifPresent(collective -> fields.add("collective: " + collective.label()));
    fields.add("reach: " + rule.reach().label());
    fields.add(
        rule.minRanks() == rule.maxRanks()
            ? "ranks: " + rule.minRanks()
            : "ranks: %d-%d".formatted(rule.minRanks(), rule.maxRanks()));
    if (rule.minBytes() > 0) {
      fields.add("min-bytes: " + rule.minBytes());
    }
    if (rule.maxBytes() < Long.MAX_VALUE) {
      fields.add("max-bytes: " + rule.maxBytes());
    }
    fields.add("alpha: " + scaled(rule.alphaSeconds(), PathSection.MICROS));
    fields.add("bandwidth: " + scaled(rule.bytesPerSecond(), -PathSection.GIGA));
    fields.add("wire: " + rule.law().label());
    fields.add("confidence: " + rule.confidence().label());
    fields.add("source: " + quoted(rule.source()));
    return fields;
  }

  /** The shortest decimal that reads as the same double again. */
  private static String scaled(double value, int places) {
    return BigDecimal.valueOf(value).scaleByPowerOfTen(places).stripTrailingZeros().toPlainString();
  }

  /** JSON's strings are YAML's double-quoted ones. */
  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
