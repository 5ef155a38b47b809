package dev.ringside.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every package of main code, the benchmarks' included, says what lives in it, and has {@value
 * #FEWEST} to {@value #MOST} top-level types. A package with fewer or more argues why in its
 * package-info: "One type: ...", "Eleven types, because ...".
 *
 * <p>Reads sources, because a package-info without annotations leaves no class file.
 */
class PackagesTest {

  private static final int FEWEST = 3;
  private static final int MOST = 8;

  /** "One type: ...", "More than eight types, because ...". */
  private static final Pattern ARGUMENT = Pattern.compile("\\w types?\\b[^.]*[:,]");

  private static List<SourcePackage> packages;

  /** A folder with sources: its name from {@code dev.ringside} on, its types, its explanation. */
  private record SourcePackage(String name, long types, String explanation) {

    static SourcePackage read(Path folder) {
      try (Stream<Path> files = Files.list(folder)) {
        long types =
            files
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
                .count();
        Path info = folder.resolve("package-info.java");
        return new SourcePackage(
            folder.toString().replaceFirst(".*src/main/java/", "").replace('/', '.'),
            types,
            Files.exists(info) ? Files.readString(info) : "");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isExplained() {
      return explanation.contains("/**");
    }

    boolean hasUsualSize() {
      return types >= FEWEST && types <= MOST;
    }

    boolean arguesItsSize() {
      return ARGUMENT.matcher(explanation).find();
    }
  }

  @BeforeAll
  static void read() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      packages =
          modules
              .map(module -> module.resolve("src/main/java"))
              .filter(Files::isDirectory)
              .flatMap(PackagesTest::folders)
              .map(SourcePackage::read)
              .filter(one -> one.types() > 0)
              .toList();
    }
  }

  private static Stream<Path> folders(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isDirectory).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void allModulesAreRead() {
    assertThat(packages).extracting(SourcePackage::name).hasSizeGreaterThan(70);
    assertThat(packages)
        .extracting(SourcePackage::name)
        .contains(
            "dev.ringside.core.books",
            "dev.ringside.cli.main",
            "dev.ringside.bench.main",
            "dev.ringside.testkit.kafka");
  }

  @Test
  void everyPackageSaysWhatLivesInIt() {
    assertThat(offenders(SourcePackage::isExplained)).isEmpty();
  }

  @Test
  void aPackageHasThreeToEightTypesOrArguesWhyNot() {
    assertThat(offenders(one -> one.hasUsualSize() || one.arguesItsSize())).isEmpty();
  }

  private static Set<String> offenders(Predicate<SourcePackage> holds) {
    Set<String> offenders = new TreeSet<>();
    for (SourcePackage one : packages) {
      if (!holds.test(one)) {
        offenders.add("%s (%d types)".formatted(one.name(), one.types()));
      }
    }
    return offenders;
  }
}
