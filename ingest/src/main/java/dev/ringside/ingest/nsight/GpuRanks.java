package dev.ringside.ingest.nsight;

import dev.ringside.ingest.nsight.KernelTable.Gpu;
import dev.ringside.ingest.nsight.NcclPayloads.Payload;
import dev.ringside.ingest.source.FileNameRank;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Global ranks of the GPUs of an export: as NCCL said when the communicator was made, else by the
 * file's name if it has one GPU, else by device where no two have the same, else in order.
 */
final class GpuRanks {

  private final Map<Gpu, Integer> ranks = new HashMap<>();
  private final boolean told;
  private final int worldSize;

  GpuRanks(Path file, Collection<Gpu> gpus, NcclRanges ranges) {
    List<Gpu> sorted =
        gpus.stream()
            .sorted(Comparator.comparingInt(Gpu::device).thenComparingLong(Gpu::process))
            .toList();
    Map<Gpu, Payload> largest = new HashMap<>();
    for (Gpu gpu : sorted) {
      ranges.memberships(gpu.process()).stream()
          .max(Comparator.comparingLong(Payload::ranks))
          .filter(one -> one.rank() >= 0 && one.rank() < 1_000_000)
          .ifPresent(one -> largest.put(gpu, one));
    }
    Set<Long> different = new HashSet<>();
    largest.values().forEach(one -> different.add(one.rank()));
    told = !sorted.isEmpty() && different.size() == sorted.size();
    worldSize =
        told ? (int) largest.values().stream().mapToLong(Payload::ranks).max().orElse(0) : 0;
    OptionalInt named = FileNameRank.of(file);
    boolean byDevice = sorted.stream().map(Gpu::device).distinct().count() == sorted.size();
    for (Gpu gpu : sorted) {
      int guess = byDevice ? gpu.device() : ranks.size();
      int alone = sorted.size() == 1 && named.isPresent() ? named.getAsInt() : guess;
      ranks.put(gpu, told ? (int) largest.get(gpu).rank() : alone);
    }
  }

  int rank(Gpu gpu) {
    return ranks.get(gpu);
  }

  /** False if ranks are a guess. */
  boolean areTold() {
    return told;
  }

  OptionalInt worldSize() {
    return worldSize > 0 ? OptionalInt.of(worldSize) : OptionalInt.empty();
  }
}
