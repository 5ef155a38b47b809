package dev.ringside.ingest.iterations;

import dev.ringside.core.iteration.Iteration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * vLLM's log with {@code --enable-logging-iteration-details}, among all its other lines.
 *
 * <p>Numbers that are missing are dummy passes, which this log leaves out or marks. Its prefix has
 * neither year nor zone, so that iterations have an order and a duration but no time of day.
 *
 * <p>Source: vLLM 0.32 {@code v1/metrics/loggers.py:_log_iteration_details}.
 */
final class VllmIterations implements IterationLines {

  private static final String MARK = "Iteration(";

  private static final Pattern LINE =
      Pattern.compile(
          "Iteration\\((\\d{1,18})\\): (\\d{1,9}) context requests, (\\d{1,12}) context tokens, "
              + "(\\d{1,9}) generation requests, (\\d{1,12}) generation tokens, "
              + "iteration elapsed time: (\\d{1,9}(?:\\.\\d{1,9})?) ms( \\(dummy\\))?");
  private static final Pattern ENGINE = Pattern.compile("Engine (\\d{1,6}): *$");

  @Override
  public void read(String line, IterationSink sink) {
    int at = line.indexOf(MARK);
    if (at < 0) {
      return;
    }
    Matcher told = LINE.matcher(line).region(at, line.length());
    if (!told.lookingAt()) {
      sink.rejected("not_an_iteration");
      return;
    }
    Matcher engine = ENGINE.matcher(line.substring(0, at));
    sink.iteration(
        new Iteration(
            "",
            engine.find() ? Integer.parseInt(engine.group(1)) : 0,
            Long.parseLong(told.group(1)),
            Iteration.UNKNOWN,
            Math.round(Double.parseDouble(told.group(6)) * 1e6),
            Integer.parseInt(told.group(2)),
            Long.parseLong(told.group(3)),
            Integer.parseInt(told.group(4)),
            Long.parseLong(told.group(5)),
            told.group(7) != null));
  }
}
