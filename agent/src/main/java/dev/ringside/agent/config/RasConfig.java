package dev.ringside.agent.config;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the agent may do with NCCL's RAS: nothing that is not written here.
 *
 * @param poll how often it is asked who stands still; absent for never
 * @param timing which events time kernels when that is asked for; absent if it must not be
 */
public record RasConfig(
    InetSocketAddress address, Optional<Duration> poll, Optional<Timing> timing) {

  private static final Pattern ADDRESS = Pattern.compile("(.+):(\\d{1,5})");
  private static final Pattern EVENTS = Pattern.compile("[a-z0-9]+(,[a-z0-9]+)*");
  private static final String USUAL_ADDRESS = "127.0.0.1:28028";

  /**
   * @param events of NCCL's profiler while kernels are timed
   * @param restore events at all other times: RAS cannot be asked for them
   * @param length of a timing
   */
  public record Timing(String events, String restore, Duration length) {

    private static Timing read(YamlMapping yaml) throws BadDescriptionException {
      yaml.allowOnly(Set.of("events", "restore", "for"));
      return new Timing(
          events(yaml, "events"),
          events(yaml, "restore"),
          yaml.duration("for", Duration.ofSeconds(1), Duration.ofMinutes(10))
              .orElse(Duration.ofMinutes(1)));
    }

    private static String events(YamlMapping yaml, String key) throws BadDescriptionException {
      String events = yaml.requiredText(key);
      if (!EVENTS.matcher(events).matches()) {
        throw yaml.bad(
            key,
            "is \"%s\", expected events as NCCL's RAS names them, such as coll,kernelch or none"
                .formatted(events));
      }
      return events;
    }
  }

  static Optional<RasConfig> of(YamlMapping agent) throws BadDescriptionException {
    Optional<YamlMapping> yaml = agent.mapping("ras");
    return yaml.isEmpty() ? Optional.empty() : Optional.of(read(yaml.get()));
  }

  private static RasConfig read(YamlMapping yaml) throws BadDescriptionException {
    yaml.allowOnly(Set.of("address", "poll", "timing"));
    Optional<YamlMapping> timing = yaml.mapping("timing");
    return new RasConfig(
        address(yaml),
        yaml.duration("poll", Duration.ofSeconds(1), Duration.ofHours(1)),
        timing.isEmpty() ? Optional.empty() : Optional.of(Timing.read(timing.get())));
  }

  private static InetSocketAddress address(YamlMapping yaml) throws BadDescriptionException {
    String text = yaml.text("address").orElse(USUAL_ADDRESS);
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches() || Integer.parseInt(address.group(2)) > 65_535) {
      throw yaml.bad("address", "is \"%s\", expected HOST:PORT".formatted(text));
    }
    return new InetSocketAddress(address.group(1), Integer.parseInt(address.group(2)));
  }
}
