package dev.ringside.simulator.record;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.simulator.cluster.GroupCall;
import dev.ringside.simulator.cluster.GroupKind;
import java.util.Optional;

/**
 * What NCCL Inspector (2.30) leaves behind of a rank's calls, and an agent that reads it makes of
 * them, knowing the deployment's element type.
 *
 * <p>Calls that put in less than the floor are not tracked; each communicator has a ring of the
 * last calls, one for collectives and one for sends and receives, emptied at each dump; durations
 * are whole microseconds; the only time is the dump's; the number of a collective stands still
 * while CUDA graphs replay.
 *
 * <p>Source: NCCL 2.30.7 {@code plugins/profiler/inspector}, {@code src/enqueue.cc}.
 */
public final class InspectorRecorder extends RankRecorder {

  private static final int KINDS = GroupKind.values().length;

  private final InspectorSettings settings;
  private final Optional<InspectorLines> lines;
  private final Ring[] rings = new Ring[2 * KINDS];
  private long nextDumpNs;

  /** Calls of one communicator since the last dump. */
  private static final class Ring {

    private final GroupCall[] calls;
    private final int[] members;
    private final long[] durations;
    private final long[] numbers;
    private int next;
    private int size;

    Ring(int capacity) {
      calls = new GroupCall[capacity];
      members = new int[capacity];
      durations = new long[capacity];
      numbers = new long[capacity];
    }

    /** True if an older call was overwritten. */
    boolean add(GroupCall call, int member, long durationNs, long number) {
      calls[next] = call;
      members[next] = member;
      durations[next] = durationNs;
      numbers[next] = number;
      next = (next + 1) % calls.length;
      boolean full = size == calls.length;
      size += full ? 0 : 1;
      return full;
    }

    int at(int index) {
      return (next - size + index + calls.length) % calls.length;
    }

    void clear() {
      size = 0;
    }
  }

  /**
   * @param lines where its log goes, if it is wanted as it is
   */
  public InspectorRecorder(
      RecorderPlace place, InspectorSettings settings, Optional<InspectorLines> lines) {
    super(place);
    this.settings = settings;
    this.lines = lines;
    this.nextDumpNs = settings.dumpNs();
  }

  @Override
  public int idOf(CallSignature signature) {
    return super.idOf(
        new CallSignature(
            signature.communicator(),
            signature.collective(),
            signature.dataType(),
            signature.elements(),
            signature.transport(),
            TimingQuality.DUMP_TIME,
            signature.peer(),
            signature.flags() | CallFlag.SAMPLED.bit()));
  }

  @Override
  void see(GroupCall call, int member, int id, long startNs, long endNs) {
    CallSignature signature = call.signature(member);
    boolean inside = CallFlag.GRAPH_REPLAY.in(signature.flags());
    if (!StreamRecorder.isNccl(call.transport()) || signature.collective() == Collective.GATHER) {
      hide(1);
      return;
    }
    long number = number(call, inside);
    if (bytesOf(signature) < settings.floorBytes()) {
      hide(1);
      return;
    }
    if (ringOf(call).add(call, member, (endNs - startNs) / 1000 * 1000, number)) {
      hide(1);
    }
  }

  private static long bytesOf(CallSignature signature) {
    return signature.elements() * signature.dataType().bytes();
  }

  private Ring ringOf(GroupCall call) {
    int kind = call.group().kind().ordinal();
    int index = call.collective().isPointToPoint() ? KINDS + kind : kind;
    if (rings[index] == null) {
      rings[index] = new Ring(settings.ring());
    }
    return rings[index];
  }

  @Override
  void gather(long nowNs, boolean last) {
    if (nowNs < nextDumpNs && !last) {
      return;
    }
    long stamp = clock().reads(nowNs) / 1000 * 1000;
    for (Ring ring : rings) {
      if (ring != null) {
        dump(ring, stamp);
      }
    }
    nextDumpNs = nowNs + settings.dumpNs();
  }

  private void dump(Ring ring, long stamp) {
    for (int i = 0; i < ring.size; i++) {
      int at = ring.at(i);
      CallSignature signature = ring.calls[at].signature(ring.members[at]);
      columns.add(
          idOf(signature), stamp - ring.durations[at], ring.durations[at], ring.numbers[at]);
      lines.ifPresent(
          log ->
              log.add(
                  ring.calls[at], ring.members[at], ring.durations[at], ring.numbers[at], stamp));
    }
    ring.clear();
  }

  @Override
  long forget() {
    long calls = 0;
    for (Ring ring : rings) {
      if (ring != null) {
        calls += ring.size;
        ring.clear();
      }
    }
    return calls;
  }

  /** Calls that wait for the next dump. */
  @Override
  public SeenCalls seen() {
    SeenCalls dumped = super.seen();
    long waiting = 0;
    for (Ring ring : rings) {
      waiting += ring == null ? 0 : ring.size;
    }
    return new SeenCalls(
        dumped.made() + waiting, dumped.sent(), dumped.hidden(), dumped.unwatched(), dumped.lost());
  }
}
