package dev.ringside.ingest.naming;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names by which communication is recognised in traces: the table {@code names.tsv}, and before
 * it the operator's own file, which {@value #VARIABLE} in the environment names. New kernels need a
 * line there and no new release.
 */
public final class CommunicationNames {

  /** The environment variable, or system property, that names a file of one's own. */
  public static final String VARIABLE = "RINGSIDE_NAMES";

  /**
   * Words that communication has in its names and computation has not: {@code reduce}, {@code
   * gather}, {@code scatter} and {@code broadcast} alone are computation's too.
   */
  private static final Pattern LOOKALIKE =
      Pattern.compile(
          "all_?reduce|all_?gather(?!ed)|reduce_?scatter|all_?2_?all|all_?to_?all|a2a_?(?:dispatch|combine)"
              + "|cross_?device|multimem|ep_?(?:dispatch|combine)_?\\w*kernel|(?:nccl|rccl|roc_?shmem|nvshmem)",
          Pattern.CASE_INSENSITIVE);

  private static final class InUse {
    static final CommunicationNames NAMES = load();

    private static CommunicationNames load() {
      String own = own();
      return own == null ? builtIn() : with(Path.of(own));
    }
  }

  private final List<NameTable> tables;

  private CommunicationNames(List<NameTable> tables) {
    this.tables = tables;
  }

  private static String own() {
    return System.getProperty(VARIABLE);
  }

  /** What this process uses. {@link #problem()} must have been empty. */
  static CommunicationNames inUse() {
    return InUse.NAMES;
  }

  /** One line that says why the operator's own file cannot be used; empty if it can. */
  public static Optional<String> problem() {
    try {
      if (own() != null) {
        with(Path.of(own()));
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("%s: %s: %s".formatted(VARIABLE, own(), e.getMessage()));
    }
  }

  static CommunicationNames builtIn() {
    try (InputStream in = CommunicationNames.class.getResourceAsStream("names.tsv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new CommunicationNames(List.of(NameTable.of(text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalArgumentException with one line if {@code own} cannot be read or is not a table
   */
  static CommunicationNames with(Path own) {
    try {
      NameTable first = NameTable.of(Files.readString(own));
      return new CommunicationNames(List.of(first, builtIn().tables.get(0)));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  Optional<KernelFamily> kernel(String name) {
    for (NameTable table : tables) {
      Optional<Optional<KernelFamily>> known = table.kernel(name);
      if (known.isPresent()) {
        return known.get();
      }
    }
    return LOOKALIKE.matcher(name).find() ? Optional.of(KernelFamily.LOOKALIKE) : Optional.empty();
  }

  Optional<Operator> operator(String name) {
    for (NameTable table : tables) {
      Optional<Operator> known = table.operator(name);
      if (known.isPresent()) {
        return known;
      }
    }
    return Optional.empty();
  }
}
