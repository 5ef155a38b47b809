package dev.ringside.simulator.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.scenario.AgentOptions;
import dev.ringside.simulator.scenario.Arrivals;
import dev.ringside.simulator.scenario.Lengths;
import dev.ringside.simulator.scenario.Noise;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.scenario.Serving;
import dev.ringside.simulator.scenario.View;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioFileTest {

  private static final String DEPLOYMENT =
      "deployment: {name: d, model: llama-3.1-8b, engine: vllm, dtype: bfloat16, gpu: h100, "
          + "parallelism: {tensor: %d, pipeline: %d, data: %d}}\n";

  @TempDir Path folder;

  private static Scenario parse(String text) throws BadDescriptionException {
    return ScenarioFile.read(YamlMapping.parse(Path.of("some-name.yaml"), text));
  }

  private static String on(int tensor, int pipeline, int data) {
    return DEPLOYMENT.formatted(tensor, pipeline, data);
  }

  @Test
  void onlyTheDeploymentMustBeThere() throws Exception {
    Scenario scenario = parse(on(2, 1, 1));
    assertThat(scenario.name()).isEqualTo("some-name");
    assertThat(scenario.summary()).isEmpty();
    assertThat(scenario.durationNs()).isEqualTo(60_000_000_000L);
    assertThat(scenario.seed()).isEqualTo(1);
    assertThat(scenario.serving()).isEqualTo(Serving.DEFAULT);
    assertThat(scenario.noise()).isEqualTo(Noise.DEFAULT);
    assertThat(scenario.agents()).isEqualTo(AgentOptions.DEFAULT);
    assertThat(scenario.workload().arrivals()).isEqualTo(Arrivals.poisson(1));
    assertThat(scenario.faults()).isEmpty();
    assertThatThrownBy(() -> parse("seed: 3\n"))
        .hasMessage("some-name.yaml:1: \"deployment\" is missing");
  }

  @Test
  void everyKeyIsHeard() throws Exception {
    Scenario scenario =
        parse(
            """
            name: other
            summary: a line
            duration: 2m
            seed: 9
            deployment:
              {name: d, model: llama-3.1-70b, engine: vllm, parallelism: {tensor: 8}, dtype: float16}
            serving: {max-num-batched-tokens: 2048, async-scheduling: false, acceptance: 0.7,
                      expert-skew: 1.5, driver-broadcasts: false, step-overhead: 150us}
            workload:
              arrivals: {process: bursty, rate: 4, burst-rate: 9, every: 30s, for: 5s,
                         diurnal: {period: 10m, night: 0.2}, idle: [{from: 20s, to: 40s}]}
              prompt-tokens: {distribution: lognormal, median: 512, sigma: 0.8, min: 2, max: 8192}
              output-tokens: {distribution: geometric, mean: 200, max: 1024}
              prefix-cache: 0.3
              stop: 0.5
            noise: {compute: 0.01, collective: 0.1, jitter: {from: 1us, to: 2us},
                    clock-offset: 1ms, drift-ppm: 50}
            agents: {view: inspector, start-unit: 1, duration-unit: 1000,
                     inspector: {dump-interval: 2s, ring: 64, floor: 0}}
            faults:
              - {kind: slow-rank, from: 30s, to: 60s, severity: 2.5, rank: 3}
              - {kind: extra-collectives, replica: 0}
            """);
    assertThat(scenario.name()).isEqualTo("other");
    assertThat(scenario.summary()).isEqualTo("a line");
    assertThat(scenario.durationNs()).isEqualTo(120_000_000_000L);
    assertThat(scenario.seed()).isEqualTo(9);
    assertThat(scenario.deployment().layout().tensor()).isEqualTo(8);
    assertThat(scenario.serving()).isEqualTo(new Serving(2048, false, 0.7, 1.5, false, 150_000));
    assertThat(scenario.workload().arrivals())
        .isEqualTo(
            new Arrivals(
                4,
                9,
                30_000_000_000L,
                5_000_000_000L,
                600_000_000_000L,
                0.2,
                List.of(new Arrivals.Span(20_000_000_000L, 40_000_000_000L)),
                Optional.empty(),
                List.of()));
    assertThat(scenario.workload().prompt())
        .isEqualTo(new Lengths(Lengths.Shape.LOGNORMAL, 512, 0.8, 2, 8192));
    assertThat(scenario.workload().output())
        .isEqualTo(new Lengths(Lengths.Shape.GEOMETRIC, 200, 0, 1, 1024));
    assertThat(scenario.workload().prefixCached()).isEqualTo(0.3);
    assertThat(scenario.workload().stopShare()).isEqualTo(0.5);
    assertThat(scenario.noise()).isEqualTo(new Noise(0.01, 0.1, 1000, 2000, 1_000_000, 50));
    assertThat(scenario.agents())
        .isEqualTo(new AgentOptions(View.INSPECTOR, 1, 1000, 2_000_000_000L, 64, 0, false));
    assertThat(scenario.faults())
        .containsExactly(
            new Fault(
                FaultKind.SLOW_RANK, 30_000_000_000L, 60_000_000_000L, 2.5, Culprit.ofRank(3)),
            new Fault(FaultKind.EXTRA_COLLECTIVES, 0, Long.MAX_VALUE, 1, Culprit.ofReplica(0)));
  }

  @Test
  void otherProcessesAndLengths() throws Exception {
    Scenario listed =
        parse(
            on(2, 1, 1)
                + "workload: {arrivals: {process: listed, at: [0s, 1.5s]}, prompt-tokens: 7, "
                + "output-tokens: {distribution: uniform, min: 3, max: 5}}\n");
    assertThat(listed.workload().arrivals())
        .isEqualTo(Arrivals.listed(List.of(0L, 1_500_000_000L)));
    assertThat(listed.workload().prompt()).isEqualTo(Lengths.fixed(7));
    assertThat(listed.workload().output()).isEqualTo(Lengths.uniform(3, 5));
  }

  @Test
  void filesLieBesideTheScenario() throws Exception {
    Files.writeString(folder.resolve("a.csv"), "0.5,10,20\n");
    Files.writeString(
        folder.resolve("d.yaml"),
        "name: other\nmodel: llama-3.1-8b\nengine: sglang\nparallelism: {tensor: 2}\n"
            + "dtype: bfloat16\n");
    Path file = folder.resolve("s.yaml");
    Files.writeString(
        file, "deployment: d.yaml\nworkload: {arrivals: {process: recorded, file: a.csv}}\n");
    Scenario scenario = ScenarioFile.read(file);
    assertThat(scenario.deployment().name()).isEqualTo("other");
    assertThat(scenario.name()).isEqualTo("s");
    assertThat(scenario.workload().arrivals())
        .isEqualTo(Arrivals.recorded(folder.resolve("a.csv")));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path file = folder.resolve("none.yaml");
    assertThatThrownBy(() -> ScenarioFile.read(file)).hasMessage(file + ": no such file");
    assertThatThrownBy(() -> parse("deployment: none.yaml\n"))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessage("none.yaml: no such file");
  }

  /** What stands on the second line, and what is said of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "speed: 3 | unknown key \"speed\"; known are agents, deployment",
        "duration: 0s | \"duration\" is \"0s\", expected a length of time from 1ms to 8760h",
        "duration: 5 | \"duration\" is \"5\", expected a length of time such as",
        "seed: -1 | \"seed\" is \"-1\", expected a whole number from 0",
        "name: a/b | \"name\" is \"a/b\", expected letters",
        "serving: {acceptance: 1.1} | \"acceptance\" is \"1.1\", expected a number from 0 to 1",
        "serving: {max-num-batched-tokens: 0} | expected a whole number from 1",
        "serving: {async-scheduling: yes} | \"async-scheduling\" is \"yes\", expected true",
        "serving: {step-overhead: 2s} | expected a length of time from 0s to 1s",
        "serving: 3 | \"serving\" needs keys of its own",
        "workload: {prefix-cache: 2} | \"prefix-cache\" is \"2\", expected a number from 0 to 1",
        "workload: {stop: -0.1} | \"stop\" is \"-0.1\", expected a number from 0 to 1",
        "workload: {prompt-tokens: 0} | \"prompt-tokens\" is \"0\", expected a whole number",
        "workload: {prompt-tokens: 200000} | expected tokens from 1 to 131072",
        "workload: {prompt-tokens: {distribution: zipf}} | known are uniform, lognormal, geometric",
        "workload: {prompt-tokens: {distribution: uniform, min: 2}} | \"max\" is missing",
        "workload: {prompt-tokens: {distribution: uniform, min: 2, max: 1}} | \"min\" is 2, more",
        "workload: {prompt-tokens: {distribution: lognormal, median: 2}} | \"sigma\" is missing",
        "workload: {prompt-tokens: {distribution: geometric, median: 2}} | does not apply to a"
            + " geometric",
        "workload: {prompt-tokens: {distribution: geometric, mean: 0.5}} | expected a number from"
            + " 1",
        "workload: {arrivals: {rate: 3}} | \"process\" is missing",
        "workload: {arrivals: {process: constant}} | known are poisson, bursty, recorded, listed",
        "workload: {arrivals: {process: poisson}} | \"rate\" is missing",
        "workload: {arrivals: {process: poisson, rate: -2}} | \"rate\" is \"-2\", expected a number"
            + " from 0",
        "workload: {arrivals: {process: poisson, rate: NaN}} | \"rate\" is \"NaN\", expected a"
            + " number",
        "workload: {arrivals: {process: bursty, rate: 1, burst-rate: 2, every: 3s}} | \"for\" is"
            + " missing",
        "workload: {arrivals: {process: recorded, file: no.csv}} | no such file of arrivals",
        "workload: {arrivals: {process: recorded, rate: 1}} | unknown key \"rate\"",
        "workload: {arrivals: {process: listed, at: [2s, 1s]}} | \"at\" must be ascending",
        "workload: {arrivals: {process: listed, at: []}} | \"at\" is empty",
        "workload: {arrivals: {process: poisson, rate: 1, idle: [{from: 2s, to: 1s}]}} | \"to\" is"
            + " not after",
        "workload: {arrivals: {process: poisson, rate: 1, diurnal: {period: 1m, night: 2}}} | from"
            + " 0 to 1",
        "noise: {compute: 0.5} | \"compute\" is \"0.5\", expected a number from 0 to 0.3",
        "noise: {jitter: {from: 3us, to: 1us}} | \"to\" is less than \"from\"",
        "noise: {jitter: {from: 3us}} | \"to\" is missing",
        "agents: {view: all} | \"view\" is \"all\"; known are full, nccl, inspector",
        "agents: {start-unit: 10} | \"start-unit\" is 10, expected 1, 100 or 1000",
        "agents: {inspector: {ring: 0}} | \"ring\" is \"0\", expected a whole number from 1",
        "faults: 3 | \"faults\" must be a list",
        "faults: [slow] | must be a list of",
        "faults: [{from: 3s}] | \"kind\" is missing",
        "faults: [{kind: slow}] | \"kind\" is \"slow\"; known are slow-rank, slow-link",
        "faults: [{kind: slow-rank}] | \"kind\" is slow-rank, which needs a \"rank\"",
        "faults: [{kind: slow-rank, rank: 8}] | \"rank\" is 8, expected 0 to 7: d has tensor 2,"
            + " pipeline 2, data 2 on 1 host",
        "faults: [{kind: slow-rank, rank: -1}] | \"rank\" is \"-1\", expected a whole number from"
            + " 0",
        "faults: [{kind: slow-rank, rank: 1, host: 0}] | unknown key \"host\"; known are from,"
            + " kind, rank",
        "faults: [{kind: slow-rank, rank: 1, severity: 0.5}] | expected a number from 1 to 1000",
        "faults: [{kind: extra-collectives, severity: 1.5}] | \"severity\" is 1.5, expected a"
            + " whole",
        "faults: [{kind: op-flip, replica: 2}] | \"replica\" is 2, expected 0 to 1",
        "faults: [{kind: op-flip, stage: 2}] | \"stage\" is 2, expected 0 to 1",
        "faults: [{kind: pp-slicing-lost, stage: 1}] | \"stage\" is 1, expected 0 to 0",
        "faults: [{kind: clock-jump, host: 1}] | \"host\" is 1, expected 0 to 0",
        "faults: [{kind: op-flip, from: 5s, to: 5s}] | \"to\" is \"5s\", not after \"from\"",
        "faults: [{kind: op-flip, from: 60s}] | \"from\" is \"60s\", when the scenario is over",
        "faults: [{kind: load-shift, replica: 0}] | unknown key \"replica\"",
        "faults: [{kind: custom-all-reduce-gained}] | FLASHINFER carries its all-reduces already"
      })
  void badInputIsOneClearLine(String line, String complaint) {
    assertThatThrownBy(() -> parse(on(2, 2, 2) + line + "\n"))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessageStartingWith("some-name.yaml:2: ")
        .hasMessageContaining(complaint)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|2|1| {kind: op-flip} | tensor is 1",
        "1|2|1| {kind: logits-fp32} | tensor is 1",
        "1|2|1| {kind: padding-blow-up} | tensor is 1",
        "1|2|1| {kind: pp-slicing-lost} | tensor is 1",
        "2|1|1| {kind: pp-slicing-lost} | pipeline is 1",
        "2|1|1| {kind: wrong-layer-split} | pipeline is 1",
        "1|1|1| {kind: hang-stuck-kernel} | a single rank has no other rank to wait for",
        "16|1|1| {kind: cross-node-tp} | span hosts of 8 GPUs already",
        "16|1|1| {kind: custom-all-reduce-lost} | span hosts of 8 GPUs already"
      })
  void aFaultThatTheLayoutCannotHaveIsRefused(
      int tensor, int pipeline, int data, String fault, String complaint) {
    assertThatThrownBy(() -> parse(on(tensor, pipeline, data) + "faults: [" + fault + "]\n"))
        .hasMessageStartingWith("some-name.yaml:2: \"kind\" is ")
        .hasMessageContaining(complaint);
  }

  @Test
  void loadThatIsGivenDoesNotShift() {
    assertThatThrownBy(
            () ->
                parse(
                    on(2, 1, 1)
                        + "workload: {arrivals: {process: listed, at: [0s]}}\n"
                        + "faults: [{kind: load-shift}]\n"))
        .hasMessageStartingWith("some-name.yaml:3: \"kind\" is load-shift, but recorded or listed");
  }

  @Test
  void aStepMustFitIntoAPass() {
    String drafting = on(2, 1, 1).replace("gpu: h100", "speculative-tokens: 4");
    assertThatThrownBy(() -> parse(drafting + "serving: {max-num-batched-tokens: 4}\n"))
        .hasMessageContaining("one decode step alone takes 5 tokens");
  }
}
