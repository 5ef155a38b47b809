package dev.ringside.cli.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C into an orderly stop: the working thread is interrupted and gets time to report what
 * it did and to close what it opened, before the JVM halts with code 130.
 */
public final class Interruption {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean requested;

  /** Watches for no signal, for tests. */
  public static Interruption never() {
    return new Interruption();
  }

  /** Watches for SIGINT and SIGTERM on behalf of {@code worker}. */
  public static Interruption of(Thread worker) {
    Interruption interruption = new Interruption();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> interruption.request(worker), "ringside-interruption"));
    return interruption;
  }

  /** Interrupts {@code worker} and waits until it has finished, at most {@link #PATIENCE}. */
  void request(Thread worker) {
    if (finished.getCount() == 0) {
      return;
    }
    requested = true;
    worker.interrupt();
    try {
      if (!finished.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println(
            "ringside: no clean stop within %d s, giving up".formatted(PATIENCE.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** True once the user has asked for a stop. */
  public boolean requested() {
    return requested;
  }

  /** To be called once the worker has closed everything. */
  public void finished() {
    finished.countDown();
  }
}
