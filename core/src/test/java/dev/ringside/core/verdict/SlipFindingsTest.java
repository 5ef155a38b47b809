package dev.ringside.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A pair that makes 1 + 14 all-reduces and a gather in each of six passes; seven layers. */
class SlipFindingsTest {

  private static final int A_PASS = 16;
  private static final int LOGITS = 15;

  private final SyntheticReplica replica =
      new SyntheticReplica(
          Deployments.toy(Engine.VLLM, 2, 1), Habits.VLLM, SyntheticReplica.request(128, 6));

  /** The {@code call}-th call of a pass, in the passes from {@code pass} on. */
  private Observation with(
      List<Integer> ranks, int pass, int call, UnaryOperator<List<CollectiveCall>> edit) {
    return Seen.edited(
        replica,
        ranks,
        (at, made) ->
            at / A_PASS >= pass && at % A_PASS == call ? edit.apply(List.of(made)) : List.of(made));
  }

  private Finding only(Observation seen) {
    Judgement judgement =
        Judgement.of(Optional.of(replica.deployment()), seen, 0, replica.ranks(), 1);
    assertThat(judgement.verdict()).isEqualTo(Verdict.DEVIATION);
    List<Finding> findings =
        judgement.findings().stream()
            .filter(finding -> !finding.kind().equals("ranks_disagree"))
            .toList();
    assertThat(findings).as("%s", findings).hasSize(1);
    return findings.get(0);
  }

  private static List<CollectiveCall> resized(List<CollectiveCall> one) {
    CollectiveCall call = one.get(0);
    CallSignature of = call.signature();
    return changed(call, of.collective(), of.dataType(), of.elements() + 32);
  }

  private static List<CollectiveCall> scattered(List<CollectiveCall> one) {
    CollectiveCall call = one.get(0);
    CallSignature of = call.signature();
    return changed(call, Collective.REDUCE_SCATTER, of.dataType(), of.elements());
  }

  private static List<CollectiveCall> inFloat(List<CollectiveCall> one) {
    CallSignature of = one.get(0).signature();
    return changed(one.get(0), of.collective(), DataType.FLOAT, of.elements());
  }

  private static List<CollectiveCall> changed(
      CollectiveCall call, Collective collective, DataType type, long elements) {
    CallSignature of = call.signature();
    CallSignature other =
        new CallSignature(
            of.communicator(),
            collective,
            type,
            elements,
            of.transport(),
            of.timing(),
            of.peer(),
            of.flags());
    return List.of(
        new CollectiveCall(call.rank(), other, call.sequence(), call.startNs(), call.durationNs()));
  }

  @Test
  void whatIsSoundHasNothingToSay() {
    Judgement judgement =
        Judgement.of(Optional.of(replica.deployment()), Seen.all(replica), 0, replica.ranks(), 1);

    assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(judgement.findings()).isEmpty();
    assertThat(Seen.all(replica).slips()).isEmpty();
  }

  /** Equal calls in a row: one of them is missing, and not known which. */
  @Test
  void aMissingSumOfOneRankIsSomewhereInTheLayers() {
    Finding finding = only(with(List.of(1), 5, 9, one -> List.of()));

    assertThat(finding.kind()).isEqualTo("missing_collectives");
    assertThat(finding.ranks()).containsExactly(1);
    assertThat(finding.text())
        .matches(
            "1 AllReduce missing in a pass, somewhere in layers 0 to 6: in 1 of 6 passes, on"
                + " rank 1, since [0-9-]+T[0-9:.]+Z");
    assertThat(finding.evidence())
        .containsEntry("passes", "1")
        .containsEntry("of", "6")
        .containsEntry("calls_a_pass", "1");
  }

  @Test
  void aCallOfAnotherSizeIsInItsLayer() {
    Finding finding = only(with(List.of(0, 1), 2, 9, SlipFindingsTest::resized));

    assertThat(finding.kind()).isEqualTo("size_mismatch");
    assertThat(finding.ranks()).as("all ranks").isEmpty();
    assertThat(finding.text())
        .contains("1 AllReduce a pass of another size, in layer 4, such as 128 elements instead of")
        .contains("in 4 of 6 passes, on all 2 ranks");
    assertThat(finding.evidence())
        .containsEntry("layers", "4")
        .containsEntry("expected_elements", "96")
        .containsEntry("seen_elements", "128");
  }

  @Test
  void aSumThatCameAsAnotherCollectiveIsOneFinding() {
    Finding finding = only(with(List.of(0, 1), 1, 9, SlipFindingsTest::scattered));

    assertThat(finding.kind()).isEqualTo("op_flip");
    assertThat(finding.text()).startsWith("1 AllReduce of a pass come as ReduceScatter");
    assertThat(finding.evidence()).containsEntry("passes", "5");
  }

  @Test
  void logitsOfAnotherTypeAreOneFinding() {
    Finding finding = only(with(List.of(0, 1), 0, LOGITS, SlipFindingsTest::inFloat));

    assertThat(finding.kind()).isEqualTo("wrong_dtype");
    assertThat(finding.text())
        .startsWith("1 AllGather of a pass are of Float instead of BFloat16 (logits): in 5 of 6");
    assertThat(finding.evidence())
        .containsEntry("seen_type", "Float")
        .containsEntry("expected_type", "BFloat16");
  }

  @Test
  void aCallThatHasNoPlaceIsTooMany() {
    Finding finding =
        only(with(List.of(0, 1), 0, 9, one -> List.of(one.get(0), scattered(one).get(0))));

    assertThat(finding.kind()).isEqualTo("extra_collectives");
    assertThat(finding.text())
        .startsWith(
            "1 ReduceScatter too many a pass, in layer 4: in 6 of 6 passes, on all 2 ranks");
  }

  /** In every layer, and more of them than a pass keeps apart: the number is what counts. */
  @Test
  void oneInEachLayerIsSaidOfAllOfThem() {
    Observation seen =
        Seen.edited(
            replica,
            List.of(0, 1),
            (at, made) ->
                at % A_PASS % 2 == 1 && at % A_PASS < LOGITS
                    ? List.of(made, scattered(List.of(made)).get(0))
                    : List.of(made));

    assertThat(only(seen).text())
        .startsWith("7 ReduceScatter too many a pass, one in each of layers 0 to 6: in 6 of 6");
  }

  /** They look like a step that lacks its logits and half of another; they are not. */
  @Test
  void sumsThatComeTwiceInEachLayerLeavePassesWhereTheyAre() {
    Observation seen =
        Seen.edited(
            replica,
            List.of(0, 1),
            (at, made) ->
                at % A_PASS % 2 == 1 && at % A_PASS < LOGITS ? List.of(made, made) : List.of(made));

    assertThat(seen.passCounts().complete()).isEqualTo(6);
    assertThat(only(seen).text())
        .startsWith("7 AllReduce too many a pass, one in each of layers 0 to 6: in 6 of 6");
  }
}
