package dev.ringside.ingest.kineto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.iteration.ToldTally;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.ingest.files.ReadFiles;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.recording.Recording;
import dev.ringside.ingest.recording.TraceRecording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real engines wrote into the traces of their ranks, read in place: against what their
 * schedulers counted, and against the calls of the same trace.
 */
class AnnotatedStepsTest {

  private static final Path RECORDED =
      Path.of(System.getProperty("ringside.repository", ".."))
          .resolve("../shared/samples/recorded");

  /** What a step is, in the scheduler's words. */
  private record Step(long tokens, long requests, List<Long> context, List<Long> generation) {}

  static List<String> folders() throws IOException {
    if (!Files.isDirectory(RECORDED)) {
      return List.of("");
    }
    try (Stream<Path> folders = Files.list(RECORDED)) {
      return folders
          .filter(folder -> folder.getFileName().toString().matches("(vllm|sglang)_cpu_.*"))
          .filter(folder -> Files.exists(folder.resolve("deployment.yaml")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void stepsAreThoseThatTheSchedulerCounted(String name) throws Exception {
    assumeTrue(!name.isEmpty(), "no samples beside the repository");
    JsonNode truth = truth(RECORDED.resolve(name));
    for (RankTrace trace : traces(name)) {
      assertThat(trace.word().steps().stream().filter(s -> !s.isEmpty()).map(s -> step(s)).toList())
          .as("%s rank %d", name, trace.rank())
          .isEqualTo(scheduled(truth, trace.rank(), trace.word().steps().get(0).startNs()));
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void stepsAndCallsOfOneTraceAgree(String name) throws Exception {
    assumeTrue(!name.isEmpty(), "no samples beside the repository");
    for (RankTrace trace : traces(name)) {
      ToldTally tally = tally(trace, deployment(name), trace.word().steps());
      assertThat(tally.isAgreeing()).as("%s rank %d: %s", name, trace.rank(), tally).isTrue();
      assertThat(tally.passes().joined())
          .isEqualTo(trace.word().steps().stream().filter(s -> !s.isEmpty()).count());
      assertThat(tally.passes().joined()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void oneChangedStepIsTheOnlyDifference(String name) throws Exception {
    assumeTrue(!name.isEmpty(), "no samples beside the repository");
    RankTrace trace = traces(name).get(0);
    assumeTrue(showsTokens(trace), "a trace without sizes shows no other tokens");
    List<Iteration> steps = new ArrayList<>(trace.word().steps());
    int changed = steps.size() / 2;
    while (steps.get(changed).isEmpty()) {
      changed++;
    }
    Iteration told = steps.get(changed);
    steps.set(changed, with(told, told.contextRequests() + 8, told.contextTokens() + 8));
    ToldTally tally = tally(trace, deployment(name), steps);
    assertThat(tally.different().orElseThrow().steps()).as("%s: %s", name, tally).isEqualTo(1);
    assertThat(tally.passes().withoutCalls() + tally.passes().untold()).isZero();
    assertThat(tally.different().orElseThrow().first().told()).isEqualTo(steps.get(changed));
    assertThat(tally.different().orElseThrow().first().tokens()).isEqualTo(told.tokens(false));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void aStepThatIsNotToldAndOneWithoutCallsAreCounted(String name) throws Exception {
    assumeTrue(!name.isEmpty(), "no samples beside the repository");
    RankTrace trace = traces(name).get(0);
    Deployment deployment = deployment(name);
    List<Iteration> steps =
        new ArrayList<>(trace.word().steps().stream().filter(s -> !s.isEmpty()).toList());
    Iteration last = steps.get(steps.size() - 1);
    Iteration later =
        new Iteration("", 0, last.number() + 1, last.endNs() + 9, 5, 1, 7_777, 0, 0, false);
    steps.add(later);
    steps.remove(steps.size() / 2);
    ToldTally tally = tally(trace, deployment, steps);
    assertThat(tally.passes().untold())
        .as("%s: %s", name, tally)
        .isEqualTo(dummies(deployment) ? 0 : 1);
    assertThat(tally.passes().withoutCalls()).isEqualTo(1);
    assertThat(tally.firstWithoutCalls().orElseThrow().told()).isEqualTo(later);
  }

  /** Replicas that share experts run passes of which nothing is told. */
  private static boolean dummies(Deployment deployment) {
    return deployment.layout().data() > 1;
  }

  @Test
  void whatSizesDoNotShowIsTold() throws Exception {
    String name = "vllm_cpu_llama_tp2_default";
    assumeTrue(folders().contains(name), "no samples beside the repository");
    for (RankTrace trace : traces(name)) {
      List<List<Long>> passes = new ArrayList<>();
      for (PassBlock block : passes(trace, deployment(name), trace.word().steps())) {
        for (int i = 0; i < block.size(); i++) {
          passes.add(List.of(block.tokens(), block.rows()));
        }
      }
      assertThat(passes)
          .isEqualTo(
              scheduled(truth(RECORDED.resolve(name)), trace.rank(), 0).stream()
                  .map(step -> List.of(step.tokens, step.requests))
                  .toList());
    }
  }

  private static boolean showsTokens(RankTrace trace) {
    return trace.signatures().get(trace.calls().signature(0)).elements() >= 0;
  }

  private static Iteration with(Iteration told, int contextRequests, long contextTokens) {
    return new Iteration(
        told.worker(),
        told.replica(),
        told.number(),
        told.endNs(),
        told.elapsedNs(),
        contextRequests,
        contextTokens,
        told.generationRequests(),
        told.generationTokens(),
        told.dummy());
  }

  private static ToldTally tally(RankTrace trace, Deployment deployment, List<Iteration> steps) {
    PassAssembler assembler = new PassAssembler(deployment, trace.rank());
    assembler.tell(steps);
    assembler.accept(trace.signatures(), trace.calls());
    assembler.finish();
    return assembler.told();
  }

  private static List<PassBlock> passes(
      RankTrace trace, Deployment deployment, List<Iteration> steps) {
    PassAssembler assembler = new PassAssembler(deployment, trace.rank());
    assembler.tell(steps);
    List<PassBlock> blocks = new ArrayList<>(assembler.accept(trace.signatures(), trace.calls()));
    blocks.addAll(assembler.finish());
    return blocks.stream().filter(block -> !block.isLoose()).toList();
  }

  private static Step step(Iteration told) {
    long generated =
        told.generationTokens() == Iteration.UNKNOWN
            ? told.generationRequests()
            : told.generationTokens();
    return new Step(
        told.contextTokens() + generated,
        told.logitRows(),
        List.of((long) told.contextRequests(), told.contextTokens()),
        List.of((long) told.generationRequests(), generated));
  }

  /** Steps of the rank's process that began with the trace; dummies have no annotation. */
  private static List<Step> scheduled(JsonNode truth, int rank, long startNs) {
    List<JsonNode> all = StreamSupport.stream(truth.get("ranks").spliterator(), false).toList();
    List<JsonNode> ofRank = all.stream().filter(of -> of.get("rank").asInt() == rank).toList();
    JsonNode own =
        (ofRank.isEmpty() ? all : ofRank)
            .stream()
                .min(
                    Comparator.comparingLong(
                        of -> Math.abs(of.get("passes").get(0).get("start_ns").asLong() - startNs)))
                .orElseThrow();
    List<Step> steps = new ArrayList<>();
    for (JsonNode pass : own.get("passes")) {
      if (!pass.get("dummy").asBoolean()) {
        steps.add(
            new Step(
                pass.get("tokens").asLong(),
                pass.get("requests").asLong(),
                pair(pass.get("context")),
                pair(pass.get("generation"))));
      }
    }
    return steps;
  }

  private static List<Long> pair(JsonNode numbers) {
    return List.of(numbers.get(0).asLong(), numbers.get(1).asLong());
  }

  private static Deployment deployment(String name) throws Exception {
    return DeploymentFile.read(RECORDED.resolve(name).resolve("deployment.yaml"));
  }

  private static List<RankTrace> traces(String name) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(RECORDED.resolve(name))) {
      files = all.filter(f -> f.toString().contains(".pt.trace.json")).sorted().toList();
    }
    List<RankTrace> traces = new ArrayList<>();
    for (ReadFiles<? extends Recording> read :
        RecordingFiles.recognise(files, Optional.empty())
            .openEach(Optional.of(deployment(name).layout()), ReadProgress.SILENT)) {
      traces.addAll(((TraceRecording) read.recording()).traces());
    }
    return traces;
  }

  private static JsonNode truth(Path folder) throws IOException {
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(folder.resolve("truth.json.gz")))) {
      return new ObjectMapper().readTree(in);
    }
  }
}
