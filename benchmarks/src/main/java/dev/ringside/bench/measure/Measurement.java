package dev.ringside.bench.measure;

/**
 * One run of one path.
 *
 * @param calls that were accounted for in the time
 * @param cpuSeconds of the JVM that did the work, its compiler and collector included
 * @param brokerCpuSeconds of the brokers, which are processes of their own
 * @param allocatedBytes on the heap of the measuring JVM, by all its threads; −1 if the work was
 *     done elsewhere
 */
public record Measurement(
    long calls, double seconds, double cpuSeconds, double brokerCpuSeconds, long allocatedBytes) {

  public static final long ELSEWHERE = -1;

  public double callsASecond() {
    return calls / seconds;
  }

  public double cpuSecondsAMillion() {
    return cpuSeconds / calls * 1e6;
  }

  public double brokerCpuSecondsAMillion() {
    return brokerCpuSeconds / calls * 1e6;
  }

  public double allocatedBytesACall() {
    return (double) allocatedBytes / calls;
  }
}
