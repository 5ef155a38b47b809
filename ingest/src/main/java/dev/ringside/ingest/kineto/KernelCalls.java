package dev.ringside.ingest.kineto;

import dev.ringside.ingest.naming.KernelFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The communication kernels of a trace and the host records that describe them, joined once all
 * have been read: a kernel may stand before its record in the file.
 *
 * <p>A kernel's metadata is its own where it has any; else that of the host record with its
 * External id; else that of the record whose External id the launch with the kernel's correlation
 * carries. Old traces repeat the correlation as the kernel's External id: there the launch comes
 * first, lest the number meet another record's by chance.
 */
final class KernelCalls {

  /** What could be found out about a kernel, and repeats from kernel to kernel. */
  record Description(KernelFamily family, CommMetadata metadata, boolean graphReplay) {}

  private record Kernel(
      KernelFamily family,
      CommMetadata metadata,
      long sequence,
      long externalId,
      long correlation,
      boolean graphNode,
      long startNs,
      long durationNs) {}

  private record HostRecord(CommMetadata metadata, long sequence) {}

  /** Receives the kernels in file order. */
  interface Sink {
    void call(Description description, long startNs, long durationNs, long sequence);
  }

  private final List<Kernel> kernels = new ArrayList<>();
  private final Map<CommMetadata, CommMetadata> interned = new HashMap<>();
  private final Map<Long, HostRecord> hostRecords = new HashMap<>();
  private final Set<Long> graphLaunches = new HashSet<>();
  private long[] launches = new long[1024];
  private int launchFields;

  void addKernel(Event event) {
    kernels.add(
        new Kernel(
            event.family,
            intern(event.metadata),
            event.sequence,
            event.externalId,
            event.correlation,
            event.graphNode > 0,
            event.startNs,
            event.durationNs));
  }

  void addHostRecord(Event event) {
    if (event.metadata.describesCall() && !event.metadata.isWait()) {
      hostRecords.put(event.externalId, new HostRecord(intern(event.metadata), event.sequence));
    }
  }

  void addLaunch(Event event) {
    if (event.correlation == Event.ABSENT || event.externalId == Event.ABSENT) {
      return;
    }
    if (launchFields == launches.length) {
      launches = Arrays.copyOf(launches, launchFields * 2);
    }
    launches[launchFields++] = event.correlation;
    launches[launchFields++] = event.externalId;
  }

  void addGraphLaunch(Event event) {
    graphLaunches.add(event.correlation);
  }

  private CommMetadata intern(CommMetadata metadata) {
    CommMetadata known = interned.putIfAbsent(metadata, metadata);
    return known == null ? metadata : known;
  }

  void forEach(Sink sink) {
    Map<Long, Long> externalIds = externalIdsOfOrphans();
    for (Kernel kernel : kernels) {
      HostRecord host = hostRecordOf(kernel, externalIds);
      boolean own = kernel.metadata.describesCall();
      boolean graph = kernel.graphNode || graphLaunches.contains(kernel.correlation);
      CommMetadata metadata = own || host == null ? kernel.metadata : host.metadata;
      long sequence =
          kernel.sequence == Event.ABSENT && host != null ? host.sequence : kernel.sequence;
      sink.call(
          new Description(kernel.family, metadata, graph),
          kernel.startNs,
          kernel.durationNs,
          sequence);
    }
  }

  private HostRecord hostRecordOf(Kernel kernel, Map<Long, Long> externalIds) {
    HostRecord direct = idIsOwn(kernel) ? hostRecords.get(kernel.externalId) : null;
    if (direct != null) {
      return direct;
    }
    Long throughLaunch = externalIds.get(kernel.correlation);
    return throughLaunch == null ? null : hostRecords.get(throughLaunch);
  }

  private static boolean idIsOwn(Kernel kernel) {
    return kernel.externalId != Event.ABSENT && kernel.externalId != kernel.correlation;
  }

  /** Correlation → External id, for those kernels alone that need it. */
  private Map<Long, Long> externalIdsOfOrphans() {
    Set<Long> wanted = new HashSet<>();
    for (Kernel kernel : kernels) {
      if (!idIsOwn(kernel) || !hostRecords.containsKey(kernel.externalId)) {
        wanted.add(kernel.correlation);
      }
    }
    wanted.remove(Event.ABSENT);
    Map<Long, Long> externalIds = new HashMap<>();
    for (int i = 0; i < launchFields && !wanted.isEmpty(); i += 2) {
      if (wanted.contains(launches[i])) {
        externalIds.put(launches[i], launches[i + 1]);
      }
    }
    return externalIds;
  }
}
