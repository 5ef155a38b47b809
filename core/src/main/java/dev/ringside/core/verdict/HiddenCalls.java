package dev.ringside.core.verdict;

import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.report.RowKey;
import dev.ringside.core.routing.Carriers;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tensor all-reduces that are expected and of which none is seen: which library hides them. */
final class HiddenCalls {

  private final Deployment deployment;
  private final Carriers carriers;
  private final Set<Integer> stages = new TreeSet<>();
  private final Set<Transport> hiding = new TreeSet<>();
  private boolean byNccl;
  private boolean sure = true;

  HiddenCalls(Deployment deployment) {
    this.deployment = deployment;
    carriers = new Carriers(deployment);
  }

  void add(RowKey key, RowDraft draft) {
    stages.add(key.stage());
    long elements = draft.kind().sendElements();
    long tokens = elements < 0 ? -1 : elements / deployment.model().hidden();
    long bytes = draft.kind().messageBytes();
    Set<Transport> by = carriers.ofAllReduce(draft.kind().dataType(), bytes, tokens);
    sure &= carriers.isSure(bytes);
    hiding.addAll(by);
    byNccl |= by.isEmpty();
  }

  Optional<Finding> finding() {
    if (stages.isEmpty()) {
      return Optional.empty();
    }
    Finding finding =
        FindingKind.NOT_VISIBLE
            .saying(joined(stages), why())
            .in(Parallelism.TP)
            .with("stages", joined(stages));
    return Optional.of(
        hiding.isEmpty()
            ? finding
            : finding.with("carriers", labels()).with("carriers_are", sure ? "known" : "possible"));
  }

  private String why() {
    String words = hiding.stream().map(HiddenCalls::words).collect(Collectors.joining(" or "));
    if (hiding.isEmpty()) {
      return "by the engine's rules NCCL carries them, so a CUDA graph hides them, or a switch that"
          + " the deployment does not declare";
    }
    if (!sure) {
      return words + " may carry them, or a CUDA graph";
    }
    return byNccl ? words + " carries some of them" : words + " carries them";
  }

  private String labels() {
    return hiding.stream()
        .map(one -> one.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static String joined(Collection<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  static String label(Transport carrier) {
    return carrier.name().toLowerCase(Locale.ROOT);
  }

  static String words(Transport carrier) {
    return switch (carrier) {
      case CUSTOM_AR -> "the custom all-reduce";
      case SYMM_MEM -> "torch's symmetric memory";
      case FLASHINFER -> "FlashInfer's kernel";
      case NCCL, NCCL_SYMMETRIC -> "NCCL";
      case RCCL -> "RCCL";
      case TRTLLM -> "TensorRT-LLM's one- or two-shot kernel";
      default -> label(carrier);
    };
  }
}
