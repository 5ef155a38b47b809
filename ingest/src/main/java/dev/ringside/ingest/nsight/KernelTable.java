package dev.ringside.ingest.nsight;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.naming.KernelFamily;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The kernels that communicate, and how many others there are. */
final class KernelTable {

  static final int MOST_KERNELS = 1 << 24;
  private static final String TABLE = "CUPTI_ACTIVITY_KIND_KERNEL";

  /**
   * @param gpu process and device
   * @param graph true if a CUDA graph launched it
   */
  record Kernel(
      Gpu gpu, long start, long end, long correlation, KernelFamily family, boolean graph) {}

  /**
   * A GPU as one process uses it.
   *
   * @param process Nsight's {@code globalPid}: the process's number stands in its bits 24 to 47
   */
  record Gpu(long process, int device) {

    Place place() {
      return new Place("", process >>> 24 & 0xFF_FFFF, device < 0 ? "" : Integer.toString(device));
    }
  }

  private final List<Kernel> kernels = new ArrayList<>();
  private final Map<Gpu, Long> others = new HashMap<>();
  private final Set<String> lookalikes = new HashSet<>();
  private final boolean there;

  KernelTable(NsightDatabase database, Map<Long, String> texts) throws SQLException, IOException {
    Map<Long, KernelFamily> families = new HashMap<>();
    texts.forEach(
        (id, text) -> KernelFamily.of(text).ifPresent(family -> families.put(id, family)));
    there = database.has(TABLE, "start", "end", "deviceId", "globalPid", "demangledName");
    String graph = database.has(TABLE, "graphNodeId") ? "graphNodeId" : "start";
    boolean[] full = new boolean[1];
    database.read(
        TABLE,
        row -> {
          Gpu gpu = new Gpu(row.getLong(4), row.getInt(3));
          KernelFamily family = families.get(row.getLong(5));
          if (family == null || isLookalike(family, texts.get(row.getLong(5)))) {
            others.merge(gpu, 1L, Long::sum);
          } else if (kernels.size() < MOST_KERNELS) {
            boolean replayed = graph.equals("graphNodeId") && row.getObject(7) != null;
            kernels.add(
                new Kernel(gpu, row.getLong(1), row.getLong(2), row.getLong(6), family, replayed));
          } else {
            full[0] = true;
          }
        },
        "start",
        "end",
        "deviceId",
        "globalPid",
        "demangledName",
        "correlationId",
        graph);
    if (full[0]) {
      throw new IOException("more than %,d kernels that communicate".formatted(MOST_KERNELS));
    }
  }

  private boolean isLookalike(KernelFamily family, String name) {
    boolean lookalike = family.collective() == Collective.UNKNOWN && family.isLookalike();
    if (lookalike && lookalikes.size() < 10) {
      lookalikes.add(name.length() > 80 ? name.substring(0, 80) : name);
    }
    return lookalike;
  }

  boolean isThere() {
    return there;
  }

  List<Kernel> kernels() {
    return kernels;
  }

  /** Kernels that do not communicate, by GPU. */
  Map<Gpu, Long> others() {
    return others;
  }

  /** Names that look like communication and are not known, some of them. */
  Set<String> lookalikes() {
    return lookalikes;
  }
}
