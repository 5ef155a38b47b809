package dev.ringside.core.assembly;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.Passes;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.core.synthetic.SyntheticReplica.Issued;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a rank's passes must come to, taken from the played calls and nothing else. */
final class PlayedPasses {

  /** A pass without its timing's details. */
  record Outline(long endNs, long durationNs, boolean complete, Map<String, Long> calls) {}

  private PlayedPasses() {}

  /** The passes of {@code rank} as they were played, all complete. */
  static List<Outline> of(SyntheticReplica replica, int rank) {
    List<List<CollectiveCall>> bySteps = new ArrayList<>();
    for (int step = 0; step < replica.steps().size(); step++) {
      bySteps.add(new ArrayList<>());
    }
    for (Issued issued : replica.issued(rank)) {
      bySteps.get(issued.step()).add(issued.call());
    }
    return bySteps.stream().map(calls -> outline(calls, true)).toList();
  }

  static Outline outline(List<CollectiveCall> calls, boolean complete) {
    Map<String, Long> counts = new TreeMap<>();
    long end = Long.MIN_VALUE;
    long duration = 0;
    for (CollectiveCall call : calls) {
      CallSignature signature = call.signature();
      if (isMetadata(signature)) {
        continue;
      }
      counts.merge(
          kind(signature.collective(), signature.elements(), signature.dataType()), 1L, Long::sum);
      end = Math.max(end, call.endNs());
      duration += call.durationNs();
    }
    return new Outline(end, duration, complete, counts);
  }

  /** What goes before a hand-over over gloo is in no pass. */
  private static boolean isMetadata(CallSignature signature) {
    return signature.collective().isPointToPoint()
        && signature.transport() == Transport.GLOO
        && signature.dataType() != DataType.BFLOAT16;
  }

  static Outline outline(ForwardPass pass) {
    Map<String, Long> counts = new TreeMap<>();
    pass.tallies()
        .forEach(
            (kind, tally) ->
                counts.merge(
                    kind(kind.collective(), kind.sendElements(), kind.dataType()),
                    tally.calls(),
                    Long::sum));
    long duration = pass.tallies().values().stream().mapToLong(t -> t.durationNs()).sum();
    return new Outline(pass.endNs(), duration, pass.complete(), counts);
  }

  static List<Outline> outlines(List<ForwardPass> passes) {
    return passes.stream().map(PlayedPasses::outline).toList();
  }

  private static String kind(Collective collective, long elements, DataType type) {
    return "%s of %d %s".formatted(collective.label(), elements, type.label());
  }

  /** All passes of a rank whose calls come in one batch and then end. */
  static List<ForwardPass> assemble(Deployment deployment, int rank, List<CollectiveCall> calls) {
    PassAssembler assembler = new PassAssembler(deployment, rank);
    List<ForwardPass> passes = new ArrayList<>(accept(assembler, calls));
    passes.addAll(finish(assembler));
    return passes;
  }

  static List<ForwardPass> accept(PassAssembler assembler, List<CollectiveCall> calls) {
    SignatureTable signatures = new SignatureTable();
    CallColumns columns = SyntheticReplica.columns(signatures, calls);
    return each(assembler.accept(signatures, columns));
  }

  static List<ForwardPass> finish(PassAssembler assembler) {
    return each(assembler.finish());
  }

  private static List<ForwardPass> each(List<PassBlock> runs) {
    return runs.stream().flatMap(run -> Passes.of(run).stream()).toList();
  }
}
