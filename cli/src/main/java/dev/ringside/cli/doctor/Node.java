package dev.ringside.cli.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What the checks may ask of a machine. */
public interface Node {

  /** Variables that begin with one of these are looked at, and no others: those hold no secrets. */
  List<String> PREFIXES = List.of("NCCL_", "RCCL_", "VLLM_", "SGLANG_", "TORCH_NCCL_");

  /**
   * A running process.
   *
   * @param command its words, separated by blanks
   * @param environment of {@link #PREFIXES} only; empty if it may not be read
   * @param libraries paths of the shared libraries it has mapped; empty if they may not be read
   */
  record Running(long pid, String command, Map<String, String> environment, List<Path> libraries) {}

  /** Of this shell, of {@link #PREFIXES} only. */
  Map<String, String> environment();

  List<Running> processes();

  boolean exists(Path path);

  boolean isWritableFolder(Path path);

  /** Names in a folder; none if it cannot be listed. */
  List<String> names(Path folder);

  /** Bytes free where {@code path} is or would be. */
  OptionalLong freeBytes(Path path);

  /** Whether something accepts TCP connections there within three seconds. */
  boolean accepts(String host, int port);
}
