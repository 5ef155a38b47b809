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
  private static final int DURATION_NS = 14_000;

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
    CallColumns calls = new CallColumns(steps * CALLS_A_STEP);
    long now = START_NS;
    long sequence = 5_000;
    for (int i = 0; i < steps * CALLS_A_STEP; i++) {
      int signature = i % CALLS_A_STEP < ALL_REDUCES ? allReduce : allGather;
      long start = now + GAP_NS + jitter(random);
      long duration = DURATION_NS + jitter(random);
      calls.add(signature, start, duration, sequence++);
      now = start + duration;
    }
    return calls;
  }

  private static int jitter(Random random) {
    return 1_000 + random.nextInt(3_000);
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
