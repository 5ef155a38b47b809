package dev.ringside.simulator.run;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.simulator.record.SimulatedBatches;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts what agents send: calls of each rank by all that tells kinds apart on the wire. */
final class CallCounts implements SimulatedBatches {

  /** A kind of call as a closed form knows it. */
  record Kind(Collective collective, long elements, DataType type, int group) {}

  private final Map<Integer, Map<Kind, Long>> byRank = new TreeMap<>();
  private long calls;

  @Override
  public void write(
      BatchHeader header, SignatureTable signatures, CallColumns columns, int from, int to) {
    Map<Kind, Long> counts = byRank.computeIfAbsent(header.rank(), rank -> new HashMap<>());
    for (int row = from; row < to; row++) {
      CallSignature signature = signatures.get(columns.signature(row));
      Kind kind =
          new Kind(
              signature.collective(),
              signature.elements(),
              signature.dataType(),
              signature.communicator().size());
      counts.merge(kind, 1L, Long::sum);
      calls++;
    }
  }

  Map<Kind, Long> ofRank(int rank) {
    return byRank.getOrDefault(rank, Map.of());
  }

  long calls() {
    return calls;
  }
}
