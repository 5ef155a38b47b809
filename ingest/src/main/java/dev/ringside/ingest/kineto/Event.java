package dev.ringside.ingest.kineto;

import dev.ringside.core.account.RejectReason;
import dev.ringside.core.collective.DataType;
import dev.ringside.ingest.naming.KernelFamily;
import dev.ringside.ingest.naming.Operator;

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
    /** An operator that launches communication, with its inputs. */
    OPERATOR,
    /** The host's launch of a kernel: links the kernel's correlation to the host's record. */
    LAUNCH,
    /** The launch of a CUDA graph. */
    GRAPH_LAUNCH,
    /** An annotation that may be around a step of the engine. */
    STEP
  }

  static final long ABSENT = Long.MIN_VALUE;

  Kind kind = Kind.NONE;
  String name = "";
  KernelFamily family;
  Operator operator;

  /** Which of several ranks a merged trace means, {@code [TP00-PP01]}; empty in a trace of one. */
  String label = "";

  /** Of an annotation: true if its times are the GPU's. */
  boolean ofGpu;

  long startNs;
  long durationNs;
  RejectReason startDamage;
  RejectReason durationDamage;

  long externalId;
  long correlation;
  long graphNode;
  long sequence;
  CommMetadata metadata;
  long shapeElements;
  DataType shapeType;
  OperatorCall operatorCall;

  void clear() {
    kind = Kind.NONE;
    name = "";
    family = null;
    operator = null;
    label = "";
    ofGpu = false;
    startNs = 0;
    durationNs = 0;
    startDamage = RejectReason.TS_MISSING;
    durationDamage = RejectReason.DUR_MISSING;
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
    operatorCall = OperatorCall.NONE;
  }

  /** Why an event that would be a call cannot be one; null if it is sound. */
  RejectReason damage() {
    if (startDamage != null) {
      return startDamage;
    }
    if (durationDamage != null) {
      return durationDamage;
    }
    return durationNs < 0 ? RejectReason.DUR_NEGATIVE : null;
  }
}
