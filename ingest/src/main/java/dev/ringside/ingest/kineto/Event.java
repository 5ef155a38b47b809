package dev.ringside.ingest.kineto;

import dev.ringside.core.collective.DataType;
import dev.ringside.ingest.naming.KernelFamily;
import java.util.Locale;

/** One event of a trace as far as it matters here. One instance is filled again and again. */
final class Event {

  /** What an event can contribute. */
  enum Kind {
    /** Nothing, or not known yet. */
    NONE,
    /** A collective over gloo: an annotation around the call itself. */
    GLOO_CALL,
    /** A communication kernel on the GPU. */
    KERNEL,
    /** The host's record of what a kernel was asked to do. */
    HOST_RECORD,
    /** The host's launch of a kernel: links the kernel's correlation to the host's record. */
    LAUNCH,
    /** The launch of a CUDA graph. */
    GRAPH_LAUNCH
  }

  /** Why an event that would be a call cannot be one. */
  enum Damage {
    TS_MISSING,
    TS_INVALID,
    DUR_MISSING,
    DUR_INVALID,
    DUR_NEGATIVE,
    TIME_OUT_OF_RANGE,
    NOT_AN_OBJECT;

    /** The reason as reports name it: {@code dur_negative}. */
    String reason() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final long ABSENT = Long.MIN_VALUE;

  Kind kind = Kind.NONE;
  String name = "";
  KernelFamily family;
  long startNs;
  long durationNs;
  Damage startDamage;
  Damage durationDamage;

  long externalId;
  long correlation;
  long graphNode;
  long sequence;
  CommMetadata metadata;
  long shapeElements;
  DataType shapeType;

  void clear() {
    kind = Kind.NONE;
    name = "";
    family = null;
    startNs = 0;
    durationNs = 0;
    startDamage = Damage.TS_MISSING;
    durationDamage = Damage.DUR_MISSING;
    clearArgs();
  }

  void clearArgs() {
    externalId = ABSENT;
    correlation = ABSENT;
    graphNode = ABSENT;
    sequence = ABSENT;
    metadata = CommMetadata.NONE;
    shapeElements = CommMetadata.ABSENT;
    shapeType = DataType.UNKNOWN;
  }

  /** Null if the event is sound. */
  Damage damage() {
    if (startDamage != null) {
      return startDamage;
    }
    if (durationDamage != null) {
      return durationDamage;
    }
    return durationNs < 0 ? Damage.DUR_NEGATIVE : null;
  }
}
