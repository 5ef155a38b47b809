package dev.ringside.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ThreadTimesTest {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  @EnabledOnOs(OS.LINUX)
  void threadsOfOneNameAreOneFigureNumbersAside() throws InterruptedException {
    ThreadTimes times = ThreadTimes.start();
    CountDownLatch read = new CountDownLatch(1);
    CountDownLatch burnt = new CountDownLatch(2);
    Thread first = burner("burner #1", burnt, read);
    Thread second = burner("burner #2", burnt, read);
    burnt.await();

    Map<String, Double> seconds = times.stop();

    read.countDown();
    first.join();
    second.join();
    assertThat(seconds).containsKey("burner");
    assertThat(seconds.get("burner")).isBetween(0.15, 5.0);
  }

  /** Takes a tenth of a second of processor and stays until it has been read. */
  private static Thread burner(String name, CountDownLatch burnt, CountDownLatch read) {
    Thread thread =
        new Thread(
            () -> {
              while (THREADS.getCurrentThreadCpuTime() < 100_000_000L) {
                Thread.onSpinWait();
              }
              burnt.countDown();
              try {
                read.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.start();
    return thread;
  }
}
