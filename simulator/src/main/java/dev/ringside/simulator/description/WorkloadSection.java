package dev.ringside.simulator.description;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.simulator.scenario.Arrivals;
import dev.ringside.simulator.scenario.Lengths;
import dev.ringside.simulator.scenario.Workload;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The requests of a scenario:
 *
 * <pre>{@code
 * workload:
 *   arrivals: ...              # see ArrivalSection; default: Poisson, one a second
 *   prompt-tokens: 512         # or a distribution, as below
 *   output-tokens: {distribution: geometric, mean: 200, min: 1, max: 1024}
 *   prefix-cache: 0.3          # share of each prompt that is in the cache
 *   stop: 0.5                  # share of requests that end by a stop token
 *   pictures: {share: 0.5, rows: 256}   # requests with one, and the tokens that it takes
 * }</pre>
 *
 * <p>Distributions: {@code uniform} (min, max), {@code lognormal} (median, sigma), {@code
 * geometric} (mean); the last two are cut off at min (default 1) and max (default 131072).
 */
final class WorkloadSection {

  private static final Set<String> KEYS =
      Set.of("arrivals", "prompt-tokens", "output-tokens", "prefix-cache", "stop", "pictures");
  private static final Set<String> LENGTHS =
      Set.of("distribution", "median", "sigma", "mean", "min", "max");
  private static final int MOST_TOKENS = 131_072;
  private static final Lengths DEFAULT_PROMPT = Lengths.fixed(512);
  private static final Lengths DEFAULT_PICTURE = Lengths.fixed(256);
  private static final Lengths DEFAULT_OUTPUT =
      new Lengths(Lengths.Shape.GEOMETRIC, 128, 0, 1, 1024);

  private WorkloadSection() {}

  static Workload read(YamlMapping scenario) throws BadDescriptionException {
    Optional<YamlMapping> given = scenario.mapping("workload");
    if (given.isEmpty()) {
      return new Workload(Arrivals.poisson(1), DEFAULT_PROMPT, DEFAULT_OUTPUT, 0, 0);
    }
    YamlMapping yaml = given.get();
    yaml.allowOnly(KEYS);
    Optional<YamlMapping> arrivals = yaml.mapping("arrivals");
    return new Workload(
        arrivals.isEmpty() ? Arrivals.poisson(1) : new ArrivalSection(arrivals.get()).read(),
        lengths(yaml, "prompt-tokens", DEFAULT_PROMPT),
        lengths(yaml, "output-tokens", DEFAULT_OUTPUT),
        yaml.decimal("prefix-cache", 0, 1).orElse(0),
        yaml.decimal("stop", 0, 1).orElse(0),
        pictures(yaml));
  }

  private static Workload.Pictures pictures(YamlMapping workload) throws BadDescriptionException {
    Optional<YamlMapping> given = workload.mapping("pictures");
    if (given.isEmpty()) {
      return Workload.Pictures.NONE;
    }
    YamlMapping yaml = given.get();
    yaml.allowOnly(Set.of("share", "rows"));
    return new Workload.Pictures(
        yaml.decimal("share", 0, 1).orElse(1.0), lengths(yaml, "rows", DEFAULT_PICTURE));
  }

  private static Lengths lengths(YamlMapping yaml, String key, Lengths otherwise)
      throws BadDescriptionException {
    if (!yaml.keys().contains(key)) {
      return otherwise;
    }
    if (yaml.hasMapping(key)) {
      return distribution(yaml.requiredMapping(key));
    }
    return Lengths.fixed(tokens(yaml, key, 1));
  }

  private static Lengths distribution(YamlMapping yaml) throws BadDescriptionException {
    yaml.allowOnly(LENGTHS);
    String word = yaml.requiredText("distribution");
    int least = tokens(yaml, "min", 1);
    int most = tokens(yaml, "max", MOST_TOKENS);
    if (least > most) {
      throw yaml.bad("min", "is %d, more than \"max\", which is %d".formatted(least, most));
    }
    Lengths.Shape shape =
        switch (word) {
          case "uniform" -> Lengths.Shape.UNIFORM;
          case "lognormal" -> Lengths.Shape.LOGNORMAL;
          case "geometric" -> Lengths.Shape.GEOMETRIC;
          default ->
              throw yaml.bad(
                  "distribution",
                  "is \"%s\"; known are uniform, lognormal, geometric".formatted(word));
        };
    return switch (shape) {
      case LOGNORMAL ->
          new Lengths(
              shape, centre(yaml, "median", "mean"), required(yaml, "sigma", 0, 5), least, most);
      case GEOMETRIC -> new Lengths(shape, centre(yaml, "mean", "median"), 0, least, most);
      default -> uniform(yaml, least, most);
    };
  }

  private static Lengths uniform(YamlMapping yaml, int least, int most)
      throws BadDescriptionException {
    for (String key : Set.of("mean", "median", "sigma")) {
      if (yaml.keys().contains(key)) {
        throw yaml.bad(key, "does not apply to a uniform distribution, which has min and max");
      }
    }
    if (!yaml.keys().contains("max")) {
      throw yaml.missing("max");
    }
    return Lengths.uniform(least, most);
  }

  private static double centre(YamlMapping yaml, String key, String other)
      throws BadDescriptionException {
    if (yaml.keys().contains(other)) {
      throw yaml.bad(
          other,
          "does not apply to a %s distribution, which has %s"
              .formatted(yaml.requiredText("distribution").toLowerCase(Locale.ROOT), key));
    }
    return required(yaml, key, 1, MOST_TOKENS);
  }

  private static double required(YamlMapping yaml, String key, double least, double most)
      throws BadDescriptionException {
    return yaml.decimal(key, least, most).orElseThrow(() -> yaml.missing(key));
  }

  private static int tokens(YamlMapping yaml, String key, int otherwise)
      throws BadDescriptionException {
    int tokens = yaml.positive(key).orElse(otherwise);
    if (tokens > MOST_TOKENS) {
      throw yaml.bad(key, "is %d, expected tokens from 1 to %d".formatted(tokens, MOST_TOKENS));
    }
    return tokens;
  }
}
