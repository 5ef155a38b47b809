package dev.ringside.cli.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C as an orderly stop: the working thread is interrupted and given time to say what it did
 * and to close what it opened, before the JVM halts with its own code 130.
 */
public final class Interruption {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean requested;

  /** A process nobody interrupts: tests. */
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

  /** Asks {@code worker} to stop and waits until it has, or patience ends. */
  void request(Thread worker) {
    if (finished.getCount() == 0) {
      return;
    }
    requested = true;
    worker.interrupt();
    try {
      if (!finished.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("ringside: gave up waiting for a clean stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** True once the user wants to stop. */
  public boolean requested() {
    return requested;
  }

  /** The worker has closed everything. */
  public void finished() {
    finished.countDown();
  }
}
