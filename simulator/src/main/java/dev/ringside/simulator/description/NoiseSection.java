package dev.ringside.simulator.description;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.simulator.scenario.Noise;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How much durations and clocks vary:
 *
 * <pre>{@code
 * noise: {compute: 0.02, collective: 0.05, jitter: {from: 1us, to: 4us},
 *         clock-offset: 200us, drift-ppm: 5}
 * }</pre>
 */
final class NoiseSection {

  private static final Set<String> KEYS =
      Set.of("compute", "collective", "jitter", "clock-offset", "drift-ppm");
  private static final Duration MOST_JITTER = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** Beyond it, three standard deviations of the noise would reach below zero. */
  private static final double MOST_NOISE = 0.3;

  private NoiseSection() {}

  static Noise read(YamlMapping scenario) throws BadDescriptionException {
    Optional<YamlMapping> given = scenario.mapping("noise");
    if (given.isEmpty()) {
      return Noise.DEFAULT;
    }
    YamlMapping yaml = given.get();
    yaml.allowOnly(KEYS);
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
    return jitter
        .duration(key, Duration.ZERO, MOST_JITTER)
        .orElseThrow(() -> jitter.missing(key))
        .toNanos();
  }
}
