package dev.ringside.ingest.kineto;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.ingest.naming.KernelFamily;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The communication kernels of a trace and the host records that describe them, joined once all
 * have been read: a kernel may come before its record in the file.
 *
 * <p>A kernel's metadata is its own where it has any; else that of the host record with its
 * External id; else that of the record whose External id the launch with the kernel's correlation
 * carries. Old traces repeat the correlation as the kernel's External id: there the launch comes
 * first, because the number may be another record's by chance.
 *
 * <p>Memory: 44 bytes a kernel and 16 a launch, no object for either.
 */
final class KernelCalls {

  /** What could be found out about a kernel, and repeats from kernel to kernel. */
  record Description(KernelFamily family, CommMetadata metadata, boolean graphReplay) {}

  /** What a kernel says itself, and repeats from kernel to kernel. */
  private record Kind(KernelFamily family, CommMetadata metadata, boolean graphNode) {}

  private record HostRecord(CommMetadata metadata, long sequence) {}

  /** Receives the kernels in file order. */
  interface Sink {
    void call(Description description, long startNs, long durationNs, long sequence);
  }

  private final List<Kind> kinds = new ArrayList<>();
  private final Map<Kind, Integer> kindIds = new HashMap<>();
  private final CallColumns kernels = new CallColumns();

  /** External id and correlation of each kernel. */
  private final Links kernelIds = new Links();

  private final Map<Long, HostRecord> hostRecords = new HashMap<>();
  private long hostCalls;
  private final Set<Long> graphLaunches = new HashSet<>();

  /** Correlation and External id of each launch. */
  private final Links launches = new Links();

  void addKernel(Event event) {
    Kind kind = new Kind(event.family, event.metadata, event.graphNode > 0);
    kernels.add(idOf(kind), event.startNs, event.durationNs, event.sequence);
    kernelIds.add(event.externalId, event.correlation);
  }

  private int idOf(Kind kind) {
    Integer known = kindIds.putIfAbsent(kind, kinds.size());
    if (known != null) {
      return known;
    }
    kinds.add(kind);
    return kinds.size() - 1;
  }

  void addHostRecord(Event event) {
    if (event.metadata.describesCall() && !event.metadata.isWait()) {
      hostRecords.put(event.externalId, new HostRecord(event.metadata, event.sequence));
      hostCalls++;
    }
  }

  void addLaunch(Event event) {
    if (event.correlation != Event.ABSENT && event.externalId != Event.ABSENT) {
      launches.add(event.correlation, event.externalId);
    }
  }

  void addGraphLaunch(Event event) {
    graphLaunches.add(event.correlation);
  }

  /** What explains that there is no kernel, if the host recorded collectives. */
  Optional<String> remark() {
    return kernels.size() > 0 || hostCalls == 0
        ? Optional.empty()
        : Optional.of(
            "%,d host records of collective calls and no communication kernel: either the GPU's activity was not recorded, or no group has two ranks"
                .formatted(hostCalls));
  }

  void forEach(Sink sink) {
    Map<Long, Long> externalIds = externalIdsOfOrphans();
    for (int row = 0; row < kernels.size(); row++) {
      Kind kind = kinds.get(kernels.signature(row));
      HostRecord host = hostRecordOf(row, externalIds);
      boolean own = kind.metadata.describesCall();
      boolean graph = kind.graphNode || graphLaunches.contains(kernelIds.right(row));
      CommMetadata metadata = own || host == null ? kind.metadata : host.metadata;
      long sequence = kernels.sequence(row);
      sink.call(
          new Description(kind.family, metadata, graph),
          kernels.startNs(row),
          kernels.durationNs(row),
          sequence == Event.ABSENT && host != null ? host.sequence : sequence);
    }
  }

  private HostRecord hostRecordOf(int row, Map<Long, Long> externalIds) {
    HostRecord direct = idIsOwn(row) ? hostRecords.get(kernelIds.left(row)) : null;
    if (direct != null) {
      return direct;
    }
    Long throughLaunch = externalIds.get(kernelIds.right(row));
    return throughLaunch == null ? null : hostRecords.get(throughLaunch);
  }

  private boolean idIsOwn(int row) {
    return kernelIds.left(row) != Event.ABSENT && kernelIds.left(row) != kernelIds.right(row);
  }

  /** Correlation → External id, for those kernels alone that need it. */
  private Map<Long, Long> externalIdsOfOrphans() {
    Set<Long> wanted = new HashSet<>();
    for (int row = 0; row < kernels.size(); row++) {
      if (!idIsOwn(row) || !hostRecords.containsKey(kernelIds.left(row))) {
        wanted.add(kernelIds.right(row));
      }
    }
    wanted.remove(Event.ABSENT);
    Map<Long, Long> externalIds = new HashMap<>();
    for (int i = 0; i < launches.size() && !wanted.isEmpty(); i++) {
      if (wanted.contains(launches.left(i))) {
        externalIds.put(launches.left(i), launches.right(i));
      }
    }
    return externalIds;
  }
}
