package dev.ringside.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedLoadTest {

  private static final LoadShape SHAPE =
      new LoadShape(2, 2, 8, java.util.List.of(16), 8, LoadShape.MICROSECOND);
  private static final long START_NS = 1_790_000_000_000_000_000L;

  /** Every pass of every rank: 161 all-reduces of 16 rows, one all-gather of 16 rows of logits. */
  @Test
  void everyPassIsADecodePassOfTheWholeModel() throws Exception {
    Map<String, Long> rows = new HashMap<>();
    Map<String, Long> ends = new HashMap<>();
    Set<Long> sequences = new HashSet<>();
    new SimulatedLoad(SHAPE, "run", START_NS)
        .passes(
            100,
            batch -> {
              String rank = batch.header().deployment() + "/" + batch.header().rank();
              assertThat(batch.calls().size() % 162).isZero();
              for (int row = 0; row < batch.calls().size(); row++) {
                CallSignature signature = batch.signatures().get(batch.calls().signature(row));
                boolean last = row % 162 == 161;
                assertThat(signature.collective())
                    .isEqualTo(last ? Collective.ALL_GATHER : Collective.ALL_REDUCE);
                assertThat(signature.elements()).isEqualTo(last ? 16 * 16_032 : 16 * 8192);
                assertThat(batch.calls().startNs(row) % 1000).isZero();
                assertThat(batch.calls().durationNs(row) % 1000).isZero();
                assertThat(batch.calls().startNs(row))
                    .isGreaterThanOrEqualTo(ends.getOrDefault(rank, START_NS));
                ends.put(rank, batch.calls().startNs(row));
              }
              sequences.add(batch.header().batchSequence());
              rows.merge(rank, (long) batch.calls().size(), Long::sum);
            });
    assertThat(rows).hasSize(32);
    assertThat(rows.values()).containsOnly(100L * 162);
    assertThat(sequences).hasSize(13);
    assertThat(ends.values()).allMatch(end -> end - START_NS < SimulatedLoad.lastingNs(100));
  }

  @Test
  void silenceMovesWhatFollows() throws Exception {
    long[] gap = new long[2];
    SimulatedLoad load =
        new SimulatedLoad(
            new LoadShape(1, 1, 8, java.util.List.of(16), 8, LoadShape.NANOSECOND), "run", 0);
    load.passes(8, batch -> gap[0] = batch.calls().endNs(batch.calls().size() - 1));
    load.silence(60_000_000_000L);
    load.passes(8, batch -> gap[1] = gap[1] == 0 ? batch.calls().startNs(0) : gap[1]);
    assertThat(gap[1] - gap[0]).isBetween(60_000_000_000L, 60_100_000_000L);
  }
}
