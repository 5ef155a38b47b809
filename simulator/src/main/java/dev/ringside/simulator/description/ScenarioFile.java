package dev.ringside.simulator.description;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.scenario.Serving;
import dev.ringside.simulator.scenario.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Reads a scenario for the simulator:
 *
 * <pre>{@code
 * name: slow-rank            # default: the file's name
 * summary: one line
 * duration: 2m               # default 60s
 * seed: 7                    # default 1
 * deployment: {name: llama, model: llama-3.1-8b, ...}   # or the path of a deployment file
 * serving: ...               # see ScheduleSection
 * workload: ...              # see WorkloadSection
 * noise: ...                 # see NoiseSection
 * agents: ...                # see AgentSection
 * faults: [...]              # see FaultSection
 * }</pre>
 *
 * <p>Only the deployment is required. Paths are relative to the file.
 */
public final class ScenarioFile {

  private static final Set<String> KEYS =
      Set.of(
          "name",
          "summary",
          "duration",
          "seed",
          "deployment",
          "serving",
          "workload",
          "noise",
          "agents",
          "faults");
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Duration DEFAULT_DURATION = Duration.ofSeconds(60);

  private final YamlMapping yaml;

  private ScenarioFile(YamlMapping yaml) {
    this.yaml = yaml;
  }

  /**
   * @throws BadDescriptionException with one clear line: file, line, what was expected
   */
  public static Scenario read(Path file) throws BadDescriptionException {
    return read(YamlMapping.read(file));
  }

  /** The same keys, already parsed. */
  public static Scenario read(YamlMapping yaml) throws BadDescriptionException {
    yaml.allowOnly(KEYS);
    return new ScenarioFile(yaml).scenario();
  }

  private Scenario scenario() throws BadDescriptionException {
    Deployment deployment = deployment();
    Serving serving = ScheduleSection.read(yaml, deployment);
    Workload workload = WorkloadSection.read(yaml);
    long durationNs =
        yaml.duration("duration", SHORTEST, LONGEST).orElse(DEFAULT_DURATION).toNanos();
    return new Scenario(
        name(),
        yaml.text("summary").orElse(""),
        deployment,
        serving,
        workload,
        NoiseSection.read(yaml),
        AgentSection.read(yaml),
        new FaultSection(deployment, workload, durationNs).read(yaml),
        durationNs,
        yaml.whole("seed", 0).orElse(1),
        Scenario.DEFAULT_START_NS);
  }

  private String name() throws BadDescriptionException {
    Path file = yaml.file().getFileName();
    String plain = file == null ? "scenario" : file.toString().replaceFirst("\\.ya?ml$", "");
    String name = yaml.text("name").orElse(plain);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") && yaml.keys().contains("name")) {
      throw yaml.bad("name", "is \"%s\", expected letters, digits and - . _".formatted(name));
    }
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private Deployment deployment() throws BadDescriptionException {
    if (yaml.hasMapping("deployment")) {
      return DeploymentFile.read(yaml.requiredMapping("deployment"));
    }
    return DeploymentFile.read(yaml.requiredPath("deployment"));
  }
}
