package dev.ringside.describe.fabric;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.fabric.WireLaw;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One path of a fabric file: a rule what calls cost. */
final class PathEntry {

  private static final Set<String> KEYS =
      Set.of(
          "transport",
          "collective",
          "reach",
          "ranks",
          "min-bytes",
          "max-bytes",
          "alpha",
          "bandwidth",
          "wire",
          "confidence",
          "source");
  private static final Pattern RANKS = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

  /** α is written in microseconds, β in 10⁹ bytes a second. */
  static final int MICROS = 6;

  static final int GIGA = 9;

  private final String where;
  private final JsonNode path;

  PathEntry(String where, JsonNode path) {
    this.where = where;
    this.path = path;
  }

  CostRule rule() throws BadFabricException {
    FabricEntries.allowOnly(where, path, KEYS);
    Matcher ranks = RANKS.matcher(word("ranks"));
    if (!ranks.matches()) {
      throw bad("ranks", "expected one like 8 or 2-8");
    }
    int least = Integer.parseInt(ranks.group(1));
    try {
      return new CostRule(
          one("transport", List.of(Transport.values()).subList(1, Transport.values().length)),
          collective(),
          one("reach", List.of(Reach.values())),
          least,
          ranks.group(2) == null ? least : Integer.parseInt(ranks.group(2)),
          bytes("min-bytes", 0),
          bytes("max-bytes", Long.MAX_VALUE),
          one("wire", List.of(WireLaw.values())),
          scaled("alpha", -MICROS),
          scaled("bandwidth", GIGA),
          one("confidence", List.of(Confidence.values())),
          word("source"));
    } catch (IllegalArgumentException e) {
      throw new BadFabricException(where + ": " + e.getMessage(), e);
    }
  }

  private Optional<Collective> collective() throws BadFabricException {
    if (path.path("collective").isMissingNode()) {
      return Optional.empty();
    }
    Collective collective = Collective.ofLabel(word("collective"));
    if (collective == Collective.UNKNOWN) {
      throw bad(
          "collective",
          "known are "
              + Arrays.stream(Collective.values())
                  .filter(one -> one != Collective.UNKNOWN)
                  .map(Collective::label)
                  .collect(Collectors.joining(", ")));
    }
    return Optional.of(collective);
  }

  private double scaled(String key, int places) throws BadFabricException {
    word(key);
    JsonNode value = path.path(key);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw bad(key, "expected a number");
    }
    return value.decimalValue().scaleByPowerOfTen(places).doubleValue();
  }

  private long bytes(String key, long otherwise) throws BadFabricException {
    JsonNode value = path.path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw bad(key, "expected a whole number of bytes");
    }
    return value.longValue();
  }

  private <E extends Enum<E>> E one(String key, List<E> values) throws BadFabricException {
    String wanted = word(key).toUpperCase(Locale.ROOT).replace('-', '_');
    for (E value : values) {
      if (value.name().equals(wanted)) {
        return value;
      }
    }
    throw bad(
        key,
        "known are "
            + values.stream()
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", ")));
  }

  private String word(String key) throws BadFabricException {
    JsonNode value = path.path(key);
    if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
      throw new BadFabricException("%s: no \"%s\"".formatted(where, key));
    }
    return value.asText();
  }

  private BadFabricException bad(String key, String expected) {
    return new BadFabricException(
        "%s: \"%s\" is %s; %s".formatted(where, key, path.path(key), expected));
  }
}
