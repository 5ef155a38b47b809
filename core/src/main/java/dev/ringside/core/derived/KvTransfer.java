package dev.ringside.core.derived;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import java.util.ArrayList;
import java.util.List;

/**
 * One prompt's KV cache on its way from a prefill server of t tensor ranks to a decode server of
 * t′: bytes and descriptors of one rank, of its layers L_s. A descriptor is one piece of memory
 * that is read or written at once; posting each costs time whatever its size.
 *
 * <pre>
 * buffers      2·L_s: keys and values apart; L_s of latent attention
 * heads        H = max(1, n_kv/t), H′ = max(1, n_kv/t′); latents are whole on every rank
 * blocks       n = ⌈S_p/block⌉, which go whole
 *
 * vLLM, NIXL: the decode rank reads each block of each buffer
 *   peers      max(1, H′/H) prefill ranks; latents from one
 *   descriptors  peers·buffers·n                 bytes  L_s·n·block·2·H′·d·b, or L_s·n·block·latent·b
 *
 * Mooncake, and SGLang with NIXL: the prefill rank writes
 *   peers      max(1, t′/t) decode ranks
 *   t = t′, or latent  from peers·buffers (blocks in one run) to peers·buffers·n
 *   t ≠ t′     peers·buffers·n·block: each token by itself, of min(H, H′) heads
 * </pre>
 *
 * <p>Layers whose mixer keeps a state instead of keys and values are not counted; that state is a
 * hand-over of its own. GPU staging (SGLang, off by default) gathers slices first.
 *
 * <p>Source: vLLM {@code kv_connector/v1/nixl} (one region a cache, 2 a layer, 1 of MLA: #17990; K
 * and V split virtually: #20189), {@code mooncake_connector.py:_send_blocks}; SGLang {@code
 * disaggregation/mooncake/conn.py:_send_kvcache_generic, send_kvcache_slice}, {@code
 * disaggregation/nixl/conn.py}.
 *
 * @param read true if it is the decode rank that is meant, which reads; else the prefill rank,
 *     which writes
 * @param peers ranks of the other server that it deals with
 * @param leastDescriptors if all blocks lie side by side on both servers
 * @param mostDescriptors if none do
 * @param bytes that the rank reads or writes
 */
public record KvTransfer(
    int stage, boolean read, int peers, long leastDescriptors, long mostDescriptors, long bytes) {

  private static final int VLLM_BLOCK = 16;

  /** Tokens of a block where nothing else is said: vLLM's 16, SGLang's 1. */
  public static int blockOf(Engine engine) {
    return engine == Engine.SGLANG ? 1 : VLLM_BLOCK;
  }

  /**
   * The hand-over of one prompt, an entry for each pipeline stage.
   *
   * @param prefill the server that has computed the prompt
   * @param decodeTensor t′
   * @param block tokens of a block
   * @throws IllegalArgumentException saying why there is none
   */
  public static List<KvTransfer> of(
      Deployment prefill, KvConnector connector, int decodeTensor, int block, long promptTokens) {
    int tensor = prefill.layout().tensor();
    requirePossible(prefill, connector, decodeTensor);
    long blocks = (promptTokens + block - 1) / block;
    List<KvTransfer> stages = new ArrayList<>();
    int first = 0;
    for (int stage = 0; stage < prefill.layout().pipeline(); stage++) {
      Rank rank =
          new Rank(prefill, tensor, decodeTensor, cachedLayers(prefill, first, stage), block);
      stages.add(
          connector.readsBlocks(prefill.engine())
              ? rank.reads(stage, blocks)
              : rank.writes(stage, blocks));
      first += prefill.layersOf(stage);
    }
    return stages;
  }

  private static void requirePossible(Deployment prefill, KvConnector connector, int decode) {
    int tensor = prefill.layout().tensor();
    if (!prefill.model().attention().isKnown()) {
      throw new IllegalArgumentException(
          "KV transfer: the heads of %s are not known".formatted(prefill.model().name()));
    }
    if (decode < 1 || (tensor % decode != 0 && decode % tensor != 0)) {
      throw new IllegalArgumentException(
          "KV transfer: %d tensor ranks of decode and %d of prefill: one must divide the other"
              .formatted(decode, tensor));
    }
    if (tensor != decode && !connector.allowsUnequal(prefill.engine())) {
      throw new IllegalArgumentException(
          "KV transfer: %s with %s needs as many tensor ranks on both servers"
              .formatted(prefill.engine().label(), connector.label()));
    }
  }

  /** Layers of a stage with keys and values; of a model without letters, all. */
  private static long cachedLayers(Deployment on, int first, int stage) {
    String letters = on.model().family().layers();
    int layers = on.layersOf(stage);
    return letters.isEmpty()
        ? layers
        : letters
            .substring(first, first + layers)
            .chars()
            .filter(letter -> "AEHa".indexOf(letter) >= 0)
            .count();
  }

  /** One rank at either end. */
  private record Rank(Deployment on, int tensor, int decode, long layers, int block) {

    KvTransfer reads(int stage, long blocks) {
      AttentionShape attention = on.model().attention();
      int peers = attention.isLatent() ? 1 : Math.max(1, heads(decode) / heads(tensor));
      long descriptors = Math.multiplyExact(peers * buffers(), blocks);
      long bytes = Math.multiplyExact(blocks * block, layers * bytesOfToken(heads(decode)));
      return new KvTransfer(stage, true, peers, descriptors, descriptors, bytes);
    }

    KvTransfer writes(int stage, long blocks) {
      boolean sliced = tensor != decode && !on.model().attention().isLatent();
      int peers = Math.max(1, decode / tensor);
      long whole = peers * buffers();
      long most = Math.multiplyExact(whole, sliced ? blocks * block : blocks);
      int heads = Math.min(heads(tensor), heads(decode));
      long bytes = Math.multiplyExact(blocks * block, peers * layers * bytesOfToken(heads));
      return new KvTransfer(stage, false, peers, sliced ? most : whole, most, bytes);
    }

    private long buffers() {
      return on.model().attention().isLatent() ? layers : 2 * layers;
    }

    private int heads(int ranks) {
      return Math.max(1, on.model().attention().kvHeads() / ranks);
    }

    private long bytesOfToken(int heads) {
      AttentionShape attention = on.model().attention();
      long elements =
          attention.isLatent()
              ? attention.latentRank() + attention.latentRope()
              : 2L * heads * attention.headDim();
      return elements * on.dataType().bytes();
    }
  }
}
