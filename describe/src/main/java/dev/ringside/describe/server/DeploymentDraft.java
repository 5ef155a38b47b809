package dev.ringside.describe.server;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.routing.EngineVersion;
import dev.ringside.describe.model.HuggingFaceConfig;
import dev.ringside.describe.model.ModelCatalog;
import dev.ringside.describe.model.ModelDimensions;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A deployment file as far as it could be learnt, and what must still be given.
 *
 * @param yaml each line with where it comes from
 * @param needed keys without which the file is refused, each with how to give it
 * @param useful keys that decide routes or padding and could not be learnt
 */
public record DeploymentDraft(String yaml, List<String> needed, List<String> useful) {

  private static final List<String> LAYOUT = List.of("tensor", "pipeline", "data");
  private static final String ENDINGS = "-(instruct|chat|hf|it|base|fp8|bf16)$";

  /**
   * @param folder where the file will be: paths in it are relative to it
   */
  static DeploymentDraft of(Learnt learnt, Path folder) {
    return new Writing(learnt, folder).draft();
  }

  /** Builds the text line by line. */
  private static final class Writing {

    private final Learnt learnt;
    private final Path folder;
    private final ModelCatalog catalog = ModelCatalog.bundled();
    private final List<String> lines = new ArrayList<>();
    private final List<String> needed = new ArrayList<>();
    private final List<String> useful = new ArrayList<>();

    Writing(Learnt learnt, Path folder) {
      this.learnt = learnt;
      this.folder = folder;
    }

    DeploymentDraft draft() {
      Optional<String> model = model("model");
      line(
          "name", learnt.value("name").or(() -> learnt.value("model")).orElse("described"), "name");
      model.ifPresent(value -> line("model", value, "model"));
      required("engine");
      optional("engine-version", learnt.value("engine-version").filter(Writing::isVersion));
      parallelism(model);
      dataType(model);
      optional("max-num-seqs", learnt.value("max-num-seqs"));
      speculation();
      if (learnt.value("sequence-parallel").filter("true"::equalsIgnoreCase).isPresent()) {
        line("sequence-parallel", "true", "sequence-parallel");
      }
      learnt
          .value("attention-data-parallel")
          .filter(replicas -> !replicas.equals("1"))
          .ifPresent(
              replicas -> line("attention-data-parallel", replicas, "attention-data-parallel"));
      optional("gpu", learnt.value("gpu"));
      plain("gpus-per-node");
      plain("fabric");
      plain("tenant");
      if (!learnt.flags().isEmpty()) {
        lines.add("flags: [%s]".formatted(String.join(", ", learnt.flags())));
      }
      return new DeploymentDraft(String.join("\n", lines) + "\n", needed, useful);
    }

    private void line(String key, String value, String learntAs) {
      String source = learnt.fact(learntAs).map(Learnt.Fact::source).orElse("made up");
      lines.add("%s: %s  # %s".formatted(key, quoted(value), source.replaceAll("\\R", " ")));
    }

    private static String quoted(String value) {
      return value.matches("[A-Za-z0-9][A-Za-z0-9._/-]*")
          ? value
          : "'" + value.replaceAll("\\p{Cntrl}", " ").replace("'", "''") + "'";
    }

    private void required(String key) {
      Optional<String> value = learnt.value(key);
      value.ifPresentOrElse(
          it -> line(key, it, key), () -> needed.add("%s (--set %s=...)".formatted(key, key)));
    }

    private void optional(String key, Optional<String> value) {
      value.ifPresentOrElse(
          it -> line(key, it, key), () -> useful.add("%s (--set %s=...)".formatted(key, key)));
    }

    private void plain(String key) {
      learnt.value(key).ifPresent(value -> line(key, value, key));
    }

    /** A name of the catalog, or a path; asked for if the server's own name is neither here. */
    private Optional<String> model(String key) {
      Optional<String> named = learnt.value(key);
      Optional<String> known =
          named.flatMap(this::inCatalog).or(() -> named.flatMap(this::configHere));
      if (known.isEmpty()) {
        String what =
            named.map("the config.json of %s"::formatted).orElse("the model's config.json");
        needed.add("%s (--%s FILE: %s)".formatted(key, option(key), what));
      }
      return known;
    }

    private static String option(String key) {
      return key.equals("model") ? "config" : "set " + key + "=";
    }

    /** {@code meta-llama/Llama-3.1-8B-Instruct} is the catalog's {@code llama-3.1-8b}. */
    private Optional<String> inCatalog(String name) {
      String last = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
      String plain = last.replaceFirst("^meta-", "");
      for (String before = ""; !before.equals(plain); ) {
        if (catalog.names().contains(plain)) {
          return Optional.of(plain);
        }
        before = plain;
        plain = plain.replaceFirst(ENDINGS, "");
      }
      return Optional.empty();
    }

    private Optional<String> configHere(String path) {
      try {
        Path absolute = Path.of(path).toAbsolutePath().normalize();
        Path config = Files.isDirectory(absolute) ? absolute.resolve("config.json") : absolute;
        if (!Files.isRegularFile(config)) {
          return Optional.empty();
        }
        Path home = folder.toAbsolutePath().normalize();
        return Optional.of((config.startsWith(home) ? home.relativize(config) : config).toString());
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
    }

    private void parallelism(Optional<String> model) {
      List<String> parts = new ArrayList<>();
      for (String key : LAYOUT) {
        Optional<String> value = learnt.value(key);
        if (value.isEmpty()) {
          needed.add("%s (--set %s=N)".formatted(key, key));
        } else if (!value.get().equals("1") || key.equals("tensor")) {
          parts.add(key + ": " + value.get());
        }
      }
      for (String key : List.of("context", "prefill-context")) {
        learnt
            .value(key)
            .filter(value -> !value.equals("1"))
            .ifPresent(value -> parts.add(key + ": " + value));
      }
      experts(model).ifPresent(experts -> parts.add("expert: " + experts));
      String source = learnt.fact("tensor").map(Learnt.Fact::source).orElse("");
      lines.add("parallelism: {%s}  # %s".formatted(String.join(", ", parts), source));
      learnt
          .value("all-to-all")
          .filter(way -> experts(model).isPresent() && learnt.number("data", 1) > 1)
          .filter(way -> AllToAll.ofLabel(way).isPresent())
          .ifPresent(way -> line("all-to-all", way, "all-to-all"));
    }

    /** All tensor × data ranks share the experts, or none does; a model without any ignores it. */
    private Optional<String> experts(Optional<String> model) {
      if (learnt.value("expert").isPresent()) {
        return learnt.value("expert");
      }
      boolean on = learnt.value("expert-parallel").filter("true"::equalsIgnoreCase).isPresent();
      int ranks = learnt.number("tensor", 1) * learnt.number("data", 1);
      boolean has =
          model.flatMap(this::shape).map(shape -> shape.feedForward().hasExperts()).orElse(true);
      return on && ranks > 1 && has ? Optional.of(Integer.toString(ranks)) : Optional.empty();
    }

    private Optional<ModelShape> shape(String model) {
      try {
        return catalog.findOrRead(model, folder.toAbsolutePath(), ModelDimensions.NONE);
      } catch (BadDescriptionException e) {
        return Optional.empty(); // Reading the finished file says what is wrong with it.
      }
    }

    private void dataType(Optional<String> model) {
      Optional<String> known =
          learnt.value("dtype").filter(type -> DataType.of(type) != DataType.UNKNOWN);
      if (known.isPresent()) {
        line("dtype", known.get(), "dtype");
      } else if (model.flatMap(this::statedType).isEmpty()) {
        needed.add("dtype (--set dtype=bfloat16)");
      }
    }

    private Optional<DataType> statedType(String model) {
      try {
        Optional<Path> config = catalog.configAt(model, folder.toAbsolutePath());
        return config.isEmpty() ? Optional.empty() : HuggingFaceConfig.dataTypeOf(config.get());
      } catch (BadDescriptionException e) {
        return Optional.empty();
      }
    }

    private void speculation() {
      if (learnt.number("speculative-tokens", 0) == 0) {
        return;
      }
      plain("speculative-tokens");
      if (learnt.value("draft-model").isPresent()) {
        model("draft-model").ifPresent(draft -> line("draft-model", draft, "draft-model"));
      }
    }

    private static boolean isVersion(String text) {
      try {
        return !EngineVersion.parse(text).equals(EngineVersion.LATEST);
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
  }
}
