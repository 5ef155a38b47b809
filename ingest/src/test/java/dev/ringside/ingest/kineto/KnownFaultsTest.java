package dev.ringside.ingest.kineto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.fault.FaultTable;
import dev.ringside.core.fault.Harm;
import dev.ringside.core.fault.KnownFault;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Finding.Severity;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.verdict.Judgement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of the table of known faults: a recording that shows it, as it is or edited call by
 * call, in which it is named, and a sound twin in which it is not.
 */
class KnownFaultsTest {

  private static final int HIDDEN = 256;

  /** Shown by the simulator, in its {@code SimulatedFaultsTest}. */
  private static final Set<String> SIMULATED = Set.of("vllm#50681", "vllm#58061", "sglang#37187");

  /**
   * @param id in the table
   * @param folder of the recording
   * @param faulty what makes its calls those of the fault
   * @param sound what makes them those of the mended engine
   * @param serving the deployment that has the fault
   * @param afterwards a release without it; empty while there is none
   */
  private record Example(
      String id,
      String folder,
      EditedRecording.Editor faulty,
      EditedRecording.Editor sound,
      Serving serving,
      String before,
      String afterwards) {

    @Override
    public String toString() {
      return id;
    }
  }

  /** What the recorded deployment is taken for. */
  private interface Serving {
    Deployment of(Deployment recorded, String version);
  }

  static Stream<Example> examples() {
    return Stream.of(
        new Example(
            "vllm#50691",
            "vllm_cpu_deepseek_dp2tp2ep_fr",
            Verbatim::new,
            Mended::new,
            KnownFaultsTest::released,
            "0.25.0",
            ""),
        new Example(
            "vllm#50154",
            "vllm_cpu_deepseek_dp2tp2ep_fr",
            Verbatim::new,
            Mended::new,
            (recorded, version) ->
                on(
                    family(released(recorded, version), "GlmMoeDsaForCausalLM", 0),
                    EngineFlag.ENFORCE_EAGER),
            "0.25.0",
            "0.28.0"),
        new Example(
            "vllm#52301",
            "vllm_cpu_nemotron_h_tp2",
            LatentSums::new,
            Verbatim::new,
            KnownFaultsTest::latent,
            "0.26.0",
            "0.28.0"),
        new Example(
            "vllm#49122",
            "vllm_cpu_qwen3_moe_tp2",
            ExpertsSummedTwice::new,
            Verbatim::new,
            (recorded, version) ->
                family(released(recorded, version), "AriaForConditionalGeneration", 0),
            "0.23.0",
            ""),
        new Example(
            "vllm-ascend#10443",
            "vllm_cpu_minimax_m2_tp2",
            ExpertsSummedTwice::new,
            Verbatim::new,
            (recorded, version) -> on(released(recorded, version), EngineFlag.ASCEND),
            "0.19.1",
            ""),
        new Example(
            "vllm#23169",
            "vllm_cpu_qwen3_moe_tp2",
            ExpertsSummedTwice::new,
            Verbatim::new,
            KnownFaultsTest::released,
            "0.7.3",
            "0.10.2"));
  }

  @Test
  void noRowIsWithoutAnExample() {
    Set<String> shown = new TreeSet<>(SIMULATED);
    examples().map(Example::id).forEach(shown::add);
    assertThat(FaultTable.bundled().faults())
        .extracting(KnownFault::id)
        .containsOnlyOnceElementsOf(shown);
    assertThat(FaultTable.bundled().faults()).hasSameSizeAs(shown);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theFaultIsNamedAndItsSoundTwinIsNot(Example example) throws Exception {
    EditedRecording recording = recording(example);
    KnownFault fault = fault(example);
    Deployment with = example.serving().of(recording.deployment(), release(fault));
    for (int replica = 0; replica < with.layout().data(); replica++) {
      Judgement faulty = recording.judge(with, replica, example.faulty());
      assertThat(faulty.verdict()).isEqualTo(Verdict.DEVIATION);
      List<Finding> named = named(faulty);
      assertThat(named).as("%s: %s", with.options(), inWords(faulty)).hasSize(1);
      assertThat(named.get(0).evidence())
          .containsEntry("id", fault.id())
          .containsEntry("condition", fault.when())
          .containsEntry("consequence", fault.consequence())
          .containsEntry("advice", fault.advice())
          .containsEntry("link", fault.link());
      assertThat(named.get(0).severity())
          .isEqualTo(fault.harm() == Harm.TOKENS ? Severity.CRITICAL : Severity.WARNING);

      Judgement sound = recording.judge(with, replica, example.sound());
      assertThat(sound.verdict()).as("%s", sound.rows()).isEqualTo(Verdict.MATCH);
      assertThat(named(sound)).isEmpty();
    }
  }

  /** Sums over the run are those of large batches; the few passes of one token are found. */
  @Test
  void stepsOfOneTokenAreFoundAmongManyLargeOnes() throws Exception {
    Example example = examples().findFirst().orElseThrow();
    EditedRecording recording = recording(example);
    Judgement alone = recording.judge(recording.deployment(), 0, Verbatim::new);
    Judgement among = recording.judge(recording.deployment(), 0, Verbatim::new, 1000);

    String passes = named(alone).get(0).evidence().get("passes");
    assertThat(named(among)).hasSize(1);
    assertThat(named(among).get(0).evidence()).containsEntry("passes", passes);
    assertThat(Long.parseLong(named(among).get(0).evidence().get("of")))
        .isGreaterThan(100 * Long.parseLong(passes));
  }

  /** What lacks calls in some of those passes only is something else. */
  @Test
  void halfOfAFaultIsNotTheFault() throws Exception {
    Example example = examples().findFirst().orElseThrow();
    EditedRecording recording = recording(example);
    Judgement half = recording.judge(recording.deployment(), 0, () -> new EveryOther(new Mended()));

    assertThat(half.verdict()).isEqualTo(Verdict.DEVIATION);
    assertThat(named(half)).isEmpty();
  }

  /** The same calls, on a release before or after: a deviation, and no name for it. */
  @ParameterizedTest
  @MethodSource("examples")
  void anotherReleaseHasNoSuchFault(Example example) throws Exception {
    EditedRecording recording = recording(example);
    for (String version : List.of(example.before(), example.afterwards())) {
      Deployment without = example.serving().of(recording.deployment(), version);
      if (!version.isEmpty()) {
        assertThat(FaultTable.bundled().of(without))
            .extracting(KnownFault::id)
            .doesNotContain(example.id());
        Judgement judged = recording.judge(without, 0, example.faulty());
        assertThat(judged.verdict()).isEqualTo(Verdict.DEVIATION);
        assertThat(named(judged)).isEmpty();
      }
    }
  }

  private static EditedRecording recording(Example example) throws Exception {
    Path folder = RecordedPassesTest.RECORDED.resolve(example.folder());
    assumeTrue(Files.isDirectory(folder), "no samples beside the repository");
    return EditedRecording.of(folder);
  }

  private static KnownFault fault(Example example) {
    return FaultTable.bundled().faults().stream()
        .filter(fault -> fault.id().equals(example.id()))
        .findFirst()
        .orElseThrow();
  }

  /** The first release that has it. */
  private static String release(KnownFault fault) {
    return "%d.%d.%d".formatted(fault.from().major(), fault.from().minor(), fault.from().patch());
  }

  /** The rows that differ, for messages. */
  private static List<String> inWords(Judgement judgement) {
    return judgement.rows().stream()
        .filter(row -> row.verdict().isDifference())
        .map(
            row ->
                "%s %s %d: expected %d, seen %d to %d"
                    .formatted(
                        row.phase().label(),
                        row.collective().label(),
                        row.sendElements(),
                        row.expectedPerRank(),
                        row.observedMin(),
                        row.observedMax()))
        .toList();
  }

  private static List<Finding> named(Judgement judgement) {
    return judgement.findings().stream()
        .filter(finding -> finding.kind().equals("known_fault"))
        .toList();
  }

  private static Deployment released(Deployment recorded, String version) {
    return served(recorded, version, recorded.options().flags());
  }

  private static Deployment on(Deployment on, String flag) {
    SortedSet<String> flags = new TreeSet<>(on.options().flags());
    flags.add(flag);
    return served(on, on.options().engineVersion(), flags);
  }

  private static Deployment served(Deployment on, String version, SortedSet<String> flags) {
    ServingOptions of = on.options();
    return with(
        on,
        on.model(),
        new ServingOptions(
            of.expertParallel(),
            of.allToAll(),
            of.decodeContext(),
            of.prefillContext(),
            of.sequenceParallel(),
            of.speculativeTokens(),
            of.draft(),
            version,
            of.gpu(),
            of.gpusPerNode(),
            flags));
  }

  private static Deployment family(Deployment on, String architecture, int latent) {
    ModelFamily family = ModelFamily.of(architecture);
    return with(
        on,
        on.model().of(latent == 0 ? family : family.with(Trait.EXPERT_LATENT, latent)),
        on.options());
  }

  /** The recorded Nemotron-H, as if its dense layers were a latent mixture of experts. */
  private static Deployment latent(Deployment recorded, String version) {
    ModelShape of = recorded.model();
    ModelFamily family = of.family();
    ModelShape experts =
        new ModelShape(
            of.name(),
            of.layers(),
            of.hidden(),
            of.vocabulary(),
            of.tensorsHandedOver(),
            of.attention(),
            new FeedForwardShape(512, 8, 2, 128, 0, 0),
            of.tiedEmbeddings(),
            new ModelFamily(
                    family.architecture(),
                    family.layers().replace('d', 'e'),
                    family.traits(),
                    family.unread())
                .with(Trait.EXPERT_LATENT, LatentSums.LATENT));
    return released(with(recorded, experts, recorded.options()), version);
  }

  private static Deployment with(Deployment on, ModelShape model, ServingOptions options) {
    return new Deployment(
        on.name(),
        model,
        on.engine(),
        on.layout(),
        on.dataType(),
        on.maxNumSeqs(),
        on.fabric(),
        options,
        on.tenant());
  }

  /** Changes nothing. */
  private static final class Verbatim implements EditedRecording.Edit {
    @Override
    public void at(CallSignature call, List<CallSignature> out) {
      out.add(call);
    }
  }

  /**
   * Puts the all-gathers back that steps of one token lack: each expert layer ends with one, the
   * last one's is twice as wide.
   */
  private static class Mended implements EditedRecording.Edit {
    private static final int EXPERT_LAYERS = 3;

    /** Half of a padded vocabulary of 2048, for one row. */
    private static final int LOGITS = 1024;

    private long tokens;
    private int layer;
    private CallSignature open;

    @Override
    public void at(CallSignature call, List<CallSignature> out) {
      if (isActivation(call) && call.collective() == Collective.ALL_REDUCE) {
        close(out);
        tokens = call.elements() / HIDDEN;
      } else if (isScattered(call)) {
        close(out);
        layer++;
        open = tokens == 1 ? call : null;
      } else if (call.collective() == Collective.ALL_GATHER && call.elements() == LOGITS) {
        close(out);
      }
      out.add(call);
    }

    /** The tensor group's, of whole pairs of rows. */
    private boolean isScattered(CallSignature call) {
      return call.collective() == Collective.REDUCE_SCATTER
          && call.elements() == (tokens + 1) / 2 * 2 * HIDDEN;
    }

    private void close(List<CallSignature> out) {
      if (open != null) {
        boolean last = layer == EXPERT_LAYERS;
        out.add(EditedRecording.like(open, Collective.ALL_GATHER, last ? 2 * HIDDEN : HIDDEN));
        open = null;
      }
      layer = layer == EXPERT_LAYERS ? 0 : layer;
    }
  }

  /** Edits every other layer's calls, and plays those of the rest as they are. */
  private static final class EveryOther implements EditedRecording.Edit {
    private final EditedRecording.Edit edit;
    private int added;

    EveryOther(EditedRecording.Edit edit) {
      this.edit = edit;
    }

    @Override
    public void at(CallSignature call, List<CallSignature> out) {
      edit.at(call, out);
      if (out.size() > 1 && ++added % 2 == 0) {
        out.remove(0);
      }
    }
  }

  /** Each layer's second sum is made twice; the first sum of a step is the embedding's. */
  private static final class ExpertsSummedTwice implements EditedRecording.Edit {
    private int sums;

    @Override
    public void at(CallSignature call, List<CallSignature> out) {
      out.add(call);
      if (!isActivation(call)) {
        return;
      }
      if (call.collective() != Collective.ALL_REDUCE) {
        sums = 0;
      } else if (++sums % 2 == 1 && sums > 1) {
        out.add(call);
      }
    }
  }

  /** Layers 1 and 4 of {@code M-M*-} sum in the latent space first. */
  private static final class LatentSums implements EditedRecording.Edit {
    private static final int LATENT = 64;
    private static final List<Integer> EXPERT_LAYERS = List.of(1, 4);
    private int layer = -1;

    @Override
    public void at(CallSignature call, List<CallSignature> out) {
      if (isActivation(call) && call.collective() == Collective.ALL_REDUCE) {
        if (EXPERT_LAYERS.contains(layer)) {
          out.add(EditedRecording.like(call, call.collective(), call.elements() / HIDDEN * LATENT));
        }
        layer++;
      } else if (isActivation(call)) {
        layer = -1;
      }
      out.add(call);
    }
  }

  private static boolean isActivation(CallSignature call) {
    return call.dataType() == DataType.BFLOAT16;
  }
}
