package dev.ringside.agent.manifests;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkVersion;

/**
 * Reads an object as the typed model of its kind, as an API server with {@code --validate=strict}
 * would: the models themselves keep fields they do not know.
 */
final class StrictModels {

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      List.of(
              Namespace.class,
              PersistentVolumeClaim.class,
              ConfigMap.class,
              DaemonSet.class,
              StatefulSet.class,
              NetworkPolicy.class,
              KafkaTopic.class,
              KafkaUser.class,
              FlinkDeployment.class)
          .stream()
          .collect(Collectors.toUnmodifiableMap(StrictModels::kindOf, Function.identity()));

  private static final ObjectMapper MAPPER =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES,
              DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .annotationIntrospector(new NothingIsPassedOver())
          .build();

  private StrictModels() {}

  /** {@code group/version Kind}, as the model's annotations say. */
  private static String kindOf(Class<? extends HasMetadata> model) {
    return HasMetadata.getApiVersion(model) + " " + HasMetadata.getKind(model);
  }

  /**
   * @throws IOException if no model has its {@code apiVersion} and {@code kind}, or the model does
   *     not know a field or a value
   */
  static HasMetadata read(JsonNode object) throws IOException {
    String kind =
        object.path("apiVersion").asText("no apiVersion")
            + " "
            + object.path("kind").asText("no kind");
    Class<? extends HasMetadata> model = KINDS.get(kind);
    if (model == null) {
      throw new IOException("no model of %s; there are %s".formatted(kind, KINDS.keySet()));
    }
    JsonNode known = asOldOperatorsSay(object.deepCopy());
    HasMetadata read = MAPPER.treeToValue(known, model);
    requireKept(known, MAPPER.valueToTree(read), kind);
    return read;
  }

  /**
   * Flink 2 needs an operator of 1.11 or newer, which calls it {@code v2_0}; the newest models to
   * be had are those of 1.10. They have all other fields.
   */
  private static JsonNode asOldOperatorsSay(JsonNode object) {
    if (object.path("spec") instanceof ObjectNode spec
        && spec.path("flinkVersion").asText().equals("v2_0")) {
      spec.put("flinkVersion", FlinkVersion.v1_20.name());
    }
    return object;
  }

  /** Some models make nothing of a word that they do not know, instead of refusing it. */
  private static void requireKept(JsonNode said, JsonNode kept, String where) throws IOException {
    for (Map.Entry<String, JsonNode> field : said.properties()) {
      String inside = where + "." + field.getKey();
      requireKept(field.getValue(), kept.path(field.getKey()), inside);
    }
    for (int i = 0; i < said.size() && said.isArray(); i++) {
      requireKept(said.get(i), kept.path(i), "%s[%d]".formatted(where, i));
    }
    boolean same =
        said.isNumber()
            ? kept.isNumber() && said.doubleValue() == kept.doubleValue()
            : said.isContainerNode() || said.asText().equals(kept.asText());
    if (!same) {
      throw new IOException("%s is %s, of which the model makes %s".formatted(where, said, kept));
    }
  }

  /** The documents of a file; a key that is given twice is an error. */
  static List<JsonNode> documents(String yaml) throws IOException {
    try (var values = MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      return values.readAll();
    }
  }

  private static final class NothingIsPassedOver extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated member) {
      return Boolean.FALSE;
    }

    @Override
    public JsonIgnoreProperties.Value findPropertyIgnoralByName(
        MapperConfig<?> config, Annotated member) {
      return super.findPropertyIgnoralByName(config, member).withoutIgnoreUnknown();
    }
  }
}
