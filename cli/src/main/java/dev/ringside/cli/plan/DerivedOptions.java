package dev.ringside.cli.plan;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.derived.Derivations;
import dev.ringside.core.derived.DerivedRow;
import dev.ringside.core.derived.Federation;
import dev.ringside.core.derived.KvConnector;
import dev.ringside.core.derived.KvTransfer;
import dev.ringside.core.derived.ParallelSpeculation;
import dev.ringside.core.derived.RoutedPasses;
import dev.ringside.core.plan.Workload;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** Options for figures beside the plan: derived ones, that no monitor compares with. */
public final class DerivedOptions {

  @Option(
      names = "--federation",
      description =
          "Also the layout as a Federation of Experts (arXiv 2605.06206): T clusters of N ranks.")
  private boolean federation;

  @Option(
      names = "--lookahead",
      paramLabel = "K",
      description =
          "Also the layout as Distributed Speculative Inference (arXiv 2405.14105): N instances"
              + " verify windows of K drafted tokens.")
  private Integer lookahead;

  @Option(
      names = "--acceptance",
      paramLabel = "A",
      description = "Chance from 0 to 1 that a token of such a window is accepted.")
  private Double acceptance;

  @Option(
      names = "--kv-connector",
      paramLabel = "NAME",
      description =
          "Also the hand-over of a prompt's KV cache to a decode server: nixl or mooncake.")
  private String connector;

  @Option(
      names = "--decode-tensor",
      paramLabel = "T",
      description = "Tensor ranks of that decode server (default: as many).")
  private Integer decodeTensor;

  @Option(
      names = "--kv-block",
      paramLabel = "N",
      description = "Tokens of a block of the KV cache (default: 16, sglang 1).")
  private Integer block;

  @Option(
      names = "--routing-skew",
      paramLabel = "S",
      description =
          "Also what ranks receive if the i-th popular expert has weight 1/i^S; 0 is uniform.")
  private Double skew;

  /** What was asked for; what was not is empty. */
  Derivations of(Deployment deployment, Workload workload) {
    requirePairs();
    try {
      return new Derivations(
          federation ? Federation.rows(deployment, workload) : List.of(),
          lookahead == null ? List.of() : speculation(deployment, workload),
          connector == null ? List.of() : transfers(deployment, workload),
          skew == null ? List.of() : RoutedPasses.of(deployment, workload, skew));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }

  private void requirePairs() {
    if (acceptance != null && lookahead == null) {
      throw new BadInputException("--acceptance needs --lookahead");
    }
    if (acceptance != null && !(acceptance >= 0 && acceptance <= 1)) {
      throw new BadInputException("--acceptance %s: give 0 to 1".formatted(acceptance));
    }
    if ((decodeTensor != null || block != null) && connector == null) {
      throw new BadInputException("--decode-tensor and --kv-block need --kv-connector");
    }
    if (block != null && block < 1) {
      throw new BadInputException("--kv-block %d: must be at least 1".formatted(block));
    }
  }

  private List<List<DerivedRow>> speculation(Deployment deployment, Workload workload) {
    ParallelSpeculation instances = new ParallelSpeculation(deployment, workload, lookahead);
    OptionalDouble accepted =
        acceptance == null ? OptionalDouble.empty() : OptionalDouble.of(acceptance);
    return IntStream.range(0, deployment.layout().pipeline())
        .mapToObj(stage -> instances.rows(stage, accepted))
        .toList();
  }

  private List<KvTransfer> transfers(Deployment deployment, Workload workload) {
    KvConnector by =
        KvConnector.ofLabel(connector)
            .orElseThrow(
                () ->
                    new BadInputException(
                        "--kv-connector %s: known are nixl and mooncake".formatted(connector)));
    return KvTransfer.of(
        deployment,
        by,
        decodeTensor == null ? deployment.layout().tensor() : decodeTensor,
        block == null ? KvTransfer.blockOf(deployment.engine()) : block,
        workload.promptTokens());
  }
}
