package dev.ringside.agent.identity;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a process's environment says of its place in the job.
 *
 * <p>Sources: torchrun, SGLang and vLLM's external launcher ({@code RANK}, with {@code
 * WORLD_SIZE}); Open MPI, MPICH and Slurm; LeaderWorkerSet and Ray with one process a GPU ({@code
 * LWS_WORKER_INDEX} × processes of a node + {@code LOCAL_RANK}). A rank alone, without the size of
 * its world, is not believed: people set {@code RANK} for other things, too.
 */
record LaunchedAs(Map<String, String> environment) {

  private record Launcher(String rank, String size) {}

  private static final List<Launcher> LAUNCHERS =
      List.of(
          new Launcher("RANK", "WORLD_SIZE"),
          new Launcher("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
          new Launcher("PMI_RANK", "PMI_SIZE"),
          new Launcher("SLURM_PROCID", "SLURM_NTASKS"));

  /** The global rank, if the launcher told it. */
  OptionalInt rank() {
    for (Launcher launcher : LAUNCHERS) {
      OptionalInt rank = number(launcher.rank);
      OptionalInt size = number(launcher.size);
      if (rank.isPresent() && size.isPresent() && rank.getAsInt() < size.getAsInt()) {
        return rank;
      }
    }
    return ofWorkerSet();
  }

  private OptionalInt ofWorkerSet() {
    OptionalInt node = number("LWS_WORKER_INDEX");
    OptionalInt local = number("LOCAL_RANK");
    OptionalInt perNode = number("LOCAL_WORLD_SIZE");
    return node.isPresent() && local.isPresent() && perNode.isPresent()
        ? OptionalInt.of(node.getAsInt() * perNode.getAsInt() + local.getAsInt())
        : OptionalInt.empty();
  }

  /** The GPU's number on its host: the visible one, or of several the one of the local rank. */
  OptionalInt gpu() {
    String visible = environment.getOrDefault("CUDA_VISIBLE_DEVICES", "");
    OptionalInt local = number("LOCAL_RANK");
    if (visible.isBlank()) {
      return local;
    }
    String[] devices = visible.split(",");
    int place = devices.length == 1 ? 0 : local.orElse(-1);
    return place < 0 || place >= devices.length
        ? OptionalInt.empty()
        : parsed(devices[place].strip());
  }

  /** The same as CUDA was told it: a number, or the name of a GPU or of a part of one. */
  String gpuName() {
    String visible = environment.getOrDefault("CUDA_VISIBLE_DEVICES", "").strip();
    boolean named = !visible.contains(",") && visible.matches("(GPU|MIG)-[0-9A-Za-z/-]{1,100}");
    OptionalInt number = gpu();
    return named ? visible : number.isPresent() ? Integer.toString(number.getAsInt()) : "";
  }

  /** Where Inspector was told to write; empty if it was not. */
  String inspectorFolder() {
    return environment.getOrDefault("NCCL_INSPECTOR_DUMP_DIR", "");
  }

  private OptionalInt number(String name) {
    return parsed(environment.getOrDefault(name, ""));
  }

  private static OptionalInt parsed(String text) {
    return text.matches("\\d{1,6}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }
}
