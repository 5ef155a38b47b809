package dev.ringside.ingest.example;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import java.util.List;
import java.util.Locale;

/**
 * One call: its event, and the kernels of its channels that follow. Timed by the GPU's clock, of
 * those channels that have both a start and a stop: because of a defect of the plugin only channel
 * 0 has a stop (NCCL 2.28 to 2.30, {@code plugins/profiler/example/event.h}). The event's own times
 * are those of the enqueueing.
 */
final class ExampleCall {

  private final ExampleEvent event;
  private long firstNs = Long.MAX_VALUE;
  private long lastNs = Long.MIN_VALUE;
  private long startOnlyNs = Long.MAX_VALUE;
  private int withoutStop;

  ExampleCall(ExampleEvent event) {
    this.event = event;
  }

  void channel(ExampleEvent kernel) {
    long start = kernel.number("StartGpuClk");
    long stop = kernel.number("StopGpuClk");
    if (start > 0 && stop >= start) {
      firstNs = Math.min(firstNs, start);
      lastNs = Math.max(lastNs, stop);
    } else {
      withoutStop++;
      startOnlyNs = start > 0 ? Math.min(startOnlyNs, start) : startOnlyNs;
    }
  }

  /** Channels without a time at which they stopped. */
  int withoutStop() {
    return withoutStop;
  }

  boolean isTimed() {
    return lastNs >= 0;
  }

  /** Nanoseconds since the epoch; -1 if no channel has a start. */
  long startNs() {
    long start = isTimed() ? firstNs : startOnlyNs;
    return start == Long.MAX_VALUE ? -1 : start;
  }

  /** 0 if it is not known. */
  long durationNs() {
    return isTimed() ? lastNs - firstNs : 0;
  }

  long number() {
    return event.number("SeqNum");
  }

  /** The communicator's hash, as the other sources write it. */
  String communicator() {
    return "0x" + Long.toHexString(event.number("CommHash"));
  }

  /** The process's number in the communicator; -1 if the event does not say. */
  int rank() {
    long rank = event.number("Rank");
    return Bound.RANK_NUMBER.allows(rank) && rank >= 0 ? (int) rank : -1;
  }

  CallSignature signature() {
    Collective collective = collective();
    DataType type = type();
    long elements = elements(collective);
    boolean sized = elements >= 0 && type != DataType.UNKNOWN;
    return new CallSignature(
        new Communicator(communicator(), 0, List.of()),
        collective,
        type,
        elements,
        Transport.NCCL,
        isTimed() ? TimingQuality.GPU_NS : TimingQuality.ENQUEUE_ONLY,
        CallSignature.NO_PEER,
        sized ? 0 : CallFlag.METADATA_MISSING.bit());
  }

  private Collective collective() {
    String name = event.text("name").toLowerCase(Locale.ROOT);
    for (Collective collective : Collective.values()) {
      if (collective.label().toLowerCase(Locale.ROOT).equals(name)) {
        return collective;
      }
    }
    return Collective.UNKNOWN;
  }

  /** NCCL's word without its prefix: {@code ncclFloat32}. */
  private DataType type() {
    String name = event.text("Datatype");
    return DataType.of(name.startsWith("nccl") ? name.substring("nccl".length()) : name);
  }

  /** NCCL counts what a rank gets of a reduce-scatter; how many ranks there are is not said. */
  private long elements(Collective collective) {
    long count = event.number("Count");
    boolean known = count >= 0 && collective != Collective.REDUCE_SCATTER;
    return known && Bound.ELEMENTS.allows(count) ? count : CallSignature.UNKNOWN_ELEMENTS;
  }
}
