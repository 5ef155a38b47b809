package dev.ringside.describe.fabric;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.fabric.WireLaw;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One path of a fabric: a rule that says what its calls cost. */
final class PathSection {

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

  private final YamlMapping yaml;

  PathSection(YamlMapping yaml) {
    this.yaml = yaml;
  }

  CostRule rule() throws BadDescriptionException {
    yaml.allowOnly(KEYS);
    Matcher ranks = RANKS.matcher(yaml.requiredText("ranks"));
    if (!ranks.matches()) {
      throw expected("ranks", "a number or a range such as 2-8");
    }
    int least = Integer.parseInt(ranks.group(1));
    try {
      return new CostRule(
          one("transport", known(Transport.values()), PathSection::label),
          named("collective", known(Collective.values()), Collective::label),
          one("reach", List.of(Reach.values()), Reach::label),
          least,
          ranks.group(2) == null ? least : Integer.parseInt(ranks.group(2)),
          bytes("min-bytes", 0),
          bytes("max-bytes", Long.MAX_VALUE),
          one("wire", List.of(WireLaw.values()), WireLaw::label),
          scaled("alpha", -MICROS),
          scaled("bandwidth", GIGA),
          one("confidence", List.of(Confidence.values()), Confidence::label),
          yaml.requiredText("source"));
    } catch (IllegalArgumentException e) {
      throw yaml.bad(e.getMessage());
    }
  }

  private <E extends Enum<E>> E one(String key, List<E> values, Function<E, String> label)
      throws BadDescriptionException {
    return named(key, values, label).orElseThrow(() -> yaml.missing(key));
  }

  /** The constant with this label, in any case and with - or _. */
  private <E extends Enum<E>> Optional<E> named(
      String key, List<E> values, Function<E, String> label) throws BadDescriptionException {
    return yaml.named(
        key,
        word ->
            values.stream()
                .filter(value -> label.apply(value).equalsIgnoreCase(word.replace('_', '-')))
                .findFirst(),
        values.stream().map(label).collect(Collectors.joining(", ")));
  }

  /** All but the first, which is UNKNOWN. */
  private static <E> List<E> known(E[] values) {
    return List.of(values).subList(1, values.length);
  }

  static String label(Transport transport) {
    return transport.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private double scaled(String key, int places) throws BadDescriptionException {
    try {
      return new BigDecimal(yaml.requiredText(key)).scaleByPowerOfTen(places).doubleValue();
    } catch (NumberFormatException e) {
      throw expected(key, "a number");
    }
  }

  private long bytes(String key, long otherwise) throws BadDescriptionException {
    Optional<String> text = yaml.text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.get().matches("\\d{1,18}")) {
      throw expected(key, "a whole number of bytes");
    }
    return Long.parseLong(text.get());
  }

  private BadDescriptionException expected(String key, String what) throws BadDescriptionException {
    return yaml.bad(key, "is \"%s\", expected %s".formatted(yaml.requiredText(key), what));
  }
}
