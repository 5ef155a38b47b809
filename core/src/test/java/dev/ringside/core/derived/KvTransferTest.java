package dev.ringside.core.derived;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bytes and descriptors of a KV cache's hand-over against one that is carried out block by block,
 * by who holds which heads.
 */
class KvTransferTest {

  private static final long PROMPT = 1000;

  /** What one decode rank reads, piece by piece: a block of one buffer of one prefill rank. */
  @ParameterizedTest
  @CsvSource({
    "LLAMA, 2, 2",
    "LLAMA, 4, 4",
    "LLAMA, 2, 8",
    "LLAMA, 8, 2",
    "LLAMA, 4, 16",
    "LLAMA, 16, 4",
    "LLAMA, 16, 16",
    "QWEN, 8, 2",
    "QWEN, 2, 8",
    "DEEPSEEK, 8, 8",
    "DEEPSEEK, 8, 2",
    "DEEPSEEK, 1, 8"
  })
  void aDecodeRankReadsItsHeadsBlockByBlock(String name, int tensor, int decode) {
    ModelShape model = model(name);
    KvTransfer transfer = of(model, Engine.VLLM, KvConnector.NIXL, tensor, decode, 16);
    AttentionShape attention = model.attention();
    long pieces = 0;
    long bytes = 0;
    Set<Integer> peers = new HashSet<>();
    for (int layer = 0; layer < model.layers(); layer++) {
      for (int token = 0; token < PROMPT; token += 16) {
        if (attention.isLatent()) {
          pieces++;
          bytes += 16L * (attention.latentRank() + attention.latentRope()) * 2;
          peers.add(0);
        } else {
          for (String kept : List.of("keys", "values")) {
            Set<Integer> from = new HashSet<>();
            for (int head : headsOf(attention.kvHeads(), decode, decode - 1)) {
              from.add(holderOf(attention.kvHeads(), tensor, head));
              bytes += 16L * attention.headDim() * 2;
            }
            pieces += from.size();
            peers.addAll(from);
            assertThat(kept).isNotEmpty();
          }
        }
      }
    }
    assertThat(transfer.read()).isTrue();
    assertThat(transfer.leastDescriptors()).isEqualTo(pieces).isEqualTo(transfer.mostDescriptors());
    assertThat(transfer.bytes()).isEqualTo(bytes);
    assertThat(transfer.peers()).isEqualTo(peers.size());
  }

  /** The heads that a rank holds: a share of them, or one that others hold too. */
  private static List<Integer> headsOf(int heads, int ranks, int rank) {
    if (ranks >= heads) {
      return List.of(rank * heads / ranks);
    }
    int each = heads / ranks;
    return java.util.stream.IntStream.range(rank * each, (rank + 1) * each).boxed().toList();
  }

  private static int holderOf(int heads, int ranks, int head) {
    for (int rank = 0; rank < ranks; rank++) {
      if (headsOf(heads, ranks, rank).contains(head)) {
        return rank;
      }
    }
    throw new AssertionError(head);
  }

  /** Equal sizes: a run of blocks is one piece. Unequal ones: each token is one. */
  @ParameterizedTest
  @CsvSource({
    "LLAMA, 4, 4, 1, 64, 64000, 1, 32768000",
    "LLAMA, 4, 4, 16, 64, 4032, 1, 33030144",
    "LLAMA, 2, 8, 1, 256000, 256000, 4, 65536000",
    "LLAMA, 8, 2, 1, 64000, 64000, 1, 16384000",
    "DEEPSEEK, 8, 8, 1, 61, 61000, 1, 70272000",
    "DEEPSEEK, 2, 8, 1, 244, 244000, 4, 281088000"
  })
  void aPrefillRankWritesRunsOrTokens(
      String name,
      int tensor,
      int decode,
      int block,
      long least,
      long most,
      int peers,
      long bytes) {
    for (KvConnector connector : KvConnector.values()) {
      KvTransfer transfer = of(model(name), Engine.SGLANG, connector, tensor, decode, block);
      assertThat(transfer).isEqualTo(new KvTransfer(0, false, peers, least, most, bytes));
    }
  }

  /**
   * 167 MB and 1785 descriptors in vllm#50913 are of another model; the sizes are of this order.
   */
  @Test
  void llamaOf1000TokensInBlocksOf16() {
    KvTransfer transfer = of(model("LLAMA"), Engine.VLLM, KvConnector.NIXL, 1, 1, 16);

    assertThat(transfer.leastDescriptors()).isEqualTo(2 * 32 * 63);
    assertThat(transfer.bytes()).isEqualTo(63L * 16 * 131_072);
  }

  /** Mixers keep a state: of "mAdE" one layer in two has keys and values. */
  @Test
  void layersWithoutAttentionAreLeftOutAndStagesHaveTheirOwn() {
    ModelShape hybrid =
        Models.LLAMA_8B.of(
            new ModelFamily("x", "mA".repeat(8) + "AA".repeat(8), Map.of(), List.of()));
    Deployment on = Serving.of(hybrid, Engine.VLLM).on(2, 2, 1).deployment();

    assertThat(KvTransfer.of(on, KvConnector.NIXL, 2, 16, 160))
        .extracting(KvTransfer::leastDescriptors)
        .containsExactly(8L * 2 * 10, 16L * 2 * 10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | 3 | NIXL | one must divide the other",
        "2 | 0 | NIXL | one must divide the other",
        "2 | 4 | MOONCAKE | vllm with mooncake needs as many tensor ranks on both servers"
      })
  void whatCannotBeIsRefused(int tensor, int decode, KvConnector connector, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(model("LLAMA"), Engine.VLLM, connector, tensor, decode, 16))
        .withMessageContaining(why);
  }

  private static ModelShape model(String name) {
    return switch (name) {
      case "LLAMA" -> Models.LLAMA_8B;
      case "QWEN" -> Models.QWEN3_235B;
      default -> Models.DEEPSEEK_V3;
    };
  }

  private static KvTransfer of(
      ModelShape model, Engine engine, KvConnector connector, int tensor, int decode, int block) {
    Deployment on = Serving.of(model, engine).on(tensor, 1, 1).deployment();
    List<KvTransfer> stages = KvTransfer.of(on, connector, decode, block, PROMPT);
    assertThat(stages).hasSize(1);
    return stages.get(0);
  }
}
