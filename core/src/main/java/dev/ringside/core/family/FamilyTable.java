package dev.ringside.core.family;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.routing.EngineVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The families that are known, from the resource {@code families.tsv}: one row for a family, or
 * several that call alike, and a range of an engine's releases. The first row that fits is taken.
 */
public final class FamilyTable {

  private static final String RESOURCE = "families.tsv";
  private static final FamilyTable BUNDLED = readBundled();

  /** What recordings without a stated release of transformers were made with. */
  private static final EngineVersion TRANSFORMERS_UNSTATED = new EngineVersion(5, 18, 0);

  private final List<FamilyRow> rows;
  private final FamilyNames names;

  private FamilyTable(List<FamilyRow> rows, FamilyNames names) {
    this.rows = List.copyOf(rows);
    this.names = names;
  }

  /** The table that comes with the program. */
  public static FamilyTable bundled() {
    return BUNDLED;
  }

  private static FamilyTable readBundled() {
    try (Reader in =
        new InputStreamReader(FamilyTable.class.getResourceAsStream(RESOURCE), UTF_8)) {
      return read(in, RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads rows of cells with tabs between them; {@code #} begins a comment, {@code @name = …} names
   * a group of families.
   *
   * @param name of the file, for messages
   * @throws IllegalArgumentException with file, line and what is wrong
   */
  static FamilyTable read(Reader in, String name) throws IOException {
    BufferedReader lines = new BufferedReader(in);
    FamilyNames names = new FamilyNames();
    List<FamilyRow> rows = new ArrayList<>();
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      try {
        if (line.startsWith("@")) {
          String[] group = line.split(" = ", 2);
          names.group(group[0], group[1]);
        } else if (!line.isBlank() && !line.startsWith("#")) {
          rows.add(FamilyRow.parse(List.of(line.split("\t", -1)), names));
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s: line %d: %s".formatted(name, number, e.getMessage()), e);
      }
    }
    return new FamilyTable(rows, names);
  }

  List<FamilyRow> rows() {
    return rows;
  }

  /** True if any engine has a row for it. */
  public boolean knows(String architecture) {
    String plain = FamilyNames.plain(architecture);
    return rows.stream().anyMatch(row -> row.families().contains(plain));
  }

  /** True if the table puts the family into the group {@code @name}. */
  boolean isOfGroup(String group, String architecture) {
    return names.group(group).contains(FamilyNames.plain(architecture));
  }

  /** True if both spellings mean the same family. */
  public boolean isSame(String architecture, String other) {
    return FamilyNames.plain(architecture).equals(FamilyNames.plain(other));
  }

  /** Numbers of a model on which the calls of its family depend, on any engine. */
  public Set<Trait> traitsOf(String architecture) {
    String plain = FamilyNames.plain(architecture);
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    rows.stream()
        .filter(row -> row.families().contains(plain))
        .forEach(row -> traits.addAll(row.traits()));
    return traits;
  }

  Optional<FamilyRow> find(Deployment deployment) {
    ModelFamily family = deployment.model().family();
    String plain = FamilyNames.plain(family.architecture());
    return rows.stream()
        .filter(row -> holds(row, deployment) && row.fits(plain, family))
        .findFirst();
  }

  /** What the engine does with a family of which nothing is known. */
  FamilyRow forAll(Deployment deployment) {
    return rows.stream()
        .filter(row -> row.isForAll() && holds(row, deployment))
        .findFirst()
        .orElseThrow();
  }

  private static boolean holds(FamilyRow row, Deployment deployment) {
    return row.holds(deployment.engine().label(), releaseOf(deployment));
  }

  private static EngineVersion releaseOf(Deployment deployment) {
    String version = deployment.options().engineVersion();
    return version.isBlank() && deployment.engine() == Engine.TRANSFORMERS
        ? TRANSFORMERS_UNSTATED
        : EngineVersion.parse(version);
  }
}
