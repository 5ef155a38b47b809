package dev.ringside.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Takes wall time, processor time and allocation between {@link #start} and {@link #stop}.
 *
 * <p>Allocation is that of the threads alive at both ends: a path keeps its threads until it is
 * stopped, and what a thread allocated that came or went in between is left out or counted from 0.
 * Processor time of other processes has a resolution of 10 ms.
 */
public final class Meter {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private final List<Long> workers;
  private final List<Long> brokers;
  private final double workerCpu;
  private final double brokerCpu;
  private final long allocated;
  private final long startNs;

  private Meter(List<Long> workers, List<Long> brokers) {
    this.workers = workers;
    this.brokers = brokers;
    this.brokerCpu = cpuOf(brokers);
    this.workerCpu = workerCpu();
    this.allocated = allocatedByAllThreads();
    this.startNs = System.nanoTime();
  }

  /** The work is done by this JVM. */
  public static Meter start(Collection<Long> brokers) {
    return new Meter(List.of(), List.copyOf(brokers));
  }

  /** The work is done by other processes. */
  public static Meter start(Collection<Long> workers, Collection<Long> brokers) {
    return new Meter(List.copyOf(workers), List.copyOf(brokers));
  }

  public double seconds() {
    return (System.nanoTime() - startNs) / 1e9;
  }

  /** Ends the measurement now. */
  public Measurement stop(long calls) {
    return stop(calls, seconds());
  }

  /** Ends the measurement; the work itself took {@code seconds}. */
  public Measurement stop(long calls, double seconds) {
    long bytes = !workers.isEmpty() ? Measurement.ELSEWHERE : allocatedByAllThreads() - allocated;
    return new Measurement(
        calls, seconds, workerCpu() - workerCpu, cpuOf(brokers) - brokerCpu, bytes);
  }

  private double workerCpu() {
    return !workers.isEmpty() ? cpuOf(workers) : SYSTEM.getProcessCpuTime() / 1e9;
  }

  /** Bytes that this thread has allocated since it began. */
  public static long allocatedByThisThread() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  private static long allocatedByAllThreads() {
    long[] bytes = THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds());
    return Arrays.stream(bytes).filter(count -> count > 0).sum();
  }

  private static double cpuOf(Collection<Long> processes) {
    return processes.stream()
        .map(pid -> ProcessHandle.of(pid).flatMap(handle -> handle.info().totalCpuDuration()))
        .mapToDouble(cpu -> cpu.orElse(Duration.ZERO).toNanos() / 1e9)
        .sum();
  }
}
