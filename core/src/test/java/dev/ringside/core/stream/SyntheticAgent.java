package dev.ringside.core.stream;

import dev.ringside.core.batch.BatchContents;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/**
 * One run of an agent on a synthetic replica: each rank's calls in batches, as a decoder gives them
 * out.
 *
 * @param runRanks the ranks it declares, empty for a live agent
 */
public record SyntheticAgent(
    SyntheticReplica played, int replica, String deployment, String runId, List<Integer> runRanks) {

  /** A replay of the whole replica. */
  public static SyntheticAgent replaying(SyntheticReplica played, String runId) {
    return new SyntheticAgent(played, 0, played.deployment().name(), runId, played.ranks());
  }

  /** An agent that does not know when it ends. */
  public static SyntheticAgent live(SyntheticReplica played, String runId) {
    return new SyntheticAgent(played, 0, played.deployment().name(), runId, List.of());
  }

  /** All of {@code rank}'s calls; the last batch ends the stream. */
  public List<CallBatch> batches(int rank, int callsABatch) {
    return batches(rank, () -> callsABatch);
  }

  /** Batches of 1 to {@code most} calls. */
  public List<CallBatch> batches(int rank, int most, Random random) {
    return batches(rank, () -> 1 + random.nextInt(most));
  }

  private List<CallBatch> batches(int rank, IntSupplier sizes) {
    List<CollectiveCall> calls = played.calls(rank);
    List<CallBatch> batches = new ArrayList<>();
    for (int from = 0; from < calls.size(); ) {
      int to = Math.min(calls.size(), from + sizes.getAsInt());
      BatchHeader header = header(rank, batches.size(), to == calls.size(), Map.of());
      batches.add(batch(header, calls.subList(from, to)));
      from = to;
    }
    return batches;
  }

  public BatchHeader header(int rank, long sequence, boolean last, Map<String, Long> rejected) {
    return new BatchHeader(
        new BatchOrigin(deployment, replica, rank, "synthetic", runId, "host", runRanks),
        new BatchUnits("gpu", 1, 1),
        sequence,
        last,
        new BatchContents(new TreeMap<>(rejected), 0, 0, 0));
  }

  /** A batch as the decoder gives it out: its header knows how many calls there are, and when. */
  public static CallBatch batch(BatchHeader header, List<CollectiveCall> calls) {
    SignatureTable signatures = new SignatureTable();
    CallColumns columns = SyntheticReplica.columns(signatures, calls);
    long firstStartNs = 0;
    long lastEndNs = 0;
    for (int row = 0; row < columns.size(); row++) {
      firstStartNs = row == 0 ? columns.startNs(row) : Math.min(firstStartNs, columns.startNs(row));
      lastEndNs = row == 0 ? columns.endNs(row) : Math.max(lastEndNs, columns.endNs(row));
    }
    return new CallBatch(
        header.holding(columns.size(), firstStartNs, lastEndNs), signatures, columns);
  }
}
