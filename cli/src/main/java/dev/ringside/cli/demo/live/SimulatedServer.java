package dev.ringside.cli.demo.live;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.simulate.SimulationRun;
import dev.ringside.ingest.replay.ReplaySpeed;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** A server on a thread of its own: writes Inspector files as fast as time passes. */
final class SimulatedServer implements AutoCloseable {

  private static final long PATIENCE_MS = 5_000;

  private final Thread thread;
  private volatile Exception failure;

  private SimulatedServer(LiveScenario scenario, Path folder, InstantSource clock) {
    PrintStream unheard =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    SimulationRun run =
        new SimulationRun(Console.plain(unheard, unheard, clock), new ReplaySpeed(1));
    thread = new Thread(() -> play(run, scenario, folder), "simulated-server");
    thread.setDaemon(true);
  }

  /** Begins to write into {@code folder}, which is made if it is missing. */
  static SimulatedServer start(LiveScenario scenario, Path folder, InstantSource clock) {
    SimulatedServer server = new SimulatedServer(scenario, folder, clock);
    server.thread.start();
    return server;
  }

  private void play(SimulationRun run, LiveScenario scenario, Path folder) {
    try {
      run.toFolder(scenario.chosen(), folder, true);
    } catch (InterruptedException e) {
      // Closed: the server is stopped, as servers are.
    } catch (Exception e) {
      failure = e;
    }
  }

  /** Why it writes no longer, unless it was closed. */
  Optional<Exception> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
