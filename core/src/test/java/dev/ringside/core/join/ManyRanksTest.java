package dev.ringside.core.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.statistics.TallyRows;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.synthetic.Deployments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Agents of many live ranks begin one after the other, at different passes of one replica. */
class ManyRanksTest {

  private static final int RANKS = 96;
  private static final int PASSES = 200;
  private static final Deployment DEPLOYMENT = Deployments.toy(Engine.VLLM, RANKS, 1);
  private static final CallKind KIND =
      new CallKind(
          Parallelism.TP, Collective.ALL_REDUCE, 8, DataType.BFLOAT16, Transport.NCCL, RANKS);

  private final Random random = new Random(17);
  private final long[] endsNs = new long[PASSES];
  private final int[] next = new int[RANKS];
  private final int[] begun = new int[RANKS];
  private final ReplicaJoin join = new ReplicaJoin(0, new WindowRule(1L << 50, 5));
  private final List<ReplicaEvent.Joined> joined = new ArrayList<>();

  @Test
  void ofEachPassThePartsOfAllRanksComeTogether() {
    long now = 1L << 40;
    for (int pass = 0; pass < PASSES; pass++) {
      now += 20_000_000 + random.nextInt(30_000_000);
      endsNs[pass] = now;
    }
    for (int rank = 0; rank < RANKS; rank++) {
      next[rank] = random.nextInt(8);
      begun[rank] = next[rank];
    }
    for (int some = 10; some <= PASSES; some += 10) {
      sendAllUntil(some);
    }

    assertThat(joined.stream().mapToInt(event -> event.passes().size()).sum())
        .as("passes that were joined, those that not all have seen included")
        .isEqualTo(PASSES);
    for (ReplicaEvent.Joined event : joined) {
      List<BlockPart> parts = event.passes().parts();
      long endNs = parts.get(0).endNs(0);
      assertThat(parts).allMatch(part -> part.endNs(0) == endNs);
      if (endNs >= endsNs[8]) {
        assertThat(parts).hasSize(RANKS);
      }
    }
  }

  /** In no order, so that some ranks are ahead of others that have not begun. */
  private void sendAllUntil(int end) {
    List<Integer> order = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      order.add(rank);
    }
    Collections.shuffle(order, random);
    order.forEach(rank -> send(rank, end));
  }

  private void send(int rank, int end) {
    int passes = end - next[rank];
    long[] ends = new long[passes];
    TallyRows rows = new TallyRows(4, passes);
    for (int pass = 0; pass < passes; pass++) {
      ends[pass] = endsNs[next[rank] + pass];
      rows.begin(1, 0, 1, 0);
    }
    PassBlock block =
        new PassBlock(
            rank,
            next[rank] - begun[rank],
            new StepSizes(1, 1),
            true,
            ends,
            List.of(KIND),
            List.of(rows));
    next[rank] = end;
    Slice slice =
        new Slice(
            new Sender("toy", 0, rank, "run", List.of()),
            Optional.of(DEPLOYMENT),
            new Heard(ends[passes - 1], 1),
            false,
            Slice.NO_GAP,
            List.of(block),
            Account.observed(passes));
    for (ReplicaEvent event : join.accept(slice)) {
      if (event instanceof ReplicaEvent.Joined each) {
        joined.add(each);
      }
    }
  }
}
