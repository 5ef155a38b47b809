package dev.ringside.ingest.iterations;

import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.iteration.ToldTally;
import dev.ringside.core.report.Finding;
import dev.ringside.core.verdict.EngineFindings;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.TraceRecording;
import dev.ringside.ingest.source.EngineWord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What engines wrote into the traces of a recording, held against the calls of the same ranks. */
public final class EngineWords {

  private EngineWords() {}

  /** Where the two say different things, and where the deployment names another release. */
  public static List<Finding> findings(TraceRecording recording, Deployment deployment) {
    List<Finding> findings = new ArrayList<>(EngineFindings.of(tallies(recording, deployment)));
    releases(recording)
        .forEach(
            (release, ranks) ->
                EngineFindings.ofVersion(deployment, release.engine(), release.version(), ranks)
                    .ifPresent(findings::add));
    return findings;
  }

  /** By rank, of those in whose file an engine tells of its steps. */
  public static SortedMap<Integer, ToldTally> tallies(
      TraceRecording recording, Deployment deployment) {
    SortedMap<Integer, ToldTally> tallies = new TreeMap<>();
    for (RankTrace trace : recording.traces()) {
      boolean placed = trace.rank() < deployment.layout().worldSize();
      if (placed && !trace.word().steps().isEmpty()) {
        tallies.put(trace.rank(), tally(trace, deployment));
      }
    }
    return tallies;
  }

  /** The steps of each replica, as its lowest rank's file has them. */
  public static List<Iteration> iterations(TraceRecording recording, Deployment deployment) {
    List<Iteration> steps = new ArrayList<>();
    Set<Integer> replicas = new HashSet<>();
    for (RankTrace trace : recording.traces()) {
      int replica = deployment.layout().replicaOf(trace.rank());
      boolean placed = trace.rank() < deployment.layout().worldSize();
      if (placed && !trace.word().steps().isEmpty() && replicas.add(replica)) {
        trace.word().steps().stream()
            .filter(step -> !step.isEmpty())
            .forEach(step -> steps.add(step.inReplica(replica)));
      }
    }
    return steps;
  }

  private static ToldTally tally(RankTrace trace, Deployment deployment) {
    PassAssembler assembler = new PassAssembler(deployment, trace.rank());
    assembler.tell(trace.word().steps());
    assembler.accept(trace.signatures(), trace.calls());
    assembler.finish();
    return assembler.told();
  }

  private record Release(String engine, String version) {}

  private static Map<Release, List<Integer>> releases(TraceRecording recording) {
    Map<Release, List<Integer>> releases = new LinkedHashMap<>();
    for (RankTrace trace : recording.traces()) {
      EngineWord word = trace.word();
      if (!word.engine().isEmpty()) {
        releases
            .computeIfAbsent(
                new Release(word.engine(), word.version()), unseen -> new ArrayList<>())
            .add(trace.rank());
      }
    }
    return releases;
  }
}
