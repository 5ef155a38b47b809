package dev.ringside.ingest.ncclog;

/**
 * A process and the GPU it speaks for; one that serves several GPUs is several.
 *
 * @param device CUDA device, -1 in lines that do not say it ({@code NCCL CALL})
 */
record LoggedProcess(String host, long pid, int device) {

  /** {@code node1:100 [0]}. */
  String text() {
    return device < 0 ? "%s:%d".formatted(host, pid) : "%s:%d [%d]".formatted(host, pid, device);
  }
}
