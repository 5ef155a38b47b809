package dev.ringside.ingest.deployment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The models known by name, from the resource {@code models.yaml}. */
public final class ModelCatalog {

  private static final String RESOURCE = "models.yaml";

  private record Entry(
      @JsonProperty(required = true) int layers,
      @JsonProperty(required = true) int hidden,
      @JsonProperty(required = true) int vocabulary,
      @JsonProperty(value = "tensors-handed-over", required = true) int tensorsHandedOver,
      @JsonProperty(value = "tied-embeddings", required = true) boolean tiedEmbeddings,
      @JsonProperty(required = true) int heads,
      @JsonProperty(value = "kv-heads", required = true) int kvHeads,
      @JsonProperty(value = "head-dim", required = true) int headDim,
      @JsonProperty(required = true) int intermediate) {

    ModelShape named(String name) {
      return new ModelShape(
          name,
          layers,
          hidden,
          vocabulary,
          tensorsHandedOver,
          AttentionShape.grouped(heads, kvHeads, headDim),
          FeedForwardShape.dense(intermediate),
          tiedEmbeddings);
    }
  }

  private final Map<String, ModelShape> models;

  private ModelCatalog(Map<String, ModelShape> models) {
    this.models = Collections.unmodifiableMap(models);
  }

  /** The catalog that comes with the program. */
  public static ModelCatalog bundled() {
    try (InputStream resource = ModelCatalog.class.getResourceAsStream(RESOURCE)) {
      Map<String, Entry> entries =
          new YAMLMapper()
              .readValue(resource, new TypeReference<LinkedHashMap<String, Entry>>() {});
      Map<String, ModelShape> models = new LinkedHashMap<>();
      entries.forEach((name, entry) -> models.put(name, entry.named(name)));
      return new ModelCatalog(models);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + RESOURCE, e);
    }
  }

  public Optional<ModelShape> find(String name) {
    return Optional.ofNullable(models.get(name));
  }

  /** In the catalog's own order. */
  public Set<String> names() {
    return models.keySet();
  }
}
