package dev.ringside.agent.ras;

import dev.ringside.agent.progress.Stuck;
import dev.ringside.ingest.ras.RasPolls;
import dev.ringside.ingest.ras.StuckCall;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.ingest.waiting.WaitReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
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
  private static final long NS_PER_MS = 1_000_000;

  private final RasPort ras;
  private final Path before;
  private final Path last;
  private final InstantSource time;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ras-watch");
            thread.setDaemon(true);
            return thread;
          });

  private volatile Found found = Found.NOTHING;
  private long askedNs;

  /**
   * What RAS says.
   *
   * @param suspects global ranks for which others seem to wait
   * @param answers so far
   * @param failures questions without an answer
   * @param stuck calls that had not ended at the last answer; none if it did not come
   */
  public record Found(
      String verdict, List<Integer> suspects, long answers, long failures, Stuck stuck) {

    private static final Found NOTHING =
        new Found("RAS has not been asked", List.of(), 0, 0, Stuck.NONE);

    private Found answered(WaitReport report, Stuck now) {
      return new Found(report.verdict(), report.suspects(), answers + 1, failures, now);
    }

    private Found failed(String why) {
      return new Found(why, List.of(), answers, failures + 1, Stuck.NONE);
    }
  }

  /**
   * @param folder for the last two answers; one agent's own
   */
  public RasWatch(RasPort ras, Path folder) {
    this(ras, folder, InstantSource.system());
  }

  RasWatch(RasPort ras, Path folder, InstantSource time) {
    this.ras = ras;
    this.time = time;
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
    long beforeNs = askedNs;
    askedNs = time.millis() * NS_PER_MS;
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
      found = known.answered(reports.get(0), stuck(known.stuck(), beforeNs));
    } catch (IOException | UnreadableTraceException e) {
      found = known.failed(e.getMessage());
    }
    if (!found.verdict().equals(known.verdict())) {
      LOG.info("RAS: {}", found.verdict());
    }
  }

  /**
   * Calls that were stuck before are so since then; others at least since the answer before the
   * last, or from now on if another agent had it.
   */
  private Stuck stuck(Stuck known, long beforeNs) throws UnreadableTraceException {
    List<StuckCall> calls =
        Files.exists(before) ? RasPolls.stuck(before, last) : List.<StuckCall>of();
    if (calls.isEmpty()) {
      return Stuck.NONE;
    }
    boolean same = calls.equals(known.calls());
    return new Stuck(calls, same ? known.sinceNs() : beforeNs > 0 ? beforeNs : askedNs);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
