package dev.ringside.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutageLinesTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final OutageLines lines =
      new OutageLines(
          Console.plain(stream(new ByteArrayOutputStream()), stream(err), () -> Instant.EPOCH),
          "kafka:9092");

  @Test
  void saysSoAtOnceEveryTenSecondsAndAtTheEnd() {
    for (int second = 3; second < 30; second++) {
      lines.lasts(Duration.ofSeconds(second), Duration.ofMinutes(2));
    }
    lines.ended(Duration.ofSeconds(29));
    lines.lasts(Duration.ofSeconds(4), Duration.ofMinutes(2));

    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            line(3),
            line(13),
            line(23),
            "ringside: Kafka at kafka:9092 answers again after 29 s",
            line(4));
  }

  private static String line(int seconds) {
    return "ringside: waiting for Kafka at kafka:9092: no answer for %d s; publishing gives up after 120 s"
        .formatted(seconds);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
