package dev.ringside.cli.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far a long task is: a bar on a terminal, plain lines elsewhere, and there only if the task
 * takes longer than {@link #SHORT}. One thread at a time.
 */
public abstract class Progress implements AutoCloseable {

  /** Nobody needs to be told of what is over by then. */
  static final Duration SHORT = Duration.ofSeconds(2);

  private Progress() {}

  /**
   * @param unit what is counted, e.g. {@code calls}; empty if nothing is
   */
  public static Progress of(Console console, String task, String unit) {
    return console.terminal() ? new Bar(console, task, unit) : new Lines(console, task, unit);
  }

  /** {@code done} of {@code total}. */
  public abstract void at(long done, long total);

  @Override
  public abstract void close();

  /** Cleared when the task ends: what stays on the screen is the result. */
  private static final class Bar extends Progress {

    private static final int DEFAULT_WIDTH = 80;
    private static final int WIDEST = 120;

    private final ProgressBar bar;

    Bar(Console console, String task, String unit) {
      int width = console.width() > WIDEST ? DEFAULT_WIDTH : console.width();
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(-1)
              .setUnit(unit.isEmpty() ? "" : " " + unit, 1)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(250)
              .clearDisplayOnFinish()
              .setConsumer(new ConsoleProgressBarConsumer(console.err(), width))
              .build();
    }

    @Override
    public void at(long done, long total) {
      bar.maxHint(total);
      bar.stepTo(done);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** One line every {@link #EVERY}, the first when the task turns out not to be short. */
  private static final class Lines extends Progress {

    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Console console;
    private final String task;
    private final String unit;
    private Instant next;

    Lines(Console console, String task, String unit) {
      this.console = console;
      this.task = task;
      this.unit = unit;
      this.next = console.clock().instant().plus(SHORT);
    }

    @Override
    public void at(long done, long total) {
      Instant now = console.clock().instant();
      if (now.isBefore(next)) {
        return;
      }
      next = now.plus(EVERY);
      console.say(
          unit.isEmpty()
              ? task
              : String.format(Locale.ROOT, "%s: %,d of %,d %s", task, done, total, unit));
    }

    @Override
    public void close() {}
  }
}
