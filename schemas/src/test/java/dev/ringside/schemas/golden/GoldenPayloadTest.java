package dev.ringside.schemas.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.deadletter.DeadLetterCodec;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.iteration.IterationBatchCodec;
import dev.ringside.schemas.report.FindingRecordCodec;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.wire.AvroOracle;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Payloads as each release wrote them: this one must read the same values from all of them. */
class GoldenPayloadTest {

  private static final Map<String, byte[]> WRITTEN =
      new TreeMap<>(
          Map.of(
              "CallBatch",
              encode(Samples.batch()),
              "WindowReport",
              WindowReportCodec.encode(Samples.report()),
              "Deployment",
              DeploymentCodec.encode(Samples.deployment()),
              "FindingRecord",
              FindingRecordCodec.encode(Samples.findingRecord()),
              "DeadLetter",
              DeadLetterCodec.encode(Samples.deadLetter()),
              "IterationBatch",
              IterationBatchCodec.encode(Samples.iterations())));

  private static byte[] encode(CallBatch batch) {
    return new CallBatchEncoder()
        .encode(
            batch.header(),
            batch.signatures(),
            batch.calls(),
            0,
            batch.calls().size(),
            0,
            batch.progress(),
            batch.steps());
  }

  static Stream<Arguments> releases() {
    return WRITTEN.keySet().stream()
        .flatMap(
            record ->
                IntStream.rangeClosed(1, AvroOracle.of(record).versions())
                    .mapToObj(version -> Arguments.of(record, version)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("releases")
  void everyReleaseWroteTheSampleAsFarAsItKnewIt(String record, int version) throws IOException {
    byte[] golden = GoldenFile.read(record, version, WRITTEN.get(record));

    AvroOracle oracle = AvroOracle.of(record);
    assertThat(oracle.readAs(version, golden))
        .isEqualTo(oracle.readAs(version, WRITTEN.get(record)));
  }

  @ParameterizedTest
  @MethodSource("records")
  void thisReleaseStillWritesTheSameBytes(String record) throws IOException {
    assertThat(WRITTEN.get(record)).isEqualTo(latest(record));
  }

  static Iterable<String> records() {
    return WRITTEN.keySet();
  }

  private static byte[] latest(String record) throws IOException {
    return GoldenFile.read(record, AvroOracle.of(record).versions(), WRITTEN.get(record));
  }

  @Test
  void theLatestPayloadsHoldTheSamples() throws IOException, MalformedRecordException {
    assertThat(WindowReportCodec.decode(latest("WindowReport"))).isEqualTo(Samples.report());
    assertThat(DeploymentCodec.decode(latest("Deployment"))).isEqualTo(Samples.deployment());
    assertThat(FindingRecordCodec.decode(latest("FindingRecord")))
        .isEqualTo(Samples.findingRecord());
    assertThat(DeadLetterCodec.decode(latest("DeadLetter"))).isEqualTo(Samples.deadLetter());
    assertThat(IterationBatchCodec.decode(latest("IterationBatch")))
        .isEqualTo(Samples.iterations());
    CallBatch batch = CallBatchDecoder.decode(latest("CallBatch"));
    assertThat(batch.header()).isEqualTo(Samples.batch().header());
    assertThat(batch.progress()).isEqualTo(Samples.batch().progress());
    assertThat(batch.steps()).isEqualTo(Samples.batch().steps());
    assertThat(rows(batch)).containsExactlyElementsOf(rows(Samples.batch()).toList());
  }

  private static Stream<String> rows(CallBatch batch) {
    return IntStream.range(0, batch.calls().size())
        .mapToObj(
            row ->
                "%s at %d for %d, number %d"
                    .formatted(
                        batch.signatures().get(batch.calls().signature(row)),
                        batch.calls().startNs(row),
                        batch.calls().durationNs(row),
                        batch.calls().sequence(row)));
  }
}
