package dev.ringside.schemas.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.golden.Samples;
import dev.ringside.schemas.wire.AvroOracle;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
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
            engine == Engine.LLAMA_CPP ? DataType.FLOAT : sample.dataType(),
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
    assertRefused(
        "engine",
        "mlc",
        "engine \"mlc\" is unknown; known are vllm-v0, vllm, transformers, sglang, trtllm");
  }

  @Test
  void aTenantThatNoTopicCouldBeNamedAfterIsRefused() throws IOException {
    assertRefused("tenant", "a/b", "tenant: expected 1 to 63 letters, digits and '-'");
  }

  @Test
  void aDeploymentNobodyCouldServeIsRefused() throws IOException {
    assertRefused("name", " ", "a deployment needs a name");
  }

  @ParameterizedTest
  @EnumSource
  void everyAllToAllTravels(AllToAll way) throws MalformedRecordException {
    Deployment deployment = with(options(way, Optional.empty(), Collections.emptySortedSet()));

    assertThat(DeploymentCodec.decode(DeploymentCodec.encode(deployment))).isEqualTo(deployment);
  }

  @Test
  void aDraftAndFlagsTravel() throws MalformedRecordException {
    Deployment deployment =
        with(
            options(
                AllToAll.NAIVE,
                Optional.of(new ModelShape("draft", 1, 64, 100, 1)),
                new TreeSet<>(List.of("batch-invariant", "fp8-dispatch"))));

    assertThat(DeploymentCodec.decode(DeploymentCodec.encode(deployment))).isEqualTo(deployment);
  }

  @Test
  void anAllToAllThisReleaseDoesNotKnowIsNamed() throws IOException {
    assertOptionRefused(
        "allToAll",
        "pigeons",
        "all-to-all \"pigeons\" is unknown; known are allgather_reducescatter, naive");
  }

  @Test
  void optionsNobodyCouldMeanAreRefused() throws IOException {
    assertOptionRefused("decodeContext", 0, "context 0 and 4 must be at least 1");
  }

  private Deployment with(ServingOptions options) {
    return new Deployment(
        sample.name(),
        sample.model(),
        sample.engine(),
        sample.layout(),
        sample.dataType(),
        sample.maxNumSeqs(),
        sample.fabric(),
        options);
  }

  private static ServingOptions options(
      AllToAll way, Optional<ModelShape> draft, SortedSet<String> flags) {
    return new ServingOptions(false, way, 1, 1, false, 2, draft, "main", "a100", 4, flags);
  }

  private void assertOptionRefused(String field, Object value, String message) throws IOException {
    GenericRecord deployment = AvroOracle.of("Deployment").read(DeploymentCodec.encode(sample));
    ((GenericRecord) deployment.get("options")).put(field, value);
    assertRefused(deployment, message);
  }

  private void assertRefused(String field, String value, String message) throws IOException {
    GenericRecord deployment = AvroOracle.of("Deployment").read(DeploymentCodec.encode(sample));
    deployment.put(field, value);
    assertRefused(deployment, message);
  }

  private static void assertRefused(GenericRecord deployment, String message) throws IOException {
    byte[] record = AvroOracle.write(deployment);

    assertThatThrownBy(() -> DeploymentCodec.decode(record))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("BAD_VALUE")
        .hasMessageContaining(message);
  }
}
