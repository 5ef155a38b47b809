package dev.ringside.describe.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a model's dimensions from its Hugging Face {@code config.json}.
 *
 * <p>Takes the older spellings too ({@code n_embd}, {@code n_layer}, {@code n_head}), and looks
 * into {@code text_config} where a multi-modal model keeps its language model. What a config cannot
 * say, such as the tensors a stage hands over, is known for known architectures; for any other it
 * must be given.
 *
 * <p>KV bytes a token are those of full attention: layers with a sliding window keep fewer.
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
   * @param overrides said by the operator: before the file's own
   * @throws BadDescriptionException if the file is missing or no JSON, or if dimensions are missing
   *     that nobody said; one line with all of them
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
   * The type of activations, if the config says it.
   *
   * @throws BadDescriptionException if the file is missing or no JSON
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
      return JSON.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new BadDescriptionException(file + ": no such model config", e);
    } catch (JsonProcessingException e) {
      throw new BadDescriptionException(
          "%s:%d: no JSON: %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw new BadDescriptionException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String incomplete(List<String> architectures, List<Dimension> missing) {
    String words =
        String.join(", ", missing.stream().map(HuggingFaceConfig::inBothTongues).toList());
    if (architectures.isEmpty()) {
      return "no model_type, and no %s: is this the config.json of a language model?"
          .formatted(words);
    }
    return Architecture.of(architectures).isPresent()
        ? "no %s; give it as a model override".formatted(words)
        : "architecture %s is not known; give as model overrides: %s"
            .formatted(architectures.get(0), words);
  }

  private static String inBothTongues(Dimension dimension) {
    return dimension.configKeys().isEmpty()
        ? dimension.label()
        : "%s (\"%s\")".formatted(dimension.label(), dimension.configKeys().get(0));
  }

  private static String name(Path file, ConfigDimensions config) {
    String name = config.text().path("_name_or_path").asText("");
    if (!name.isBlank()) {
      return name;
    }
    return config.architectures().stream().findFirst().orElse(file.getFileName().toString());
  }
}
