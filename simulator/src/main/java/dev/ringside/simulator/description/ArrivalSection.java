package dev.ringside.simulator.description;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.simulator.scenario.Arrivals;
import dev.ringside.simulator.scenario.Arrivals.Span;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When requests arrive, in requests a second over all replicas:
 *
 * <pre>{@code
 * {process: poisson, rate: 4}
 * {process: bursty, rate: 2, burst-rate: 20, every: 30s, for: 5s}
 * {process: recorded, file: arrivals.csv}   # see ArrivalFile; relative to the scenario
 * {process: listed, at: [0s, 1.5s]}         # one request at each
 * }</pre>
 *
 * <p>The first two may have {@code diurnal: {period: 10m, night: 0.2}} and {@code idle: [{from:
 * 20s, to: 40s}]}.
 */
final class ArrivalSection {

  private static final double MOST_REQUESTS = 1e6;
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(365);

  private final YamlMapping yaml;

  ArrivalSection(YamlMapping yaml) {
    this.yaml = yaml;
  }

  Arrivals read() throws BadDescriptionException {
    String process = yaml.requiredText("process");
    return switch (process) {
      case "poisson" -> {
        yaml.allowOnly(Set.of("process", "rate", "diurnal", "idle"));
        double rate = rate("rate");
        yield drawn(rate, rate, 0, 0);
      }
      case "bursty" -> {
        yaml.allowOnly(Set.of("process", "rate", "burst-rate", "every", "for", "diurnal", "idle"));
        yield drawn(rate("rate"), rate("burst-rate"), time(yaml, "every"), time(yaml, "for"));
      }
      case "recorded" -> recorded();
      case "listed" -> listed();
      default ->
          throw yaml.bad(
              "process",
              "is \"%s\"; known are poisson, bursty, recorded, listed".formatted(process));
    };
  }

  private Arrivals drawn(double rate, double burstRate, long everyNs, long forNs)
      throws BadDescriptionException {
    Optional<YamlMapping> day = yaml.mapping("diurnal");
    long dayNs = 0;
    double night = 1;
    if (day.isPresent()) {
      day.get().allowOnly(Set.of("period", "night"));
      dayNs = time(day.get(), "period");
      night = day.get().decimal("night", 0, 1).orElse(0);
    }
    return new Arrivals(
        rate, burstRate, everyNs, forNs, dayNs, night, idle(), Optional.empty(), List.of());
  }

  private List<Span> idle() throws BadDescriptionException {
    List<Span> spans = new ArrayList<>();
    for (YamlMapping span : yaml.mappings("idle")) {
      span.allowOnly(Set.of("from", "to"));
      long fromNs = span.duration("from").orElse(Duration.ZERO).toNanos();
      long toNs = time(span, "to");
      if (fromNs >= toNs) {
        throw span.bad("to", "is not after \"from\"");
      }
      spans.add(new Span(fromNs, toNs));
    }
    return spans;
  }

  private Arrivals recorded() throws BadDescriptionException {
    yaml.allowOnly(Set.of("process", "file"));
    Path file = yaml.requiredPath("file");
    if (!Files.isRegularFile(file)) {
      throw yaml.bad("file", "is \"%s\": no such file of arrivals".formatted(file));
    }
    return Arrivals.recorded(file);
  }

  private Arrivals listed() throws BadDescriptionException {
    yaml.allowOnly(Set.of("process", "at"));
    List<Long> moments = yaml.durations("at").stream().map(Duration::toNanos).toList();
    if (moments.isEmpty()) {
      throw yaml.keys().contains("at") ? yaml.bad("at", "is empty") : yaml.missing("at");
    }
    if (!moments.equals(moments.stream().sorted().toList())) {
      throw yaml.bad("at", "must be ascending");
    }
    return Arrivals.listed(moments);
  }

  private double rate(String key) throws BadDescriptionException {
    return yaml.decimal(key, 0, MOST_REQUESTS).orElseThrow(() -> yaml.missing(key));
  }

  private static long time(YamlMapping yaml, String key) throws BadDescriptionException {
    return yaml.duration(key, SHORTEST, LONGEST).orElseThrow(() -> yaml.missing(key)).toNanos();
  }
}
