package dev.ringside.cli.kafka;

import dev.ringside.cli.console.Console;
import dev.ringside.ingest.publish.Outage;
import java.time.Duration;

/** Says that publishing waits for Kafka: at once, then every ten seconds, and when it goes on. */
public final class OutageLines implements Outage {

  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Console console;
  private final String brokers;
  private Duration next = Duration.ZERO;

  public OutageLines(Console console, String brokers) {
    this.console = console;
    this.brokers = brokers;
  }

  @Override
  public void lasts(Duration soFar, Duration patience) {
    if (soFar.compareTo(next) >= 0) {
      next = soFar.plus(EVERY);
      say(
          "waiting for Kafka at %s: no answer for %d s; publishing gives up after %d s"
              .formatted(brokers, soFar.toSeconds(), patience.toSeconds()));
    }
  }

  @Override
  public void ended(Duration lasted) {
    next = Duration.ZERO;
    say("Kafka at %s answers again after %d s".formatted(brokers, lasted.toSeconds()));
  }

  /** On a terminal the line takes the place of a progress bar, which is then drawn below. */
  private void say(String line) {
    if (console.terminal()) {
      console.err().print("\r\u001b[K");
    }
    console.say(line);
  }
}
