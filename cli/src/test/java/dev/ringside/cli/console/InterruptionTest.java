package dev.ringside.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class InterruptionTest {

  @Test
  void theWorkerIsInterruptedAndAwaited() throws InterruptedException {
    Interruption interruption = Interruption.never();
    CountDownLatch working = new CountDownLatch(1);
    StringBuffer log = new StringBuffer();
    Thread worker =
        new Thread(
            () -> {
              working.countDown();
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException e) {
                log.append("stopped ").append(interruption.requested());
              }
              interruption.finished();
            });
    worker.start();
    working.await();

    interruption.request(worker);

    assertThat(log).hasToString("stopped true");
  }

  @Test
  void afterTheEndNothingIsInterrupted() {
    Interruption interruption = Interruption.never();
    interruption.finished();
    interruption.request(Thread.currentThread());

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(interruption.requested()).isFalse();
  }
}
