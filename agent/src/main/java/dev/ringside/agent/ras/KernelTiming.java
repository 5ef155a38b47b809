package dev.ringside.agent.ras;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has NCCL tell its profilers more for a while, such as the times of kernels, and puts back what
 * was.
 *
 * <p>Law: before the events are changed, a file says so; it is removed once they are put back. So
 * they are also put back after a crash, at the next start; and when RAS does not answer, again and
 * again. RAS cannot be asked which events were on: the operator says what to put back.
 */
public final class KernelTiming implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KernelTiming.class);

  private static final String MARK = "ras-timing";
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final RasPort ras;
  private final Events events;
  private final Path mark;
  private final Duration again;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ras-timing");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Which events of NCCL's profiler, in RAS's words.
   *
   * @param timed while kernels are timed
   * @param usual at all other times
   * @param length how long kernels are timed
   */
  public record Events(String timed, String usual, Duration length) {}

  /** What came of a wish to time kernels. */
  public enum Answer {
    STARTED,
    /** They are being timed. */
    RUNNING,
    /** RAS refused, or does not answer. */
    REFUSED
  }

  /**
   * @param folder in which the file is kept; one agent's own
   */
  public KernelTiming(RasPort ras, Events events, Path folder) {
    this(ras, events, folder, AGAIN);
  }

  KernelTiming(RasPort ras, Events events, Path folder, Duration again) {
    this.ras = ras;
    this.events = events;
    this.mark = folder.resolve(MARK);
    this.again = again;
    if (Files.exists(mark)) {
      LOG.warn("kernels were being timed when the agent ended: putting the events back");
      putBackIn(Duration.ZERO);
    }
  }

  public Events events() {
    return events;
  }

  /** Begins; it ends by itself. */
  public synchronized Answer start() {
    if (Files.exists(mark)) {
      return Answer.RUNNING;
    }
    try {
      Files.writeString(mark, events.usual() + "\n");
      Optional<String> refusal = ras.profile(events.timed());
      if (refusal.isPresent()) {
        LOG.warn("kernels cannot be timed: {}", refusal.get());
        Files.delete(mark);
        return Answer.REFUSED;
      }
    } catch (IOException e) {
      LOG.warn("kernels cannot be timed: {}", e.getMessage());
      putBackIn(Duration.ZERO);
      return Answer.REFUSED;
    }
    LOG.info("profiler events are {} for {} s", events.timed(), events.length().toSeconds());
    putBackIn(events.length());
    return Answer.STARTED;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Putting back says by itself what goes wrong.
  private void putBackIn(Duration time) {
    clock.schedule(this::putBackOrTryAgain, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void putBackOrTryAgain() {
    if (!putBack()) {
      putBackIn(again);
    }
  }

  private synchronized boolean putBack() {
    try {
      if (Files.exists(mark)) {
        Optional<String> refusal = ras.profile(events.usual());
        Files.delete(mark);
        LOG.info("profiler events: {}", refusal.orElseGet(() -> events.usual() + ", as before"));
      }
      return true;
    } catch (IOException e) {
      LOG.warn("profiler events cannot be put back yet: {}", e.getMessage());
      return false;
    }
  }

  /** Puts back at once, if RAS answers. */
  @Override
  public void close() {
    clock.shutdownNow();
    putBack();
  }
}
