package dev.ringside.bench;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.simulator.description.ScenarioCatalog;
import dev.ringside.simulator.output.ContainerBatches;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.record.BrokenOutputException;
import dev.ringside.simulator.record.SeenCalls;
import dev.ringside.simulator.record.SimulatedBatches;
import dev.ringside.simulator.run.Simulation;
import dev.ringside.simulator.scenario.Scenario;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * How many calls a second the simulator plays, on its one thread: only counted, and written as
 * batches into a container. Prints the table of results/simulator.md: calls a second of wall time,
 * and of time the thread had a core.
 *
 * <p>Arguments: scenario, simulated seconds, rounds; {@code cluster-1k 5 5} by default.
 */
public final class SimulatorRate {

  private SimulatorRate() {}

  /** Where a round's batches go, and how it ends. */
  private interface Sink extends SimulatedBatches {
    void finish() throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    String name = arguments.length > 0 ? arguments[0] : "cluster-1k";
    long seconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 5;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
    Scenario scenario = ScenarioCatalog.read(name).lasting(Duration.ofSeconds(seconds).toNanos());
    Path file = Files.createTempFile("ringside-simulator-rate-", ".avro");
    System.out.println("| round | what | calls | calls/s, wall | calls/s of a core |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (int round = 0; round <= rounds; round++) {
      measure(round, "counted", scenario, counted());
      measure(round, "into a container", scenario, contained(file, scenario));
    }
    System.out.printf(Locale.ROOT, "%,d bytes in the container%n", Files.size(file));
    Files.delete(file);
  }

  private static Sink counted() {
    return new Sink() {
      @Override
      public void write(
          BatchHeader header, SignatureTable signatures, CallColumns calls, int from, int to) {}

      @Override
      public void finish() {}
    };
  }

  private static Sink contained(Path file, Scenario scenario) throws Exception {
    ContainerBatches container = ContainerBatches.create(file, scenario);
    return new Sink() {
      @Override
      public void write(
          BatchHeader header, SignatureTable signatures, CallColumns calls, int from, int to)
          throws BrokenOutputException {
        container.write(header, signatures, calls, from, to);
      }

      @Override
      public void finish() throws Exception {
        container.finish();
      }
    };
  }

  private static void measure(int round, String what, Scenario scenario, Sink sink)
      throws Exception {
    long wall = System.nanoTime();
    long core = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    SeenCalls seen = Simulation.of(scenario, Truth.NONE).run(sink, Simulation.Pace.NONE);
    sink.finish();
    double wallSeconds = (System.nanoTime() - wall) / 1e9;
    double coreSeconds =
        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - core) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %,d | %,.0f | %,.0f |%n",
        round == 0 ? "warm-up" : Integer.toString(round),
        what,
        seen.made(),
        seen.made() / wallSeconds,
        seen.made() / coreSeconds);
  }
}
