package dev.ringside.cli.main;

import org.apache.logging.slf4j.SLF4JServiceProvider;

/**
 * Log4j for SLF4J that says which thread sets it up. SLF4J warns of every logger that another
 * thread uses meanwhile, so no other thread may be running by then that uses one.
 */
public final class WatchedLogging extends SLF4JServiceProvider {

  static final String SET_UP_BY = "logging is set up by thread ";

  @Override
  public void initialize() {
    System.err.println(SET_UP_BY + Thread.currentThread().getName());
    super.initialize();
  }
}
