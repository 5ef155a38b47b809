package dev.ringside.schemas.batch.column;

import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import java.util.HashMap;
import java.util.Map;

/**
 * Which calls share a counter of sequence numbers. A source counts through its whole stream, per
 * communicator, or per communicator and collective (as NCCL does). With the right scope all steps
 * are 1, and the column takes a few bytes for any number of calls.
 */
public enum SequenceScope {
  UNKNOWN,
  STREAM,
  COMMUNICATOR,
  COLLECTIVE;

  /** The counter of each signature id; counters are numbered from 0. */
  public int[] counters(SignatureTable signatures) {
    int[] counters = new int[signatures.size()];
    Map<Object, Integer> ids = new HashMap<>();
    for (int id = 0; id < counters.length; id++) {
      counters[id] = ids.computeIfAbsent(key(signatures.get(id)), key -> ids.size());
    }
    return counters;
  }

  private Object key(CallSignature signature) {
    return switch (this) {
      case UNKNOWN, STREAM -> STREAM;
      case COMMUNICATOR -> signature.communicator();
      case COLLECTIVE -> Map.entry(signature.communicator(), signature.collective());
    };
  }
}
