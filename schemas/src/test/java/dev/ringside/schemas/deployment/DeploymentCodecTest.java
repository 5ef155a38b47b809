package dev.ringside.schemas.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.golden.Samples;
import dev.ringside.schemas.wire.AvroOracle;
import java.io.IOException;
import java.util.OptionalInt;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeploymentCodecTest {

  private final Deployment sample = Samples.deployment();

  @ParameterizedTest
  @EnumSource
  void everyEngineTravels(Engine engine) throws MalformedRecordException {
    Deployment deployment =
        new Deployment(
            "d",
            sample.model(),
            engine,
            new ParallelLayout(2, 1, 1),
            sample.dataType(),
            sample.maxNumSeqs(),
            "pcie");

    assertThat(DeploymentCodec.decode(DeploymentCodec.encode(deployment))).isEqualTo(deployment);
  }

  @Test
  void aBoundThatWasNotGivenStaysAbsent() throws MalformedRecordException {
    Deployment deployment =
        new Deployment(
            "größe/7b",
            sample.model(),
            Engine.TRANSFORMERS,
            new ParallelLayout(8, 1, 4),
            DataType.FLOAT8_E4M3FN,
            OptionalInt.empty(),
            "unknown");

    assertThat(DeploymentCodec.decode(DeploymentCodec.encode(deployment))).isEqualTo(deployment);
  }

  @Test
  void avroReadsTheSameRecordAndWritesTheSameBytes() throws IOException {
    byte[] record = DeploymentCodec.encode(sample);

    assertThat(AvroOracle.of("Deployment").rewrite(record)).isEqualTo(record);
  }

  @Test
  void anEngineThisReleaseDoesNotKnowIsNamed() throws IOException {
    assertRefused("engine", "sglang", "engine \"sglang\" is none of vllm-v0, vllm, transformers");
  }

  @Test
  void aDeploymentNobodyCouldServeIsRefused() throws IOException {
    assertRefused("name", " ", "a deployment needs a name");
  }

  private void assertRefused(String field, String value, String message) throws IOException {
    GenericRecord deployment = AvroOracle.of("Deployment").read(DeploymentCodec.encode(sample));
    deployment.put(field, value);
    byte[] record = AvroOracle.write(deployment);

    assertThatThrownBy(() -> DeploymentCodec.decode(record))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("BAD_VALUE")
        .hasMessageContaining(message);
  }
}
