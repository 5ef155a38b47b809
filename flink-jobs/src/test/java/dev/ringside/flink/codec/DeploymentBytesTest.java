package dev.ringside.flink.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deployment.DeploymentCodec;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DeploymentBytesTest {

  /** Several times as many as there are places, each asked for again and again. */
  @Test
  void everyDeploymentIsItselfHoweverManyShareAPlace() throws MalformedRecordException {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 5_000; i++) {
        Deployment deployment = named("deployment-" + i);
        byte[] bytes = DeploymentCodec.encode(deployment);
        assertThat(DeploymentBytes.decode(bytes.clone())).isEqualTo(deployment);
        assertThat(DeploymentBytes.encode(deployment)).isEqualTo(bytes);
        assertThat(DeploymentBytes.encode(deployment)).isEqualTo(bytes);
      }
    }
  }

  @Test
  void equalBytesGiveTheSameDeployment() throws MalformedRecordException {
    byte[] bytes = DeploymentCodec.encode(named("same"));
    assertThat(DeploymentBytes.decode(bytes.clone()))
        .isSameAs(DeploymentBytes.decode(bytes.clone()));
  }

  @Test
  void whatCannotBeReadIsRefusedEachTime() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> DeploymentBytes.decode(new byte[] {1, 2, 3}))
          .isInstanceOf(MalformedRecordException.class);
    }
  }

  private static Deployment named(String name) {
    return new Deployment(
        name,
        new ModelShape("toy", 4, 64, 512, 2),
        Engine.VLLM,
        new ParallelLayout(2, 1, 1),
        DataType.BFLOAT16,
        OptionalInt.empty(),
        "unknown");
  }
}
