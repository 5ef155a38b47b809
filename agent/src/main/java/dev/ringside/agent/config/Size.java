package dev.ringside.agent.config;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 64MiB}, {@code 1GiB}, {@code 500000}. */
final class Size {

  static final long GIB = 1L << 30;

  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})(KiB|MiB|GiB)?");

  private Size() {}

  static OptionalLong read(YamlMapping yaml, String key) throws BadDescriptionException {
    Optional<String> text = yaml.text(key);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    Matcher matcher = WRITTEN.matcher(text.get());
    if (!matcher.matches()) {
      throw yaml.bad(key, "is \"%s\", expected a size such as 64MiB or 1GiB".formatted(text.get()));
    }
    String unit = matcher.group(2) == null ? "" : matcher.group(2);
    int shift =
        switch (unit) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    return OptionalLong.of(Long.parseLong(matcher.group(1)) << shift);
  }
}
