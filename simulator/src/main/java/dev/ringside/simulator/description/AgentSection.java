package dev.ringside.simulator.description;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.simulator.scenario.AgentOptions;
import dev.ringside.simulator.scenario.View;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the agents see, and in what detail they report it:
 *
 * <pre>{@code
 * agents: {view: full, start-unit: 1000, duration-unit: 100,
 *          inspector: {dump-interval: 1s, ring: 1024, floor: 8192}}
 * }</pre>
 *
 * <p>Units are 1, 100 or 1000 nanoseconds.
 */
final class AgentSection {

  private static final Set<Integer> UNITS_NS = Set.of(1, 100, 1000);
  private static final int LARGEST_RING = 1 << 20;

  private AgentSection() {}

  static AgentOptions read(YamlMapping scenario) throws BadDescriptionException {
    Optional<YamlMapping> given = scenario.mapping("agents");
    if (given.isEmpty()) {
      return AgentOptions.DEFAULT;
    }
    YamlMapping yaml = given.get();
    yaml.allowOnly(Set.of("view", "start-unit", "duration-unit", "inspector"));
    AgentOptions plain = AgentOptions.DEFAULT;
    AgentOptions seen =
        new AgentOptions(
            yaml.named("view", View::ofLabel, View.labels()).orElse(plain.view()),
            unit(yaml, "start-unit", plain.startUnitNs()),
            unit(yaml, "duration-unit", plain.durationUnitNs()),
            plain.inspectorDumpNs(),
            plain.inspectorRing(),
            plain.inspectorFloorBytes(),
            plain.declared());
    Optional<YamlMapping> inspector = yaml.mapping("inspector");
    return inspector.isEmpty() ? seen : inspected(inspector.get(), seen);
  }

  private static AgentOptions inspected(YamlMapping yaml, AgentOptions seen)
      throws BadDescriptionException {
    yaml.allowOnly(Set.of("dump-interval", "ring", "floor"));
    int ring = yaml.positive("ring").orElse(seen.inspectorRing());
    if (ring > LARGEST_RING) {
      throw yaml.bad("ring", "is %d, expected a whole number to %d".formatted(ring, LARGEST_RING));
    }
    return new AgentOptions(
        seen.view(),
        seen.startUnitNs(),
        seen.durationUnitNs(),
        yaml.duration("dump-interval", Duration.ofMillis(1), Duration.ofHours(1))
            .map(Duration::toNanos)
            .orElse(seen.inspectorDumpNs()),
        ring,
        yaml.whole("floor", 0).orElse((int) seen.inspectorFloorBytes()),
        seen.declared());
  }

  private static int unit(YamlMapping yaml, String key, int otherwise)
      throws BadDescriptionException {
    OptionalInt unit = yaml.positive(key);
    if (unit.isPresent() && !UNITS_NS.contains(unit.getAsInt())) {
      throw yaml.bad(key, "is %d, expected 1, 100 or 1000 nanoseconds".formatted(unit.getAsInt()));
    }
    return unit.orElse(otherwise);
  }
}
