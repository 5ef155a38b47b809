package dev.ringside.ingest.ncclog;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.progress.Place;

/**
 * A process and the GPU it speaks for; one that serves several GPUs is several.
 *
 * @param device CUDA device, -1 in lines that do not say it ({@code NCCL CALL})
 */
record LoggedProcess(String host, long pid, int device) {

  Place place() {
    return new Place(
        Bound.NAME_BYTES.cut(host), Math.max(0, pid), device < 0 ? "" : Integer.toString(device));
  }

  /** {@code node1:100 [0]}. */
  String text() {
    return device < 0 ? "%s:%d".formatted(host, pid) : "%s:%d [%d]".formatted(host, pid, device);
  }
}
