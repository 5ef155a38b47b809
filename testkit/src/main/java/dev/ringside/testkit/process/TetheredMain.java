package dev.ringside.testkit.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class and ends the JVM when standard input ends.
 *
 * <p>Standard input is a pipe from the JVM that started this one, so it ends with that JVM even
 * when it is killed: no test leaves a broker or a Flink process behind.
 */
public final class TetheredMain {
  private static final int ORPHANED = 3;

  private TetheredMain() {}

  /** First argument the main class, then that class's arguments. */
  public static void main(String[] args) throws Throwable {
    Thread tether = new Thread(TetheredMain::endWithParent, "tether");
    tether.setDaemon(true);
    tether.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said on this line; only its end matters.
      }
    } catch (IOException e) {
      // As good as its end.
    }
    Runtime.getRuntime().halt(ORPHANED);
  }
}
