package dev.ringside.core.synthetic;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;

/**
 * What an engine does on the wire and what a source sees of it; set apart from {@code Engine}, so
 * that a deployment can name the wrong one.
 *
 * @param logits Gather or AllGather
 * @param shardsEmbedding one all-reduce more on stage 0
 * @param showsAllReduces false where a custom kernel carries them unseen
 * @param interleavesRebuild Recv, AllGather, Recv, AllGather; else Recv, Recv, AllGather, AllGather
 * @param slicesHandover each tensor rank hands over its part, and an all-gather rebuilds the whole
 * @param sendsMetadata two gloo messages before each hand-over
 * @param broadcastsInputs three broadcasts to the tensor group before each pass
 * @param namesRanks false where the source gives neither ranks nor peers nor group size
 * @param knowsSizes false where it gives neither elements nor type
 */
public record Habits(
    Collective logits,
    boolean shardsEmbedding,
    boolean showsAllReduces,
    boolean interleavesRebuild,
    boolean slicesHandover,
    boolean sendsMetadata,
    boolean broadcastsInputs,
    boolean namesRanks,
    boolean knowsSizes,
    Transport transport) {

  public static final Habits VLLM_V0 =
      new Habits(
          Collective.GATHER, true, true, true, true, false, false, true, true, Transport.NCCL);
  public static final Habits VLLM = VLLM_V0.with(Collective.ALL_GATHER);
  public static final Habits TRANSFORMERS =
      new Habits(
          Collective.ALL_GATHER, false, true, true, true, false, false, true, true, Transport.GLOO);

  public Habits with(Collective otherLogits) {
    return new Habits(
        otherLogits,
        shardsEmbedding,
        showsAllReduces,
        interleavesRebuild,
        slicesHandover,
        sendsMetadata,
        broadcastsInputs,
        namesRanks,
        knowsSizes,
        transport);
  }

  public Habits hidingAllReduces() {
    return new Habits(
        logits,
        shardsEmbedding,
        false,
        interleavesRebuild,
        slicesHandover,
        sendsMetadata,
        broadcastsInputs,
        namesRanks,
        knowsSizes,
        transport);
  }

  public Habits rebuildingLast() {
    return new Habits(
        logits,
        shardsEmbedding,
        showsAllReduces,
        false,
        slicesHandover,
        sendsMetadata,
        broadcastsInputs,
        namesRanks,
        knowsSizes,
        transport);
  }

  public Habits sendingWhole() {
    return new Habits(
        logits,
        shardsEmbedding,
        showsAllReduces,
        interleavesRebuild,
        false,
        sendsMetadata,
        broadcastsInputs,
        namesRanks,
        knowsSizes,
        transport);
  }

  public Habits chatty() {
    return new Habits(
        logits,
        shardsEmbedding,
        showsAllReduces,
        interleavesRebuild,
        slicesHandover,
        true,
        true,
        namesRanks,
        knowsSizes,
        transport);
  }

  public Habits anonymous() {
    return new Habits(
        logits,
        shardsEmbedding,
        showsAllReduces,
        interleavesRebuild,
        slicesHandover,
        sendsMetadata,
        broadcastsInputs,
        false,
        knowsSizes,
        transport);
  }

  public Habits sizeless() {
    return new Habits(
        logits,
        shardsEmbedding,
        showsAllReduces,
        interleavesRebuild,
        slicesHandover,
        sendsMetadata,
        broadcastsInputs,
        namesRanks,
        false,
        transport);
  }
}
