package dev.ringside.simulator.description;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.simulator.scenario.Serving;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the engine schedules:
 *
 * <pre>{@code
 * serving: {max-num-batched-tokens: 8192, async-scheduling: true, acceptance: 0.7,
 *           expert-skew: 1.0, driver-broadcasts: true, step-overhead: 200us}
 * }</pre>
 */
final class ScheduleSection {

  private static final Set<String> KEYS =
      Set.of(
          "max-num-batched-tokens",
          "async-scheduling",
          "acceptance",
          "expert-skew",
          "driver-broadcasts",
          "step-overhead");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private ScheduleSection() {}

  static Serving read(YamlMapping scenario, Deployment deployment) throws BadDescriptionException {
    Optional<YamlMapping> given = scenario.mapping("serving");
    if (given.isEmpty()) {
      return Serving.DEFAULT;
    }
    YamlMapping yaml = given.get();
    yaml.allowOnly(KEYS);
    Serving plain = Serving.DEFAULT;
    return new Serving(
        batchedTokens(yaml, deployment),
        yaml.flag("async-scheduling", plain.asyncScheduling()),
        yaml.decimal("acceptance", 0, 1).orElse(plain.acceptance()),
        yaml.decimal("expert-skew", 0, 10).orElse(plain.expertSkew()),
        yaml.flag("driver-broadcasts", plain.driverBroadcasts()),
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
}
