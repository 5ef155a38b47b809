package dev.ringside.simulator.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.DescriptionText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the deployment of a scenario to a file, which readers of the simulated calls need. */
public final class DeploymentCopy {

  private static final List<String> MODELS = List.of("model", "draft-model");

  private DeploymentCopy() {}

  /**
   * Writes what {@code scenario} says under {@code deployment}; paths in it are made to lead to the
   * same files from anywhere.
   *
   * @param scenario where {@code text} was read from, and its relative paths start
   */
  public static void write(Path target, Path scenario, String text)
      throws IOException, BadDescriptionException {
    YAMLMapper yaml =
        YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build();
    Path folder = scenario.toAbsolutePath().getParent();
    JsonNode deployment = yaml.readTree(text).get("deployment");
    if (deployment.isTextual()) {
      Path file = folder.resolve(deployment.asText()).normalize();
      folder = file.getParent();
      deployment = yaml.readTree(DescriptionText.read(file));
    }
    ObjectNode copy = deployment.deepCopy();
    for (String model : MODELS) {
      if (copy.has(model) && Files.exists(folder.resolve(copy.get(model).asText()))) {
        copy.put(model, folder.resolve(copy.get(model).asText()).normalize().toString());
      }
    }
    Files.writeString(target, yaml.writeValueAsString(copy));
  }
}
