package dev.ringside.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.report.text.Palette;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Instant now = Instant.EPOCH;

  @Test
  void aShortTaskIsSilent() {
    try (Progress progress = Progress.of(plain(), "reading", "bytes")) {
      now = now.plusMillis(1900);
      progress.at(1, 2);
    }
    assertThat(said()).isEmpty();
  }

  @Test
  void aLongTaskSaysHowFarItIsNowAndThen() {
    try (Progress progress = Progress.of(plain(), "publishing", "calls")) {
      for (int second = 0; second <= 15; second++) {
        progress.at(second * 1000L, 15_000);
        now = now.plusSeconds(1);
      }
    }
    assertThat(said())
        .isEqualTo(
            "ringside: publishing: 2,000 of 15,000 calls\n"
                + "ringside: publishing: 12,000 of 15,000 calls\n");
  }

  @Test
  void whatCountsNothingIsSaidOnce() {
    try (Progress progress = Progress.of(plain(), "waiting", "")) {
      for (int second = 0; second < 60; second++) {
        now = now.plusSeconds(1);
        progress.at(0, 0);
      }
    }
    assertThat(said()).isEqualTo("ringside: waiting\n");
  }

  /** The bar is drawn for the last time and then cleared before close() returns. */
  @Test
  void aTerminalGetsABarThatLeavesNoTrace() {
    Console terminal = new Console(stream(), stream(), true, Palette.ANSI, 80, () -> now);
    try (Progress progress = Progress.of(terminal, "reading", "bytes")) {
      progress.at(50, 100);
    }
    assertThat(said()).contains("reading").contains("50%").contains("\r");
    String lastLine = said().substring(said().lastIndexOf('\r'));
    assertThat(lastLine).isBlank();
  }

  private Console plain() {
    return Console.plain(stream(), stream(), () -> now);
  }

  private PrintStream stream() {
    return new PrintStream(err, true, StandardCharsets.UTF_8);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
