package dev.ringside.schemas.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.CallColumns;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatch;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.deadletter.DeadLetterCodec;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.report.WindowReportCodec;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Payloads of version 1, as it wrote them: every later release must read the same values. */
class GoldenPayloadTest {

  @Test
  void callBatch() throws IOException, MalformedRecordException {
    CallBatch sample = Samples.batch();
    byte[] written =
        new CallBatchEncoder().encode(sample.header(), sample.signatures(), sample.calls(), 0, 3);

    byte[] golden = GoldenFile.read("CallBatch-1.bin", written);

    CallBatch read = CallBatchDecoder.decode(golden);
    assertThat(read.header()).isEqualTo(sample.header());
    assertThat(IntStream.range(0, 3).mapToObj(row -> describe(read, row)))
        .containsExactlyElementsOf(
            IntStream.range(0, 3).mapToObj(row -> describe(sample, row)).toList());
    assertThat(written).isEqualTo(golden);
  }

  private static String describe(CallBatch batch, int row) {
    CallColumns calls = batch.calls();
    return "%s at %d for %d, number %d"
        .formatted(
            batch.signatures().get(calls.signature(row)),
            calls.startNs(row),
            calls.durationNs(row),
            calls.sequence(row));
  }

  @Test
  void windowReport() throws IOException, MalformedRecordException {
    byte[] written = WindowReportCodec.encode(Samples.report());

    byte[] golden = GoldenFile.read("WindowReport-1.bin", written);

    assertThat(WindowReportCodec.decode(golden)).isEqualTo(Samples.report());
    assertThat(written).isEqualTo(golden);
  }

  @Test
  void deployment() throws IOException, MalformedRecordException {
    byte[] written = DeploymentCodec.encode(Samples.deployment());

    byte[] golden = GoldenFile.read("Deployment-1.bin", written);

    assertThat(DeploymentCodec.decode(golden)).isEqualTo(Samples.deployment());
    assertThat(written).isEqualTo(golden);
  }

  @Test
  void deadLetter() throws IOException, MalformedRecordException {
    byte[] written = DeadLetterCodec.encode(Samples.deadLetter());

    byte[] golden = GoldenFile.read("DeadLetter-1.bin", written);

    assertThat(DeadLetterCodec.decode(golden)).isEqualTo(Samples.deadLetter());
    assertThat(written).isEqualTo(golden);
  }
}
