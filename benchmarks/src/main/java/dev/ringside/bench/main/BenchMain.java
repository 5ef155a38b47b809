package dev.ringside.bench.main;

import dev.ringside.bench.command.BenchCommand;

/** Starts the runner and ends the process with its exit code. */
public final class BenchMain {

  private static final String TRUSTED = "org.apache.avro.SERIALIZABLE_PACKAGES";

  private BenchMain() {}

  /** Exits explicitly: a cluster that failed to stop must not keep the process alive. */
  public static void main(String[] args) {
    // Both before the first class of Avro or Log4j is there: they look once.
    System.setProperty(TRUSTED, "dev.ringside.bench.wire,java.lang");
    System.setProperty("log4j2.configurationFile", "log4j2-bench.xml");
    int code = 1;
    try {
      code = BenchCommand.commandLine().execute(args);
    } catch (LinkageError | VirtualMachineError e) {
      System.err.println("ringside: bench: " + e);
    } finally {
      System.exit(code);
    }
  }
}
