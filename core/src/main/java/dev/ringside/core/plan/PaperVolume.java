package dev.ringside.core.plan;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import java.util.Optional;

/**
 * Communication volume in the convention of arXiv 2507.14392, to redraw its figures 6 and 7. Bytes.
 *
 * <pre>
 * allreduce  (2L/p)·(S_p+S_d−1)·h·b·2(t−1)/t, and with p = 1 the embedding: 2L+1
 * allgather  2(p−1)·(S_p+S_d−1)·h·b·(t−1)/t
 * gather     S_d·(v/t)·b
 * p2p        (p−1)·2·(S_p+S_d−1)·(h/t)·b
 * </pre>
 *
 * <p>The parts are kept as published, although they do not measure the same thing (one rank's wire
 * bytes, a sum over links, one lane). The factor 2 of hand-overs is k, the tensors handed over. For
 * B requests, rows are multiplied by B.
 *
 * @param total without the embedding's all-reduce where p &gt; 1, as the paper's formula has it
 * @param totalWithEmbedding with stage 0's extra all-reduce
 */
public record PaperVolume(
    double total,
    double totalWithEmbedding,
    double allreduce,
    double allgather,
    double gather,
    double p2p) {

  /** The volume of a vLLM V0 deployment; empty for engines the paper did not run. */
  public static Optional<PaperVolume> of(Deployment deployment, Workload workload) {
    if (deployment.engine() != Engine.VLLM_V0) {
      return Optional.empty();
    }
    int t = deployment.layout().tensor();
    int p = deployment.layout().pipeline();
    double rowBytes =
        (double) workload.rowsMoved() * deployment.model().hidden() * deployment.dataType().bytes();
    double reduceFactor = 2.0 * (t - 1) / t;
    double embedding = t > 1 ? rowBytes * reduceFactor : 0;
    double layers = 2.0 * deployment.model().layers() / p * rowBytes * reduceFactor;
    int handed = deployment.model().tensorsHandedOver();
    double allgather = handed * (p - 1.0) * rowBytes * (t - 1) / t;
    double gather =
        t > 1
            ? (double) workload.outputTokens()
                * workload.batch()
                * deployment.model().vocabulary()
                / t
                * deployment.dataType().bytes()
            : 0;
    double p2p = (p - 1.0) * handed * rowBytes / t;
    double allreduce = p == 1 ? layers + embedding : layers;
    double total = allreduce + allgather + gather + p2p;
    double withEmbedding = p == 1 ? total : total + embedding;
    return Optional.of(new PaperVolume(total, withEmbedding, allreduce, allgather, gather, p2p));
  }
}
