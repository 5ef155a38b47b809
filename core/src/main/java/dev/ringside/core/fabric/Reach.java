package dev.ringside.core.fabric;

import java.util.Locale;

/** Whether the ranks of a group share a node. */
public enum Reach {
  NODE,
  CLUSTER;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
