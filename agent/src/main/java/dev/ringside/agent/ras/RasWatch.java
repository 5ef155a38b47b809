package dev.ringside.agent.ras;

import dev.ringside.ingest.ras.RasPolls;
import dev.ringside.ingest.waiting.WaitReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks RAS now and then and holds each answer against the one before: who stands still, and which
 * rank the others wait for. Keeps the last two answers as files, which {@code ringside inspect}
 * reads too.
 */
public final class RasWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RasWatch.class);

  private final RasPort ras;
  private final Path before;
  private final Path last;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ras-watch");
            thread.setDaemon(true);
            return thread;
          });

  private volatile Found found = new Found("RAS has not been asked", List.of(), 0, 0);

  /**
   * What RAS says.
   *
   * @param suspects global ranks for which others seem to wait
   * @param answers so far
   * @param failures questions without an answer
   */
  public record Found(String verdict, List<Integer> suspects, long answers, long failures) {}

  /**
   * @param folder for the last two answers; one agent's own
   */
  public RasWatch(RasPort ras, Path folder) {
    this.ras = ras;
    before = folder.resolve("ras-before.json");
    last = folder.resolve("ras-last.json");
  }

  /** Asks from now on. */
  @SuppressWarnings("FutureReturnValueIgnored") // Asking says by itself what goes wrong.
  public void start(Duration every) {
    clock.scheduleWithFixedDelay(this::ask, 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  public Found found() {
    return found;
  }

  /** Asks once. */
  void ask() {
    Found known = found;
    try {
      byte[] answer = ras.status();
      if (Files.exists(last)) {
        Files.move(last, before, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.write(last, answer);
      List<Path> files = Files.exists(before) ? List.of(before, last) : List.of(last);
      List<WaitReport> reports = RasPolls.judge(files);
      if (reports.isEmpty()) {
        throw new IOException("what RAS answers cannot be read");
      }
      WaitReport report = reports.get(0);
      found = new Found(report.verdict(), report.suspects(), known.answers() + 1, known.failures());
    } catch (IOException e) {
      found = new Found(e.getMessage(), List.of(), known.answers(), known.failures() + 1);
    }
    if (!found.verdict().equals(known.verdict())) {
      LOG.info("RAS: {}", found.verdict());
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
