package dev.ringside.faults.matrix;

/** How long a row may take: the ordinary build runs a short version of most rows. */
public final class Length {

  private static final boolean FULL = "full".equals(System.getProperty("ringside.faults"));

  private Length() {}

  public static boolean isFull() {
    return FULL;
  }

  /** The first in a full run, else the second. */
  public static int of(int full, int usual) {
    return FULL ? full : usual;
  }
}
