package dev.ringside.simulator.description;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.simulator.scenario.Noise;
import dev.ringside.simulator.scenario.Serving;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the engine schedules, and how evenly things run:
 *
 * <pre>{@code
 * serving: {max-num-batched-tokens: 8192, async-scheduling: true, acceptance: 0.7,
 *           expert-skew: 1.0, driver-broadcasts: true, step-overhead: 200us}
 * noise: {compute: 0.02, collective: 0.05, jitter: {from: 1us, to: 4us},
 *         clock-offset: 200us, drift-ppm: 5}
 * }</pre>
 */
final class ServingKeys {

  private static final Set<String> SERVING =
      Set.of(
          "max-num-batched-tokens",
          "async-scheduling",
          "acceptance",
          "expert-skew",
          "driver-broadcasts",
          "step-overhead");
  private static final Set<String> NOISE =
      Set.of("compute", "collective", "jitter", "clock-offset", "drift-ppm");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** Beyond it, a bell of three deviations would reach below zero. */
  private static final double MOST_NOISE = 0.3;

  private ServingKeys() {}

  static Serving serving(YamlMapping scenario, Deployment deployment)
      throws BadDescriptionException {
    Optional<YamlMapping> given = scenario.mapping("serving");
    if (given.isEmpty()) {
      return Serving.DEFAULT;
    }
    YamlMapping yaml = given.get();
    yaml.allowOnly(SERVING);
    Serving plain = Serving.DEFAULT;
    return new Serving(
        batchedTokens(yaml, deployment),
        flag(yaml, "async-scheduling", plain.asyncScheduling()),
        yaml.decimal("acceptance", 0, 1).orElse(plain.acceptance()),
        yaml.decimal("expert-skew", 0, 10).orElse(plain.expertSkew()),
        flag(yaml, "driver-broadcasts", plain.driverBroadcasts()),
        yaml.duration("step-overhead", Duration.ZERO, SECOND)
            .map(Duration::toNanos)
            .orElse(plain.stepOverheadNs()));
  }

  private static long batchedTokens(YamlMapping yaml, Deployment deployment)
      throws BadDescriptionException {
    String key = "max-num-batched-tokens";
    long tokens = yaml.positive(key).orElse((int) Serving.DEFAULT.maxBatchedTokens());
    int step = 1 + deployment.options().speculativeTokens();
    if (tokens < step) {
      throw yaml.bad(
          key, "is %d, but one decode step alone takes %d tokens".formatted(tokens, step));
    }
    return tokens;
  }

  private static boolean flag(YamlMapping yaml, String key, boolean otherwise)
      throws BadDescriptionException {
    return yaml.keys().contains(key) ? yaml.flag(key) : otherwise;
  }

  static Noise noise(YamlMapping scenario) throws BadDescriptionException {
    Optional<YamlMapping> given = scenario.mapping("noise");
    if (given.isEmpty()) {
      return Noise.DEFAULT;
    }
    YamlMapping yaml = given.get();
    yaml.allowOnly(NOISE);
    Noise plain = Noise.DEFAULT;
    Optional<YamlMapping> jitter = yaml.mapping("jitter");
    long least = plain.jitterLeastNs();
    long most = plain.jitterMostNs();
    if (jitter.isPresent()) {
      jitter.get().allowOnly(Set.of("from", "to"));
      least = jitterNs(jitter.get(), "from");
      most = jitterNs(jitter.get(), "to");
      if (least > most) {
        throw jitter.get().bad("to", "is less than \"from\"");
      }
    }
    return new Noise(
        yaml.decimal("compute", 0, MOST_NOISE).orElse(plain.compute()),
        yaml.decimal("collective", 0, MOST_NOISE).orElse(plain.collective()),
        least,
        most,
        yaml.duration("clock-offset", Duration.ZERO, DAY)
            .map(Duration::toNanos)
            .orElse(plain.clockOffsetNs()),
        yaml.decimal("drift-ppm", 0, 1000).orElse(plain.driftPpm()));
  }

  private static long jitterNs(YamlMapping jitter, String key) throws BadDescriptionException {
    Optional<Duration> given = jitter.duration(key, Duration.ZERO, SECOND);
    if (given.isEmpty()) {
      throw jitter.missing(key);
    }
    return given.get().toNanos();
  }
}
