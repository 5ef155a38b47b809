package dev.ringside.agent.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What {@code kubectl apply -k} would send of a folder.
 *
 * @param namespace that all objects get; empty if each says its own
 * @param resources the files that it names
 */
record Kustomization(
    Path folder, Optional<String> namespace, List<String> resources, List<HasMetadata> objects) {

  private static final String FILE = "kustomization.yaml";
  private static final Set<String> KEYS = Set.of("apiVersion", "kind", "namespace", "resources");

  static Kustomization read(Path folder) throws IOException {
    List<JsonNode> documents = StrictModels.documents(Files.readString(folder.resolve(FILE)));
    JsonNode root = documents.get(0);
    Set<String> keys = new TreeSet<>();
    root.fieldNames().forEachRemaining(keys::add);
    keys.removeAll(KEYS);
    if (documents.size() != 1
        || !keys.isEmpty()
        || !root.path("apiVersion").asText().equals("kustomize.config.k8s.io/v1beta1")
        || !root.path("kind").asText().equals("Kustomization")) {
      throw new IOException("%s is no kustomization of ours; keys %s".formatted(folder, keys));
    }
    List<String> resources = new ArrayList<>();
    root.path("resources").forEach(name -> resources.add(name.asText()));
    List<HasMetadata> objects = new ArrayList<>();
    for (String name : resources) {
      for (JsonNode one : StrictModels.documents(Files.readString(folder.resolve(name)))) {
        objects.add(StrictModels.read(one));
      }
    }
    return new Kustomization(
        folder, Optional.ofNullable(root.path("namespace").textValue()), resources, objects);
  }

  /** The manifests in the folder, named or not. */
  List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(FILE))
          .toList();
    }
  }

  <T extends HasMetadata> List<T> all(Class<T> model) {
    return objects.stream().filter(model::isInstance).map(model::cast).toList();
  }

  <T extends HasMetadata> T named(Class<T> model, String name) {
    return all(model).stream()
        .filter(one -> one.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "%s has no %s %s".formatted(folder, model.getSimpleName(), name)));
  }
}
