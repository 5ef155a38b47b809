package dev.ringside.ingest.inspector.line;

import dev.ringside.core.account.RejectReason;

/** Takes what the lines say, in their order. */
public interface RecordSink {

  /** One record; it is the same object each time, so nothing of it may be kept. */
  void take(InspectorRecord record);

  /** A line that cannot be used. */
  void reject(RejectReason reason);
}
