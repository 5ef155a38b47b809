package dev.ringside.core.progress;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.Sight;
import java.util.StringJoiner;

/**
 * Where a rank runs and what records its calls there, as far as that is known.
 *
 * @param host empty if not known
 * @param pid the process's number on its host, as the source sees it; 0 if not known
 * @param gpu the GPU's PCI bus id, or its number on the host; empty if not known
 * @param sight what records its calls
 */
public record Place(String host, long pid, String gpu, Sight sight) {

  public static final Place UNKNOWN = new Place("", 0, "");

  /** Where it is not known what records its calls. */
  public Place(String host, long pid, String gpu) {
    this(host, pid, gpu, Sight.UNKNOWN);
  }

  public Place {
    Bound.NAME_BYTES.require(host, "host");
    Bound.NAME_BYTES.require(gpu, "gpu");
    if (pid < 0) {
      throw new IllegalArgumentException("a process with number %d".formatted(pid));
    }
  }

  /** The same place, seen so. */
  public Place by(Sight other) {
    return new Place(host, pid, gpu, other);
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
