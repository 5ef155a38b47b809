package dev.ringside.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** The figures in a row. */
class ComparisonRowsTest {

  @Test
  void tableThreeOfThePaper() {
    SyntheticReplica eight =
        new SyntheticReplica(
            Deployments.of(Deployments.LLAMA_8B, Engine.VLLM_V0, 2, 1),
            Habits.VLLM_V0,
            SyntheticReplica.request(128, 128));
    List<ReportRow> rows = rows(eight);
    assertThat(rows)
        .extracting(
            row ->
                "%s %s %d x %d elements, %d bytes"
                    .formatted(
                        row.phase().label(),
                        row.collective().label(),
                        row.observedMin(),
                        row.sendElements(),
                        row.messageBytes()))
        .containsExactly(
            "prefill AllReduce 65 x 524288 elements, 1048576 bytes",
            "prefill Gather 1 x 64128 elements, 256512 bytes",
            "decode AllReduce 8255 x 4096 elements, 8192 bytes",
            "decode Gather 127 x 64128 elements, 256512 bytes");
    ReportRow decode = rows.get(2);
    assertThat(decode.purposes()).containsExactly("embedding", "layer");
    assertThat(decode.observed().bytes()).isEqualTo(8255L * 8192);
    assertThat(decode.observed().wireBytes()).isEqualTo(8255L * 8192);
    assertThat(rows.get(3).observed().wireBytes()).isEqualTo(127L * 256512 / 2);
  }

  /** What the sample of Hugging Face transformers holds: 8 layers, 31 decode passes. */
  @Test
  void aLibraryThatDoesNotShardTheEmbedding() {
    ModelShape small = new ModelShape("hf", 8, 512, 32000, 2);
    SyntheticReplica replica =
        new SyntheticReplica(
            Deployments.of(small, Engine.TRANSFORMERS, 2, 1),
            Habits.TRANSFORMERS,
            SyntheticReplica.request(128, 32));
    assertThat(rows(replica))
        .extracting(ReportRow::observedMax)
        .containsExactly(16L, 1L, 496L, 31L);
  }

  @Test
  void aRowCarriesTheRanksTimesAndBandwidths() {
    SyntheticReplica replica =
        new SyntheticReplica(
            Deployments.toy(Engine.VLLM, 4, 1), Habits.VLLM, SyntheticReplica.request(128, 9));
    ReportRow row = rows(replica).get(0);
    assertThat(row.parallelism()).isEqualTo(Parallelism.TP);
    assertThat(row.stage()).isZero();
    assertThat(row.ranks()).containsExactly(0, 1, 2, 3);
    assertThat(row.phase()).isEqualTo(Phase.PREFILL);
    assertThat(row.phaseSource()).isEqualTo(PhaseSource.LOGITS);
    assertThat(row.dataType()).isEqualTo(DataType.BFLOAT16);
    assertThat(row.transports()).containsExactly(Transport.NCCL);
    assertThat(row.durations().count()).isEqualTo(4 * 15);
    assertThat(row.message().busFactor()).isEqualTo(1.5);

    long fastest = least(replica, calls -> prefillAllReduceNs(calls));
    assertThat(row.timing().sumNs()).isEqualTo(fastest);
    double algorithm = 15 * 24_576 / (fastest / 1e9);
    assertThat(row.algorithmBandwidth().orElseThrow())
        .isCloseTo(algorithm, within(algorithm * 1e-9));
    assertThat(row.busBandwidth().orElseThrow())
        .isCloseTo(algorithm * 1.5, within(algorithm * 1e-9));
    assertThat(row.observed().wireBytes()).isEqualTo(15 * 24_576 * 3 / 2);
  }

  private static long least(SyntheticReplica replica, ToLongFunction<List<CollectiveCall>> of) {
    return replica.ranks().stream()
        .mapToLong(r -> of.applyAsLong(replica.calls(r)))
        .min()
        .orElse(0);
  }

  private static long prefillAllReduceNs(List<CollectiveCall> calls) {
    return calls.stream()
        .filter(call -> call.signature().collective() == Collective.ALL_REDUCE)
        .filter(call -> call.signature().elements() == 128 * 96)
        .mapToLong(CollectiveCall::durationNs)
        .sum();
  }

  @Test
  void phasesOfAPurePipelineAreEstimates() {
    SyntheticReplica replica =
        new SyntheticReplica(
            Deployments.toy(Engine.VLLM, 1, 2), Habits.VLLM, SyntheticReplica.request(128, 4));
    assertThat(rows(replica))
        .extracting(ReportRow::phase)
        .containsExactly(Phase.PREFILL, Phase.DECODE, Phase.PREFILL, Phase.DECODE);
    assertThat(rows(replica)).allMatch(row -> row.phaseSource() == PhaseSource.ESTIMATED);
    assertThat(rows(replica)).allMatch(row -> row.parallelism() == Parallelism.PP);
  }

  private static List<ReportRow> rows(SyntheticReplica replica) {
    return new Comparison(
            Optional.of(replica.deployment()), Seen.all(replica), 0, replica.ranks(), Set.of())
        .rows();
  }
}
