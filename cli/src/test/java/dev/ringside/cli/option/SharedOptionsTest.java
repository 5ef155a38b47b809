package dev.ringside.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Tenant;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.ingest.kafka.BadSettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** Options as a command gets them. */
class SharedOptionsTest {

  @TempDir Path folder;

  @Command(name = "needs")
  private static final class NeedsKafka {
    @Mixin private KafkaOptions kafka;
    @Mixin private CommonOptions common;
  }

  @Command(name = "may")
  private static final class MayUseKafka {
    @Mixin private OptionalKafka kafka;
    @Mixin private TenantOption tenant;
  }

  private static <C> C parsed(C command, String... words) {
    new CommandLine(command).parseArgs(words);
    return command;
  }

  @Test
  void brokersAreNeededWhereKafkaIs() throws Exception {
    assertThatThrownBy(() -> parsed(new NeedsKafka()))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--brokers");
    NeedsKafka given = parsed(new NeedsKafka(), "--brokers", "a:1,b:2", "--debug");
    assertThat(given.kafka.settings().brokers()).isEqualTo("a:1,b:2");
    assertThat(given.common.debug()).isTrue();
    assertThat(given.common.logFile()).isEmpty();
  }

  @Test
  void clientPropertiesReachTheClient() throws Exception {
    Path file = Files.writeString(folder.resolve("tls.properties"), "security.protocol=SSL\n");
    NeedsKafka given =
        parsed(new NeedsKafka(), "--brokers", "a:1", "--client-properties", file.toString());

    assertThat(given.kafka.settings().unfailingProducer())
        .containsEntry("security.protocol", "SSL");
    assertThatThrownBy(
            () ->
                parsed(new NeedsKafka(), "--brokers", "a:1", "--client-properties", file + ".not")
                    .kafka
                    .settings())
        .isInstanceOf(BadSettingsException.class)
        .hasMessageContaining(file + ".not");
  }

  @Test
  void whatCanDoWithoutKafkaIsTold() throws Exception {
    MayUseKafka none = parsed(new MayUseKafka());

    assertThat(none.kafka.isGiven()).isFalse();
    assertThat(none.kafka.settings()).isEmpty();
    MayUseKafka fileOnly = parsed(new MayUseKafka(), "--client-properties", "x");
    assertThatThrownBy(fileOnly.kafka::settings)
        .isInstanceOf(BadInputException.class)
        .hasMessage("--client-properties needs --brokers");
    assertThat(parsed(new MayUseKafka(), "--brokers", "a:1").kafka.settings()).isPresent();
  }

  private static Deployment deployment(String more) throws Exception {
    return DeploymentFile.read(
        YamlMapping.parse(
            Path.of("d.yaml"),
            "name: d\n"
                + "model: llama-3.1-8b\n"
                + "engine: vllm\n"
                + "parallelism: {tensor: 2}\n"
                + "dtype: bfloat16\n"
                + more));
  }

  @Test
  void aTenantTakesADeploymentThatNobodyOwns() throws Exception {
    MayUseKafka blue = parsed(new MayUseKafka(), "--tenant", "blue");

    assertThat(blue.tenant.given()).contains(new Tenant("blue"));
    assertThat(blue.tenant.of(deployment("")).tenant().name()).isEqualTo("blue");
    assertThat(blue.tenant.of(deployment("tenant: blue\n")).tenant().name()).isEqualTo("blue");
    Deployment foreign = deployment("tenant: red\n");
    assertThatThrownBy(() -> blue.tenant.of(foreign))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--tenant is blue, but the file of deployment d says tenant: red");
    assertThat(parsed(new MayUseKafka()).tenant.of(foreign).tenant().name()).isEqualTo("red");
  }
}
