package dev.ringside.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.fault.FaultTable;
import dev.ringside.core.fault.KnownFault;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import dev.ringside.core.verdict.Judgement;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.record.SimulatedBatches;
import dev.ringside.simulator.scenario.Arrivals;
import dev.ringside.simulator.scenario.Lengths;
import dev.ringside.simulator.scenario.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Known faults of engines played layer by layer, which must be named, beside the same run without
 * them, which must match.
 */
class SimulatedFaultsTest {

  /** Dense layers come first. */
  private static final ModelShape LATENT = small(Models.DEEPSEEK_V3, 6, 2);

  private static final ModelShape EXPERTS = small(Models.QWEN3_235B, 4, 0);

  /**
   * @param fault of the simulated engine
   * @param without a release that has no such fault
   */
  private record Example(String id, Serving serving, FaultKind fault, String without) {

    @Override
    public String toString() {
      return id;
    }
  }

  static Stream<Example> examples() {
    return Stream.of(
        new Example(
            "vllm#50691",
            spread(LATENT, "DeepseekV3ForCausalLM", 2).version("0.32.0"),
            FaultKind.LAYOUT_GUESSED,
            "0.25.0"),
        new Example(
            "vllm#50154",
            spread(LATENT, "GlmMoeDsaForCausalLM", 4).version("0.26.0").flag("enforce-eager"),
            FaultKind.LAYOUT_GUESSED,
            "0.28.0"),
        new Example(
            "vllm#50681",
            spread(EXPERTS, "Qwen3NextForCausalLM", 2).version("0.27.1"),
            FaultKind.LAYOUT_GUESSED,
            "0.28.0"),
        new Example(
            "vllm#49122",
            whole(EXPERTS, "AriaForConditionalGeneration").version("0.33.0"),
            FaultKind.EXTRA_COLLECTIVES,
            "0.23.0"),
        new Example(
            "vllm#23169",
            whole(EXPERTS, "Qwen3MoeForCausalLM").version("0.10.1"),
            FaultKind.EXTRA_COLLECTIVES,
            "0.10.2"));
  }

  private static ModelShape small(ModelShape of, int layers, int dense) {
    return new ModelShape(
        "small",
        layers,
        512,
        6400,
        of.tensorsHandedOver(),
        of.attention(),
        new FeedForwardShape(1024, 16, 2, 256, of.feedForward().sharedExperts(), dense),
        false);
  }

  private static Serving spread(ModelShape model, String family, int tensor) {
    return Serving.of(model.of(ModelFamily.of(family)), Engine.VLLM)
        .on(tensor, 1, 2)
        .experts(AllToAll.ALLGATHER_REDUCESCATTER);
  }

  private static Serving whole(ModelShape model, String family) {
    return Serving.of(model.of(ModelFamily.of(family)), Engine.VLLM).on(4, 1, 1);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theFaultIsNamedAndTheSameRunWithoutItMatches(Example example) throws Exception {
    Deployment on = example.serving().deployment();
    KnownFault fault =
        FaultTable.bundled().faults().stream()
            .filter(one -> one.id().equals(example.id()))
            .findFirst()
            .orElseThrow();
    assertThat(FaultTable.bundled().of(on)).contains(fault);

    Played faulty = new Played(on, Optional.of(example.fault()));
    Played sound = new Played(on, Optional.empty());
    for (int replica = 0; replica < on.layout().data(); replica++) {
      Judgement deviating = faulty.judge(on, replica);
      assertThat(deviating.verdict()).isEqualTo(Verdict.DEVIATION);
      assertThat(named(deviating)).as("%s", inWords(deviating)).containsExactly(example.id());
      Judgement matching = sound.judge(on, replica);
      assertThat(matching.verdict()).as("%s", inWords(matching)).isEqualTo(Verdict.MATCH);
      assertThat(named(matching)).isEmpty();
    }
    Deployment without = example.serving().version(example.without()).deployment();
    assertThat(named(faulty.judge(without, 0))).isEmpty();
  }

  /** The rows that do not match, for messages. */
  private static List<String> inWords(Judgement judgement) {
    return judgement.rows().stream()
        .filter(row -> row.verdict() != Verdict.MATCH)
        .map(
            row ->
                "%s %s %s %s %d: expected %d, seen %d to %d (%s)"
                    .formatted(
                        row.parallelism().label(),
                        row.phase().label(),
                        row.collective().label(),
                        row.dataType(),
                        row.sendElements(),
                        row.expectedPerRank(),
                        row.observedMin(),
                        row.observedMax(),
                        row.verdict().label()))
        .toList();
  }

  private static List<String> named(Judgement judgement) {
    return judgement.findings().stream()
        .filter(finding -> finding.kind().equals("known_fault"))
        .map(Finding::evidence)
        .map(evidence -> evidence.get("id"))
        .toList();
  }

  /** What each rank called in a run of a few seconds, of passes of one token and of many. */
  private static final class Played implements SimulatedBatches {

    private final Deployment on;
    private final Map<Integer, SignatureTable> signatures = new TreeMap<>();
    private final Map<Integer, CallColumns> calls = new TreeMap<>();

    Played(Deployment on, Optional<FaultKind> kind) throws Exception {
      this.on = on;
      List<Fault> faults =
          kind.stream().map(of -> new Fault(of, 0, Long.MAX_VALUE, 1, Culprit.ALL)).toList();
      Workload workload =
          new Workload(
              Arrivals.poisson(6),
              new Lengths(Lengths.Shape.LOGNORMAL, 200, 1.0, 1, 1500),
              new Lengths(Lengths.Shape.GEOMETRIC, 12, 0, 1, 60),
              0.2,
              0.3);
      Simulation.of(Scenarios.of(on, workload, Duration.ofSeconds(4), 3, faults), Truth.NONE)
          .run(this, Simulation.Pace.NONE);
    }

    @Override
    public void write(
        BatchHeader header, SignatureTable table, CallColumns columns, int from, int to) {
      SignatureTable own = signatures.computeIfAbsent(header.rank(), r -> new SignatureTable());
      CallColumns all = calls.computeIfAbsent(header.rank(), r -> new CallColumns());
      for (int row = from; row < to; row++) {
        all.add(
            own.idOf(table.get(columns.signature(row))),
            columns.startNs(row),
            columns.durationNs(row),
            columns.sequence(row));
      }
    }

    Judgement judge(Deployment against, int replica) {
      Map<Long, List<BlockPart>> parts = new TreeMap<>();
      List<Integer> ranks = against.layout().ranksOfReplica(replica);
      for (int rank : ranks) {
        PassAssembler assembler = new PassAssembler(against, rank);
        List<PassBlock> blocks =
            new ArrayList<>(assembler.accept(signatures.get(rank), calls.get(rank)));
        blocks.addAll(assembler.finish());
        for (PassBlock block : blocks) {
          for (int i = 0; i < block.size() && block.complete() && !block.isLoose(); i++) {
            parts
                .computeIfAbsent(block.firstIndex() + i, index -> new ArrayList<>())
                .add(new BlockPart(block, i, i + 1));
          }
        }
      }
      Observation observation = new Observation();
      parts.values().forEach(pass -> observation.addPasses(shape(against, pass), 1, pass));
      return Judgement.of(Optional.of(against), observation, replica, ranks, 1);
    }

    private static PassShape shape(Deployment against, List<BlockPart> parts) {
      StepSizes sizes = parts.get(0).block().sizes();
      for (BlockPart part : parts) {
        sizes = sizes.orWhatIsKnownOf(part.block().sizes());
      }
      return new PassShape(PhaseRule.of(against, sizes.tokens(), sizes.rows()), sizes);
    }
  }
}
