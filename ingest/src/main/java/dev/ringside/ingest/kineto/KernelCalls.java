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
 * The communication kernels of a trace and what the host says about them, joined once all have been
 * read: a kernel may come before its record in the file.
 *
 * <p>A kernel's metadata is its own where it has any; else that of the host record with its
 * External id; else that of the record whose External id the launch with the kernel's correlation
 * carries. Old traces repeat the correlation as the kernel's External id: there the launch comes
 * first, because the number may be another record's by chance. Where no record is found, the
 * operator with that id says by its inputs what is moved: engines that call a library themselves
 * leave no record. An operator around the replay of a graph says nothing about its kernels.
 *
 * <p>Memory: 44 bytes a kernel and 16 a launch, no object for either.
 */
final class KernelCalls {

  /** What could be found out about a kernel, and repeats from kernel to kernel. */
  record Description(
      KernelFamily family, CommMetadata metadata, OperatorCall operator, boolean graphReplay) {}

  /** What a kernel says itself, and repeats from kernel to kernel. */
  private record Kind(
      KernelFamily family, CommMetadata metadata, boolean graphNode, String unknownName) {}

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
  private final Map<Long, OperatorCall> operators = new HashMap<>();
  private final Map<OperatorCall, OperatorCall> operatorKinds = new HashMap<>();
  private final UnknownKernels unknown = new UnknownKernels();
  private long hostCalls;
  private final Set<Long> graphLaunches = new HashSet<>();

  /** Correlation and External id of each launch. */
  private final Links launches = new Links();

  void addKernel(Event event) {
    String unknownName = event.family.isLookalike() ? event.name : "";
    Kind kind = new Kind(event.family, event.metadata, event.graphNode > 0, unknownName);
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

  void addOperator(Event event) {
    OperatorCall call = event.operatorCall;
    operators.put(event.externalId, operatorKinds.computeIfAbsent(call, unseen -> call));
  }

  void addLaunch(Event event) {
    if (event.correlation != Event.ABSENT && event.externalId != Event.ABSENT) {
      launches.add(event.correlation, event.externalId);
    }
  }

  void addGraphLaunch(Event event) {
    graphLaunches.add(event.correlation);
  }

  boolean isSilent() {
    return kernels.size() == 0 && hostCalls == 0;
  }

  /** Filled by {@link #forEach}. */
  UnknownKernels unknown() {
    return unknown;
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
      HostRecord host = joined(hostRecords, row, externalIds);
      boolean graph = kind.graphNode || graphLaunches.contains(kernelIds.right(row));
      boolean own = kind.metadata.describesCall();
      CommMetadata metadata = own || host == null ? kind.metadata : host.metadata;
      OperatorCall operator =
          metadata.describesCall() || graph ? null : joined(operators, row, externalIds);
      if (!kind.unknownName.isEmpty() && !metadata.describesCall() && operator == null) {
        unknown.add(kind.unknownName);
      }
      long sequence = kernels.sequence(row);
      sink.call(
          new Description(
              kind.family, metadata, operator == null ? OperatorCall.NONE : operator, graph),
          kernels.startNs(row),
          kernels.durationNs(row),
          sequence == Event.ABSENT && host != null ? host.sequence : sequence);
    }
  }

  private <T> T joined(Map<Long, T> byId, int row, Map<Long, Long> externalIds) {
    T direct = idIsOwn(row) ? byId.get(kernelIds.left(row)) : null;
    if (direct != null) {
      return direct;
    }
    Long throughLaunch = externalIds.get(kernelIds.right(row));
    return throughLaunch == null ? null : byId.get(throughLaunch);
  }

  private boolean idIsOwn(int row) {
    return kernelIds.left(row) != Event.ABSENT && kernelIds.left(row) != kernelIds.right(row);
  }

  private boolean isJoinedById(int row) {
    long id = kernelIds.left(row);
    return idIsOwn(row) && (hostRecords.containsKey(id) || operators.containsKey(id));
  }

  /** Correlation → External id, for those kernels alone that need it. */
  private Map<Long, Long> externalIdsOfOrphans() {
    Set<Long> wanted = new HashSet<>();
    for (int row = 0; row < kernels.size(); row++) {
      if (!isJoinedById(row)) {
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
