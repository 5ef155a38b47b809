package dev.ringside.cli.calibration;

import dev.ringside.cli.report.text.Humanised;
import dev.ringside.cli.report.text.TextTable;
import dev.ringside.core.fabric.LatencyFit;
import dev.ringside.ingest.calibration.Calibration;
import dev.ringside.ingest.calibration.Calibration.FittedPath;
import dev.ringside.ingest.calibration.Calibration.UnfittedPath;
import java.util.ArrayList;
import java.util.List;

/** A calibration for a terminal: one line for each path, then what was not fitted, and why. */
public final class CalibrationTable {

  private final int width;

  public CalibrationTable(int width) {
    this.width = width;
  }

  /** All lines of the calibration, each ended by a newline. */
  public String render(Calibration calibration) {
    List<String> lines = new ArrayList<>();
    if (calibration.fitted().isEmpty()) {
      lines.add("No path could be fitted.");
    } else {
      lines.addAll(table(calibration.fitted()));
    }
    if (!calibration.unfitted().isEmpty()) {
      lines.add("");
      lines.add("Not fitted:");
      calibration.unfitted().forEach(path -> lines.add("  " + describe(path)));
    }
    if (!calibration.leftOut().isEmpty()) {
      lines.add("");
      lines.add("Left out:");
      calibration
          .leftOut()
          .forEach(
              (reason, calls) -> lines.add("  " + Humanised.count(calls) + " calls, " + reason));
    }
    return String.join("\n", lines) + "\n";
  }

  private List<String> table(List<FittedPath> fitted) {
    return new TextTable<>(width, fitted)
        .left("transport", path -> path.rule().transport().name())
        .left("collective", CalibrationTable::collective)
        .left("reach", 2, path -> path.rule().reach().label())
        .right("ranks", path -> "" + path.rule().minRanks())
        .right("calls", 1, path -> Humanised.count(path.calls()))
        .right("points", 3, path -> Humanised.count(path.fit().points()))
        .right("alpha", path -> time(path.fit().alphaSeconds()))
        .left("", 4, path -> "+- " + time(path.fit().alphaInterval()))
        .right("busbw", CalibrationTable::bandwidth)
        .left("", 4, path -> interval(path.fit()))
        .right("residual", path -> time(path.fit().residualSeconds()))
        .lines();
  }

  private static String collective(FittedPath path) {
    return path.rule().collective().map(one -> one.label()).orElse("");
  }

  private static String time(double seconds) {
    return Humanised.time(seconds * 1e9);
  }

  private static String bandwidth(FittedPath path) {
    return Humanised.rate(path.rule().bytesPerSecond());
  }

  /** The interval of β, from that of 1/β; without an upper end if it contains a 1/β of 0. */
  private static String interval(LatencyFit fit) {
    String least = Humanised.rate(1 / (fit.secondsPerByte() + fit.perByteInterval()));
    double fastest = fit.secondsPerByte() - fit.perByteInterval();
    return fastest > 0
        ? "(%s to %s)".formatted(least, Humanised.rate(1 / fastest))
        : "(%s or more)".formatted(least);
  }

  private static String describe(UnfittedPath path) {
    return "%s %s of %d ranks (%s), %s calls: %s"
        .formatted(
            path.transport(),
            path.collective().label(),
            path.ranks(),
            path.reach().label(),
            Humanised.count(path.calls()),
            path.reason());
  }
}
