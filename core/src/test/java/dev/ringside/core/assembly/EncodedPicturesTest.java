package dev.ringside.core.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.Passes;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import dev.ringside.core.verdict.Judgement;
import dev.ringside.core.verdict.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Encoders of pictures without a merger: Gemma 3's SigLIP, which is known, and one of which only
 * its width and layers are.
 */
class EncodedPicturesTest {

  private static final int VISION = 1152;
  private static final int VISION_LAYERS = 27;
  private static final int PATCHES = 4096;
  private static final int HIDDEN = Models.LLAMA_8B.hidden();

  private final SignatureTable signatures = new SignatureTable();
  private final CallColumns calls = new CallColumns();
  private long now;

  private void run(Collective collective, long elements, int times) {
    CallSignature signature =
        new CallSignature(
            new Communicator("tp", 2, List.of(0, 1)),
            collective,
            DataType.BFLOAT16,
            elements,
            Transport.NCCL,
            TimingQuality.values()[0],
            -1,
            0);
    for (int i = 0; i < times; i++) {
      calls.add(signatures.idOf(signature), now += 1000, 10, 0);
    }
  }

  private void step(long tokens, long padded, long rows) {
    run(Collective.ALL_REDUCE, tokens * HIDDEN, 1);
    run(Collective.ALL_REDUCE, padded * HIDDEN, 2 * Models.LLAMA_8B.layers());
    run(Collective.ALL_GATHER, rows * 128_256 / 2, 1);
  }

  private static Deployment deployment(String family) {
    ModelFamily of =
        ModelFamily.of(family)
            .with(Trait.MULTIMODAL, 1)
            .with(Trait.VISION_WIDTH, VISION)
            .with(Trait.VISION_LAYERS, VISION_LAYERS);
    return Serving.of(Models.LLAMA_8B.of(of), Engine.VLLM).on(2, 1, 1).deployment();
  }

  private List<ForwardPass> passes(Deployment deployment) {
    PassAssembler assembler = new PassAssembler(deployment, 0);
    List<PassBlock> blocks = new ArrayList<>(assembler.accept(signatures, calls));
    blocks.addAll(assembler.finish());
    return blocks.stream().flatMap(block -> Passes.of(block).stream()).toList();
  }

  private Judgement judged(Deployment deployment) {
    Observation observation = new Observation();
    for (ForwardPass pass : passes(deployment)) {
      PhaseRule phase = PhaseRule.of(deployment, pass.tokens(), pass.rows());
      observation.addPasses(new PassShape(phase, pass.sizes()), 1, Seen.partsOf(List.of(pass)));
    }
    return Judgement.of(Optional.of(deployment), observation, 0, List.of(0), 0.5);
  }

  private void serve(int layers) {
    step(20, 24, 1);
    run(Collective.ALL_REDUCE, (long) PATCHES * VISION, 2 * layers);
    step(300, 304, 1);
    step(1, 1, 1);
  }

  @Test
  void aTowerWithoutAMergerIsTwoSumsALayer() {
    serve(VISION_LAYERS);
    Deployment gemma = deployment("Gemma3ForConditionalGeneration");
    List<ForwardPass> passes = passes(gemma);

    assertThat(passes).extracting(ForwardPass::tokens).containsExactly(24L, 304L, 1L);
    assertThat(passes).allMatch(pass -> pass.slips().isEmpty());
    assertThat(passes.get(1).sizes().beside().patches()).containsExactly((long) PATCHES);
    assertThat(judged(gemma).verdict()).isEqualTo(Verdict.MATCH);
  }

  /** Each rank encodes whole pictures, and what they are encoded to is gathered. */
  @Test
  void picturesOfRanksAreGatheredAtTheTowersWidth() {
    run(Collective.ALL_GATHER, (long) PATCHES * VISION, 1);
    step(300, 304, 1);
    step(1, 1, 1);
    Deployment gemma = deployment("Gemma3ForConditionalGeneration");

    assertThat(passes(gemma).get(0).sizes().beside().gathered()).containsExactly((long) PATCHES);
    assertThat(judged(gemma).verdict()).isEqualTo(Verdict.MATCH);
  }

  @Test
  void anEncoderThatIsGuessedIsNoDeviation() {
    serve(VISION_LAYERS - 1);
    Deployment llava = deployment("LlamaForCausalLM");
    Judgement judgement = judged(llava);

    assertThat(passes(llava)).extracting(ForwardPass::tokens).containsExactly(24L, 304L, 1L);
    assertThat(judgement.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(judgement.findings())
        .anyMatch(finding -> finding.toString().contains("encoder of LlamaForCausalLM"));
  }

  /** What the layers call too often is wrong, whatever the encoder does. */
  @Test
  void aSumTooManyOfTheLayersIsOne() {
    serve(VISION_LAYERS);
    run(Collective.ALL_REDUCE, HIDDEN, 1);
    run(Collective.ALL_REDUCE, HIDDEN, 2 * Models.LLAMA_8B.layers() + 1);
    run(Collective.ALL_GATHER, 128_256 / 2, 1);

    assertThat(judged(deployment("LlamaForCausalLM")).verdict()).isEqualTo(Verdict.DEVIATION);
  }
}
