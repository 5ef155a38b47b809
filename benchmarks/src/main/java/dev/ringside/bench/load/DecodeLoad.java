package dev.ringside.bench.load;

import dev.ringside.core.batch.BatchCutter;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.schemas.batch.DecodeTrace;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Decode of a model of Llama-3.1-70B's shape: every rank makes 161 all-reduces of T̂·8192 elements
 * and one all-gather of logits a pass, 30 passes a second: {@link DecodeTrace.Pass}, whose jitter
 * is all that is random. Times are whole ticks of the clock.
 *
 * <p>Not thread-safe. Cost: about 10 ns a call.
 */
public final class DecodeLoad implements BenchLoad {

  public static final int CALLS_A_PASS = 162;

  private static final int PADDED_VOCABULARY = 131_072;
  private static final long PASS_NS = 1_000_000_000L / 30;

  /** So that a pass, jitter and all, ends before the next begins. */
  private static final int SLACK_NS = 2_000;

  private static final long GAP_NS =
      PASS_NS / CALLS_A_PASS - DecodeTrace.DURATION_NS - 2 * DecodeTrace.MEAN_JITTER_NS - SLACK_NS;

  private final LoadShape shape;
  private final String runId;
  private final List<Deployment> deployments;
  private final List<SignatureTable> replicas;
  private final CallColumns calls;
  private final SplittableRandom random;
  private final List<BatchCutter> cutters;
  private long nowNs;
  private long passes;

  /**
   * @param startNs when the first pass begins, whole ticks
   */
  public DecodeLoad(LoadShape shape, String runId, long startNs) {
    this.shape = shape;
    this.runId = runId;
    this.nowNs = startNs;
    this.calls = new CallColumns(shape.passesABatch() * CALLS_A_PASS);
    this.random = new SplittableRandom(20_261_125L);
    this.deployments =
        IntStream.range(0, shape.deployments())
            .mapToObj(i -> shape.deployment(i, vocabulary()))
            .toList();
    this.replicas = IntStream.range(0, shape.replicas()).mapToObj(this::signatures).toList();
    this.cutters = IntStream.range(0, shape.ranks()).mapToObj(this::cutter).toList();
  }

  private int vocabulary() {
    return LoadShape.VOCABULARY % shape.tensor() == 0 ? LoadShape.VOCABULARY : PADDED_VOCABULARY;
  }

  /** Of T̂ number {@code i}: id 2i the all-reduce, 2i + 1 the all-gather. */
  private SignatureTable signatures(int replica) {
    int first = replica * shape.tensor();
    List<Integer> members = IntStream.range(first, first + shape.tensor()).boxed().toList();
    Communicator group = new Communicator("tp_" + replica, shape.tensor(), members);
    SignatureTable table = new SignatureTable();
    for (long tokens : shape.sequences()) {
      table.idOf(signature(group, Collective.ALL_REDUCE, tokens * LoadShape.HIDDEN));
      long shard = tokens * vocabulary() / shape.tensor();
      table.idOf(signature(group, Collective.ALL_GATHER, shard));
    }
    if (table.size() != 2 * shape.sequences().size()) {
      throw new IllegalArgumentException("a load with a size twice: " + shape.sequences());
    }
    return table;
  }

  private static CallSignature signature(Communicator group, Collective collective, long elements) {
    return new CallSignature(
        group,
        collective,
        DataType.BFLOAT16,
        elements,
        Transport.NCCL,
        TimingQuality.GPU_NS,
        CallSignature.NO_PEER,
        0);
  }

  @Override
  public List<Deployment> deployments() {
    return deployments;
  }

  @Override
  public int ranks() {
    return shape.ranks();
  }

  @Override
  public int callsAPass() {
    return CALLS_A_PASS;
  }

  @Override
  public int passesABatch() {
    return shape.passesABatch();
  }

  @Override
  public void passes(int count, BatchTaker taker) throws Exception {
    int left = count;
    while (left > 0) {
      int block = Math.min(left, shape.passesABatch());
      for (int rank = 0; rank < ranks(); rank++) {
        taker.take(batch(rank, block));
      }
      nowNs += block * PASS_NS / shape.tickNs() * shape.tickNs();
      passes += block;
      left -= block;
    }
  }

  private RankBatch batch(int index, int block) {
    calls.clear();
    for (int pass = 0; pass < block; pass++) {
      addPass(passes + pass, nowNs + pass * PASS_NS);
    }
    BatchHeader header = cutters.get(index).cut(calls, false, 0).next().header();
    return new RankBatch(header, replicas.get(header.replica()), calls);
  }

  private void addPass(long pass, long startNs) {
    int allReduce = 2 * (int) (pass % shape.sequences().size());
    new DecodeTrace.Pass(allReduce, CALLS_A_PASS - 1, allReduce + 1, GAP_NS)
        .addTo(calls, startNs, pass * CALLS_A_PASS, shape::ticks, random::nextInt);
  }

  private BatchCutter cutter(int index) {
    int ranksEach = shape.replicas() * shape.tensor();
    int rank = index % ranksEach;
    return new BatchCutter(
        new BatchOrigin(
            deployments.get(index / ranksEach).name(),
            rank / shape.tensor(),
            rank,
            "ringside-bench",
            runId,
            "bench",
            List.of()),
        new BatchUnits("gpu", shape.tickNs(), shape.tickNs()),
        (int) Bound.CALLS.most(),
        BatchCutter.ANY_SPAN);
  }

  @Override
  public void silence(long ns) {
    nowNs += shape.ticks(ns);
  }

  /** How long {@code passes} passes last. */
  public static long lastingNs(long passes) {
    return passes * PASS_NS;
  }
}
