package dev.ringside.cli.console;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how far a long task is: as a bar on a terminal, else as plain lines, and those only if the
 * task takes longer than {@link #SHORT}. For one thread at a time.
 */
public abstract class Progress implements AutoCloseable {

  /** A task that ends within this time needs no lines. */
  static final Duration SHORT = Duration.ofSeconds(2);

  /** The unit that a bar shows in MiB. */
  public static final String BYTES = "bytes";

  private Progress() {}

  /**
   * @param unit what is counted, e.g. {@code calls}; empty if nothing is counted
   */
  public static Progress of(Console console, String task, String unit) {
    return console.terminal() ? new Bar(console, task, unit) : new Lines(console, task, unit);
  }

  /** Reports that {@code done} of {@code total} are done. */
  public abstract void at(long done, long total);

  @Override
  public abstract void close();

  /** Cleared when the task ends, so that only the result stays on the screen. */
  private static final class Bar extends Progress {

    private static final int DEFAULT_WIDTH = 80;
    private static final int WIDEST = 120;

    private static final long MEBIBYTE = 1 << 20;

    private final Cleared drawn;
    private final ProgressBar bar;

    Bar(Console console, String task, String unit) {
      int width = console.width() > WIDEST ? DEFAULT_WIDTH : console.width();
      drawn = new Cleared(console.err(), width);
      ProgressBarBuilder builder =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(-1)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(250)
              .clearDisplayOnFinish()
              .setConsumer(drawn);
      if (unit.equals(BYTES)) {
        builder.setUnit(" MiB", MEBIBYTE);
      } else {
        builder.setUnit(" " + unit, 1);
      }
      bar = builder.build();
    }

    @Override
    public void at(long done, long total) {
      if (total > 0) {
        bar.maxHint(total);
        bar.stepTo(done);
      }
    }

    /**
     * A bar that is closed before its first tick is drawn once more and not cleared: ours to do.
     */
    @Override
    public void close() {
      bar.close();
      drawn.clear();
    }
  }

  /** Clears the bar without leaving an empty line. */
  private static final class Cleared extends ConsoleProgressBarConsumer {

    private final PrintStream err;

    Cleared(PrintStream err, int width) {
      super(err, width);
      this.err = err;
    }

    @Override
    public void close() {
      err.flush();
    }
  }

  /** Writes a line once the task has run for a while, and one every now and then if it counts. */
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
      if (unit.isEmpty()) {
        console.say(task);
        next = Instant.MAX;
      } else {
        console.say(String.format(Locale.ROOT, "%s: %,d of %,d %s", task, done, total, unit));
        next = now.plus(EVERY);
      }
    }

    @Override
    public void close() {}
  }
}
