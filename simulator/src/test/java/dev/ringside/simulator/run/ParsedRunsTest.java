package dev.ringside.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Phase;
import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.desk.ReplicaPasses;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.Passes;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.pass.Slip;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.verdict.Judgement;
import dev.ringside.core.verdict.Seen;
import dev.ringside.simulator.cluster.RankMap;
import dev.ringside.simulator.play.Truth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The grammar against an engine that is played layer by layer: of deployments drawn from a seed,
 * each rank's calls must parse into the passes that truly were, with their tokens, logits rows and
 * phase, with nothing left over, and the verdict must be a match. Neither side knows the other.
 *
 * <p>{@code -Dringside.parsed.seeds=5000} draws more.
 */
class ParsedRunsTest {

  private static final int SEEDS = Integer.getInteger("ringside.parsed.seeds", 200);
  private static final int FIRST = Integer.getInteger("ringside.parsed.first", 0);
  private static final Duration DURATION = Duration.ofMillis(700);

  static LongStream seeds() {
    return LongStream.range(FIRST, FIRST + SEEDS);
  }

  static LongStream aThirdOfTheSeeds() {
    return LongStream.range(FIRST, FIRST + SEEDS / 3);
  }

  /** One rank's calls, as they were sent. */
  private static final class Calls {
    private final SignatureTable signatures = new SignatureTable();
    private final CallColumns columns = new CallColumns();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatTrulyWasIsParsed(long seed) throws Exception {
    Random random = new Random(seed);
    Optional<Deployment> drawn = DrawnDeployment.of(random);
    if (drawn.isEmpty()) {
      return;
    }
    holds(seed, drawn.get(), random);
  }

  /** Attention in replicas: one step of the tensor group, whoever has work in it. */
  @ParameterizedTest
  @MethodSource("seeds")
  void whatReplicasOfAttentionCallIsParsed(long seed) throws Exception {
    Random random = new Random(seed);
    Optional<Deployment> drawn = DrawnDeployment.inReplicas(random);
    if (drawn.isPresent()) {
      holds(seed, drawn.get(), random);
    }
  }

  /** LMDeploy's two engines and llama.cpp, some of whose passes end with no logits. */
  @ParameterizedTest
  @MethodSource("aThirdOfTheSeeds")
  void whatEnginesOfOneStageCallIsParsed(long seed) throws Exception {
    Random random = new Random(seed);
    Optional<Deployment> drawn = DrawnDeployment.ofOneStage(random);
    if (drawn.isPresent()) {
      holds(seed, drawn.get(), random);
    }
  }

  /** A profiler that watches gloo sees whole rows, and not which ranks take part. */
  @ParameterizedTest
  @MethodSource("seeds")
  void whatGlooShowsOfThemIsParsed(long seed) throws Exception {
    Random random = new Random(seed);
    Optional<Deployment> drawn = DrawnDeployment.inReplicas(random);
    if (drawn.isPresent()) {
      long hidden = drawn.get().model().hidden();
      holds(seed, drawn.get(), random, signature -> onGloo(signature, hidden));
    }
  }

  private static CallSignature onGloo(CallSignature signature, long hidden) {
    boolean sums =
        signature.collective() == Collective.ALL_REDUCE
            || signature.collective() == Collective.REDUCE_SCATTER;
    boolean rows = sums && signature.elements() % hidden == 0;
    return new CallSignature(
        Communicator.UNKNOWN,
        signature.collective(),
        signature.dataType(),
        signature.elements(),
        Transport.GLOO,
        TimingQuality.CPU_US,
        signature.peer(),
        signature.flags(),
        rows && signature.dataType() == DataType.BFLOAT16 ? hidden : 0);
  }

  private static void holds(long seed, Deployment deployment, Random random) throws Exception {
    holds(seed, deployment, random, UnaryOperator.identity());
  }

  private static void holds(
      long seed, Deployment deployment, Random random, UnaryOperator<CallSignature> seen)
      throws Exception {
    String name = seed + ": " + DrawnDeployment.words(deployment);
    Map<Integer, Calls> calls = new TreeMap<>();
    Map<Integer, List<Truth.Pass>> truth = new HashMap<>();
    play(deployment, random, calls, truth, seen);

    RankMap map = RankMap.of(deployment);
    Map<Integer, Map<Integer, List<ForwardPass>>> replicas = new TreeMap<>();
    for (int rank = 0; rank < map.ranks(); rank++) {
      Calls of = calls.get(rank);
      int replica = map.replicaOf(rank);
      if (of != null) {
        List<ForwardPass> passes = parsed(deployment, rank, of);
        compare(
            name + " rank " + rank,
            deployment,
            rank,
            passes,
            truth.getOrDefault(replica, List.of()));
        replicas.computeIfAbsent(replica, r -> new TreeMap<>()).put(rank, passes);
      }
    }
    replicas.keySet().retainAll(truth.keySet());
    replicas.forEach((replica, ranks) -> judge(name, deployment, replica, ranks));
  }

  private static void play(
      Deployment deployment,
      Random random,
      Map<Integer, Calls> calls,
      Map<Integer, List<Truth.Pass>> truth,
      UnaryOperator<CallSignature> seen)
      throws Exception {
    Simulation simulation =
        Simulation.of(
            Scenarios.busy(deployment, 4 + random.nextInt(20), DURATION, random.nextLong()),
            new Truth() {
              @Override
              public void pass(Pass pass) {
                truth.computeIfAbsent(pass.replica(), r -> new ArrayList<>()).add(pass);
              }
            });
    simulation.run(
        (header, signatures, columns, from, to) -> {
          Calls of = calls.computeIfAbsent(header.rank(), r -> new Calls());
          for (int row = from; row < to; row++) {
            of.columns.add(
                of.signatures.idOf(seen.apply(signatures.get(columns.signature(row)))),
                columns.startNs(row),
                columns.durationNs(row),
                columns.sequence(row));
          }
        },
        Simulation.Pace.NONE);
  }

  private static List<ForwardPass> parsed(Deployment deployment, int rank, Calls calls) {
    PassAssembler assembler = new PassAssembler(deployment, rank);
    List<PassBlock> blocks = new ArrayList<>(assembler.accept(calls.signatures, calls.columns));
    blocks.addAll(assembler.finish());
    return blocks.stream()
        .filter(block -> !block.isLoose())
        .flatMap(block -> Passes.of(block).stream())
        .toList();
  }

  private static void compare(
      String name,
      Deployment deployment,
      int rank,
      List<ForwardPass> passes,
      List<Truth.Pass> truth) {
    int contexts = deployment.options().prefillContext();
    boolean rowsSeen =
        deployment.layout().tensor() > 1
            && !deployment.options().flags().contains(EngineFlag.DP_LM_HEAD)
            && deployment.layout().isLastStage(deployment.layout().stageOf(rank));
    for (int i = 0; i < Math.min(passes.size(), truth.size()); i++) {
      ForwardPass pass = passes.get(i);
      Truth.Pass was = truth.get(i);
      String where =
          "%s pass %d of %d, T̂ %d R %d: %s"
              .formatted(
                  name, i, truth.size(), was.wire().tokens(), was.wire().rows(), pass.slips());
      assertThat(Slip.faults(pass.slips())).as(where).isZero();
      assertThat(pass.complete()).as("complete " + where).isTrue();
      boolean decode = was.content().decode();
      long tokens = was.wire().tokens();
      long own = decode ? tokens : (tokens + contexts - 1) / contexts;
      assertThat(pass.tokens()).as(where).isEqualTo(own);
      if (rowsSeen) {
        assertThat(pass.rows()).as(where).isEqualTo(was.wire().rows());
        PhaseRule phase = PhaseRule.of(deployment, pass.sizes());
        if (decode && pass.rows() > 0) {
          assertThat(phase.phase()).as(where).isEqualTo(Phase.DECODE);
        }
      }
    }
    assertThat(passes).as(name).hasSameSizeAs(truth);
  }

  private static void judge(
      String name, Deployment deployment, int replica, Map<Integer, List<ForwardPass>> ranks) {
    Observation observation = new Observation();
    int passes = ranks.values().iterator().next().size();
    for (int i = 0; i < passes; i++) {
      List<ForwardPass> parts = new ArrayList<>();
      for (List<ForwardPass> ofRank : ranks.values()) {
        parts.add(ofRank.get(i));
      }
      List<BlockPart> joined = List.copyOf(Seen.partsOf(parts));
      PassShape shape = new ReplicaPasses(joined, false, List.of()).shape(deployment);
      observation.addPasses(shape, 1, joined);
    }
    Judgement judgement =
        Judgement.of(Optional.of(deployment), observation, replica, ranks.keySet(), 1);
    assertThat(judgement.verdict())
        .as("%s replica %d: %s", name, replica, wrong(judgement))
        .isIn(Verdict.MATCH, Verdict.MATCH_BY_COUNT);
  }

  private static List<String> wrong(Judgement judgement) {
    return judgement.rows().stream()
        .filter(row -> row.verdict() != Verdict.MATCH)
        .map(
            row ->
                row.key()
                    + " "
                    + row.expectedPerRank()
                    + " "
                    + row.observedMin()
                    + "-"
                    + row.observedMax()
                    + " "
                    + row.verdict())
        .toList();
  }

  @Test
  void mostDrawsAreDeployments() {
    long drawn = seeds().filter(seed -> DrawnDeployment.of(new Random(seed)).isPresent()).count();
    assertThat(drawn).isGreaterThan(SEEDS / 3);
  }
}
