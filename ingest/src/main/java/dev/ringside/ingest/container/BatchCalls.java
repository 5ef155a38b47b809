package dev.ringside.ingest.container;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Batches taken apart into the calls of their ranks. A batch whose number is not above all before
 * it repeats one of them and is left out, as the jobs leave it out.
 *
 * <p>Memory: one number for each start of an agent.
 */
final class BatchCalls {

  private final Map<RankRun, Long> highest = new HashMap<>();

  private record RankRun(int rank, AgentRun run) {}

  void add(CallBatch batch, CallSink sink) {
    BatchHeader header = batch.header();
    RankRun run = new RankRun(header.rank(), AgentRun.of(header));
    if (header.batchSequence() <= highest.getOrDefault(run, -1L)) {
      return;
    }
    highest.put(run, header.batchSequence());
    RankCalls rank =
        sink.rank(new RankInfo(header.rank(), OptionalInt.empty(), header.origin().place()));
    header.rejected().forEach(rank::reject);
    hand(batch, rank);
  }

  private static void hand(CallBatch batch, RankCalls rank) {
    int[] ids = new int[batch.signatures().size()];
    for (int id = 0; id < ids.length; id++) {
      ids[id] = rank.idOf(batch.signatures().get(id));
    }
    CallColumns calls = batch.calls();
    for (int row = 0; row < calls.size(); row++) {
      rank.add(
          ids[calls.signature(row)],
          calls.startNs(row),
          calls.durationNs(row),
          calls.sequence(row));
    }
  }
}
