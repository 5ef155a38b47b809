package dev.ringside.schemas.batch;

import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import java.util.HashMap;
import java.util.Map;

/**
 * Which calls share a counter of sequence numbers. Sources count differently: the ordinal in the
 * stream, a number for each communicator, or one for each kind of collective in it (NCCL's own).
 * With the right scope all steps are 1 and the column is a few bytes, however many calls.
 */
enum SequenceScope {
  UNKNOWN,
  STREAM,
  COMMUNICATOR,
  COLLECTIVE;

  /** The counter of each signature id: 0 up to at most the number of signatures. */
  int[] counters(SignatureTable signatures) {
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
