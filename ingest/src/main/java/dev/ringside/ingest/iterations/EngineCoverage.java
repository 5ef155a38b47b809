package dev.ringside.ingest.iterations;

import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.deployment.CaptureSizes;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.iteration.IterationCoverage;
import dev.ringside.core.iteration.IterationJoin;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.TraceRecording;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the passes of one replica, rebuilt from the calls of its lowest rank, fit the engine's own
 * list of them.
 *
 * @param rank whose calls were used
 * @param passes rebuilt
 * @param told by the engine
 */
public record EngineCoverage(
    int replica, int rank, int passes, int told, IterationCoverage joined) {

  /** One for each replica that was recorded and of which an engine tells. */
  public static List<EngineCoverage> of(
      TraceRecording recording, List<Iteration> told, Deployment deployment) {
    SortedMap<Integer, RankTrace> lowest = new TreeMap<>();
    for (RankTrace trace : recording.traces()) {
      if (trace.rank() < deployment.layout().worldSize()) {
        lowest.putIfAbsent(deployment.layout().replicaOf(trace.rank()), trace);
      }
    }
    List<EngineCoverage> coverage = new ArrayList<>();
    lowest.forEach(
        (replica, trace) -> {
          List<Iteration> own = told.stream().filter(one -> one.replica() == replica).toList();
          if (!own.isEmpty()) {
            coverage.add(of(replica, trace, own, deployment));
          }
        });
    return coverage;
  }

  private static EngineCoverage of(
      int replica, RankTrace trace, List<Iteration> told, Deployment deployment) {
    List<Long> tokens = tokens(trace, deployment);
    boolean eager = deployment.options().flags().contains(EngineFlag.ENFORCE_EAGER);
    IterationJoin join =
        new IterationJoin(
            eager ? CaptureSizes.NONE : deployment.captureSizes(),
            deployment.options().speculativeTokens() > 0);
    return new EngineCoverage(
        replica, trace.rank(), tokens.size(), told.size(), join.join(tokens, told));
  }

  private static List<Long> tokens(RankTrace trace, Deployment deployment) {
    PassAssembler assembler = new PassAssembler(deployment, trace.rank());
    List<PassBlock> blocks = new ArrayList<>(assembler.accept(trace.signatures(), trace.calls()));
    blocks.addAll(assembler.finish());
    List<Long> tokens = new ArrayList<>();
    for (PassBlock block : blocks) {
      if (!block.isLoose()) {
        tokens.addAll(Collections.nCopies(block.size(), block.tokens()));
      }
    }
    return tokens;
  }
}
