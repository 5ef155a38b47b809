package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AclsCommandTest {

  @Test
  void printsCommandsThatCanBePasted() {
    CommandLineRun run =
        CommandLineRun.ofLine("acls --tenant team-a --agent User:team-a --deploy User:ops");

    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "kafka-acls.sh --bootstrap-server HOST:PORT --add --allow-principal User:team-a"
                + " --operation Write --topic ringside.calls.team-a --resource-pattern-type"
                + " literal",
            "kafka-acls.sh --bootstrap-server HOST:PORT --add --allow-principal User:team-a"
                + " --operation Write --topic ringside.iterations.team-a --resource-pattern-type"
                + " literal",
            "kafka-acls.sh --bootstrap-server HOST:PORT --add --allow-principal User:ops"
                + " --operation Write --topic ringside.deployments --resource-pattern-type"
                + " literal");
  }

  @Test
  void namesTheBrokersWithoutAskingThem() {
    CommandLineRun run = CommandLineRun.ofLine("acls --agent User:a --brokers kafka:9093");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("--bootstrap-server kafka:9093 ", "--topic ringside.calls ");
  }

  @Test
  void aTableHasOneLineForEachRight() {
    CommandLineRun run =
        CommandLineRun.ofLine("acls --job User:job --group mine --exporter User:e --format table");

    assertThat(run.out().lines().filter(line -> line.startsWith("job "))).hasSize(9);
    assertThat(run.out().lines().filter(line -> line.startsWith("exporter "))).hasSize(3);
    assertThat(run.out()).containsPattern("job +User:job +Read +group +mine +prefixed");
  }

  @Test
  void jsonIsForScripts() throws Exception {
    CommandLineRun run = CommandLineRun.ofLine("acls --operator User:ops --format json");
    var json = new ObjectMapper().readTree(run.out());

    assertThat(json.get("schema").asText()).isEqualTo("ringside.acls/1");
    assertThat(json.get("acls")).hasSize(4);
    assertThat(json.get("acls").get(0).get("name").asText()).isEqualTo("ringside.");
    assertThat(json.get("acls").get(0).get("pattern").asText()).isEqualTo("prefixed");
  }

  @ParameterizedTest
  @CsvSource({
    "acls, at least one of --agent",
    "acls --agent alice, --agent \"alice\": expected a principal such as User:alice",
    "acls --job User:*, and not everybody",
    "acls --agent User:a --apply, --apply needs --brokers",
    "acls --agent User:a --tenant a.b, name: give 1 to 63 letters",
    "acls --agent User:a --client-properties x, --client-properties needs --brokers"
  })
  void whatCannotBeGrantedIsOneLineAndExitCode2(String line, String why) {
    CommandLineRun run = CommandLineRun.ofLine(line);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).singleElement().asString().contains(why);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "replay x --deployment none --tenant a, --tenant needs a --deployment",
    "simulate --scenario clean --tenant a, --tenant needs --brokers",
    "topics --brokers x:1 --tenant a_b, name: give 1 to 63 letters"
  })
  void aTenantIsNamedWhereThereIsOne(String line, String why) {
    CommandLineRun run = CommandLineRun.ofLine(line);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).singleElement().asString().contains(why);
  }
}
