package dev.ringside.schemas.batch;

import dev.ringside.core.batch.BatchContents;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/**
 * A made-up decode stream of a 70B-sized model on 8 tensor-parallel ranks: 160 all-reduces and one
 * all-gather of logits a step and rank, about 100 steps a second, on a nanosecond clock. Every gap
 * and every duration carries 1 to 4 µs of uniform jitter; the jitter is all that is random.
 */
public final class DecodeTrace {

  public static final int RANKS = 8;
  public static final int CALLS_A_STEP = 161;

  private static final int ALL_REDUCES = 160;
  private static final int HIDDEN = 8192;
  private static final int SEQUENCES = 16;
  private static final int VOCABULARY = 128_256;
  private static final long START_NS = 1_760_000_000_123_456_789L;
  private static final int GAP_NS = 43_000;
  private static final LongUnaryOperator NANOSECONDS = LongUnaryOperator.identity();

  /** Of each call, without jitter. */
  public static final int DURATION_NS = 14_000;

  private static final int JITTER_FROM_NS = 1_000;
  private static final int JITTER_NS = 3_000;

  /** What a call's gap and its duration take longer each, on average. */
  public static final int MEAN_JITTER_NS = JITTER_FROM_NS + JITTER_NS / 2;

  private final SignatureTable signatures = new SignatureTable();
  private final int allReduce;
  private final int allGather;

  public DecodeTrace() {
    Communicator tensorGroup =
        new Communicator("tp_0", RANKS, IntStream.range(0, RANKS).boxed().toList());
    allReduce = idOf(tensorGroup, Collective.ALL_REDUCE, (long) SEQUENCES * HIDDEN);
    allGather = idOf(tensorGroup, Collective.ALL_GATHER, (long) SEQUENCES * VOCABULARY / RANKS);
  }

  private int idOf(Communicator group, Collective collective, long elements) {
    return signatures.idOf(
        new CallSignature(
            group,
            collective,
            DataType.BFLOAT16,
            elements,
            Transport.NCCL,
            TimingQuality.GPU_NS,
            CallSignature.NO_PEER,
            0));
  }

  public SignatureTable signatures() {
    return signatures;
  }

  /** {@code steps} steps of one rank. */
  public CallColumns rank(int rank, int steps) {
    Random random = new Random(20_261_123L + rank);
    Pass pass = new Pass(allReduce, ALL_REDUCES, allGather, GAP_NS);
    CallColumns calls = new CallColumns(steps * CALLS_A_STEP);
    long now = START_NS;
    for (int step = 0; step < steps; step++) {
      now =
          pass.addTo(calls, now, 5_000 + (long) step * CALLS_A_STEP, NANOSECONDS, random::nextInt);
    }
    return calls;
  }

  /**
   * A decode pass of one rank: all-reduces one after another, then an all-gather. Every gap and
   * every duration carries 1 to 4 µs of uniform jitter.
   *
   * @param allReduce id of the all-reduces' signature
   * @param gapNs from the end of a call to the start of the next, without jitter
   */
  public record Pass(int allReduce, int allReduces, int allGather, long gapNs) {

    /**
     * Adds the calls of a pass that begins at {@code startNs}, in whole ticks of {@code clock}.
     *
     * @param random a number from 0 to below its argument
     * @return when the last call ends
     */
    public long addTo(
        CallColumns calls,
        long startNs,
        long sequence,
        LongUnaryOperator clock,
        IntUnaryOperator random) {
      long now = startNs;
      for (int i = 0; i <= allReduces; i++) {
        long start = clock.applyAsLong(now + gapNs + jitter(random));
        long duration = clock.applyAsLong(DURATION_NS + jitter(random));
        calls.add(i < allReduces ? allReduce : allGather, start, duration, sequence + i);
        now = start + duration;
      }
      return now;
    }
  }

  private static int jitter(IntUnaryOperator random) {
    return JITTER_FROM_NS + random.applyAsInt(JITTER_NS);
  }

  /** The batches of all ranks, {@code steps} steps each, one batch a rank. */
  public List<byte[]> batches(int steps, int startUnitNs, int durationUnitNs) {
    CallBatchEncoder encoder = new CallBatchEncoder();
    List<byte[]> batches = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      CallColumns calls = rank(rank, steps);
      BatchHeader header = header(rank, startUnitNs, durationUnitNs);
      batches.add(encoder.encode(header, signatures, calls, 0, calls.size()));
    }
    return batches;
  }

  public static BatchHeader header(int rank, int startUnitNs, int durationUnitNs) {
    return new BatchHeader(
        new BatchOrigin(
            "llama-70b",
            0,
            rank,
            "ringside-agent 0.1.0",
            "5f0c3a52-8f0e-4d4b-9d6b-0f6a2a1f7b11",
            "node-0017",
            List.of()),
        new BatchUnits("gpu", startUnitNs, durationUnitNs),
        0,
        false,
        new BatchContents(new TreeMap<>(), 0, 0, 0));
  }
}
