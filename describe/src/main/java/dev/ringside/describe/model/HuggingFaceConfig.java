package dev.ringside.describe.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.DescriptionText;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a model's dimensions from its Hugging Face {@code config.json}.
 *
 * <p>Accepts the older spellings ({@code n_embd}, {@code n_layer}, {@code n_head}) and looks into
 * {@code text_config}, where a multi-modal model keeps its language model. A config does not state
 * everything, for example the tensors that a pipeline stage hands over: {@link Architecture} has
 * that for known architectures, and for others the operator must give it as an override.
 *
 * <p>KV bytes for each token are those of full attention: layers with a sliding window keep fewer.
 */
public final class HuggingFaceConfig {

  private static final JsonMapper JSON = new JsonMapper();

  private HuggingFaceConfig() {}

  /**
   * @throws BadDescriptionException as {@link #read(Path, ModelDimensions)}
   */
  public static ModelShape read(Path file) throws BadDescriptionException {
    return read(file, ModelDimensions.NONE);
  }

  /**
   * @param overrides replace the file's own dimensions
   * @throws BadDescriptionException if the file does not exist or is not valid JSON, or if neither
   *     the file nor the overrides give all dimensions; one line names all that are missing
   */
  public static ModelShape read(Path file, ModelDimensions overrides)
      throws BadDescriptionException {
    ConfigDimensions config = new ConfigDimensions(file, parse(file));
    ModelDimensions dimensions = config.read().overriddenBy(overrides);
    if (!dimensions.missing().isEmpty()) {
      throw new BadDescriptionException(
          "%s: %s".formatted(file, incomplete(config.architectures(), dimensions.missing())));
    }
    try {
      return dimensions.shape(name(file, config));
    } catch (IllegalArgumentException e) {
      throw new BadDescriptionException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The type of activations, if the config states it.
   *
   * @throws BadDescriptionException if the file does not exist or is not valid JSON
   */
  public static Optional<DataType> dataTypeOf(Path file) throws BadDescriptionException {
    JsonNode root = parse(file);
    for (JsonNode node : List.of(new ConfigDimensions(file, root).text(), root)) {
      for (String key : List.of("torch_dtype", "dtype")) {
        DataType type = DataType.of(node.path(key).asText(""));
        if (type != DataType.UNKNOWN) {
          return Optional.of(type);
        }
      }
    }
    return Optional.empty();
  }

  private static JsonNode parse(Path file) throws BadDescriptionException {
    try {
      return JSON.readTree(DescriptionText.read(file));
    } catch (JsonProcessingException e) {
      throw BadDescriptionException.notValid("JSON", file, e);
    }
  }

  private static String incomplete(List<String> architectures, List<Dimension> missing) {
    String words = String.join(", ", missing.stream().map(Dimension::described).toList());
    if (architectures.isEmpty()) {
      return "no model_type, and no %s: is this the config.json of a language model?"
          .formatted(words);
    }
    String problem =
        Architecture.of(architectures).isPresent()
            ? "no " + words
            : "architecture %s is not known, so these must be given: %s"
                .formatted(architectures.get(0), words);
    return problem + "; use --model-override KEY=N, or model-overrides in the deployment file";
  }

  private static String name(Path file, ConfigDimensions config) {
    String name = config.text().path("_name_or_path").asText("");
    if (!name.isBlank()) {
      return name;
    }
    return config.architectures().stream().findFirst().orElse(file.getFileName().toString());
  }
}
