package dev.ringside.cli.main;

import org.apache.logging.slf4j.SLF4JServiceProvider;

/** Log4j for SLF4J, but setting it up takes long: what asks for a logger meanwhile is warned of. */
public final class SlowLogging extends SLF4JServiceProvider {

  static final String SET_UP = "slow logging is set up";

  @Override
  public void initialize() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    super.initialize();
    System.err.println(SET_UP);
  }
}
