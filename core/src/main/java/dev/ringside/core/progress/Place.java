package dev.ringside.core.progress;

import dev.ringside.core.bound.Bound;
import java.util.StringJoiner;

/**
 * Where a rank runs, as far as its source knows.
 *
 * @param host empty if not known
 * @param pid the process's number on its host, as the source sees it; 0 if not known
 * @param gpu the GPU's PCI bus id, or its number on the host; empty if not known
 */
public record Place(String host, long pid, String gpu) {

  public static final Place UNKNOWN = new Place("", 0, "");

  public Place {
    Bound.NAME_BYTES.require(host, "host");
    Bound.NAME_BYTES.require(gpu, "gpu");
    if (pid < 0) {
      throw new IllegalArgumentException("a process with number %d".formatted(pid));
    }
  }

  /** {@code node-7, pid 4711, GPU 3}: what is known; empty if nothing is. */
  public String text() {
    StringJoiner text = new StringJoiner(", ");
    if (!host.isEmpty()) {
      text.add(host);
    }
    if (pid > 0) {
      text.add("pid " + pid);
    }
    if (!gpu.isEmpty()) {
      text.add("GPU " + gpu);
    }
    return text.toString();
  }
}
