package dev.ringside.faults.soak;

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
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.synthetic.Models;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.topic.RecordKey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What the agents of 128 GPUs send in a second: Llama 3.1 70B on 16 replicas of 8, each a pass
 * every 20 ms. That is twice 64 GPUs' 518,400 calls a second.
 */
final class SoakLoad {

  static final int REPLICAS = 16;
  static final int TENSOR = 8;
  static final int PASSES_A_SECOND = 50;

  /** An embedding's all-reduce, two in each of 80 layers, and the logits. */
  static final int CALLS_A_PASS = 1 + 2 * 80 + 1;

  static final long CALLS_A_SECOND = (long) REPLICAS * TENSOR * PASSES_A_SECOND * CALLS_A_PASS;

  private static final long PASS_NS = 1_000_000_000L / PASSES_A_SECOND;
  private static final long CALL_NS = 100_000;
  private static final int PROMPT_EVERY = 40;
  private static final int PROMPT_TOKENS = 512;
  private static final int DECODED = 8;

  private final CallBatchEncoder encoder = new CallBatchEncoder();
  private final CallColumns columns = new CallColumns(PASSES_A_SECOND * CALLS_A_PASS);
  private final List<SignatureTable> tables = new ArrayList<>();
  private final int[][] ids = new int[REPLICAS][];
  private final long[] sequences = new long[REPLICAS * TENSOR];
  private int noise = 1;

  SoakLoad() {
    for (int replica = 0; replica < REPLICAS; replica++) {
      SignatureTable table = new SignatureTable();
      Communicator group = new Communicator("", TENSOR, ranksOf(replica));
      int hidden = Models.LLAMA_70B.hidden();
      long shard = deployment().paddedVocabulary() / TENSOR;
      ids[replica] =
          new int[] {
            table.idOf(call(group, Collective.ALL_REDUCE, (long) DECODED * hidden)),
            table.idOf(call(group, Collective.ALL_GATHER, DECODED * shard)),
            table.idOf(call(group, Collective.ALL_REDUCE, (long) PROMPT_TOKENS * hidden)),
            table.idOf(call(group, Collective.ALL_GATHER, shard))
          };
      tables.add(table);
    }
  }

  static Deployment deployment() {
    return new Deployment(
        "soak",
        Models.LLAMA_70B,
        Engine.VLLM,
        new ParallelLayout(TENSOR, 1, REPLICAS),
        DataType.BFLOAT16,
        OptionalInt.of(256),
        "unknown");
  }

  private static List<Integer> ranksOf(int replica) {
    return deployment().layout().ranksOfReplica(replica);
  }

  private static CallSignature call(Communicator group, Collective collective, long elements) {
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

  /** One rank's batch. */
  record Encoded(byte[] key, byte[] value) {}

  /**
   * A rank's calls of one second.
   *
   * @param second since the load began
   * @param startNs when that second began
   */
  Encoded batch(int rank, long second, long startNs) {
    int replica = rank / TENSOR;
    columns.clear();
    for (int pass = 0; pass < PASSES_A_SECOND; pass++) {
      boolean prompt = (second * PASSES_A_SECOND + pass + replica) % PROMPT_EVERY == 0;
      add(rank, replica, startNs + pass * PASS_NS, prompt ? 2 : 0);
    }
    BatchHeader header =
        new BatchHeader(
            new BatchOrigin("soak", replica, rank, "soak", "run-" + rank, "host", List.of()),
            new BatchUnits("gpu", 1_000, 1_000),
            second,
            false,
            new BatchContents(new TreeMap<>(), 0, 0, 0));
    return new Encoded(
        new RecordKey("soak", replica, rank).bytes(),
        encoder.encode(header, tables.get(replica), columns, 0, columns.size()));
  }

  private void add(int rank, int replica, long passNs, int kind) {
    int[] signatures = ids[replica];
    long at = passNs;
    for (int call = 0; call < CALLS_A_PASS; call++) {
      noise = noise * 1_664_525 + 1_013_904_223;
      boolean logits = call == CALLS_A_PASS - 1;
      columns.add(
          signatures[kind + (logits ? 1 : 0)],
          at,
          30_000 + ((noise >>> 16) & 0x7fff),
          sequences[rank]++);
      at += CALL_NS;
    }
  }
}
