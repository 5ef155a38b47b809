package dev.ringside.cli.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.ringside.exporter.main.Exporter;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The drawing in docs/architecture.md, held over the classes of all modules at once: this module
 * has every other on its class path.
 */
class WholeProductTest {

  private static final String ALL = "dev.ringside..";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ringside");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "core",
        "schemas",
        "describe",
        "ingest",
        "simulator",
        "flink",
        "exporter",
        "testkit",
        "cli"
      })
  void everyModuleIsLookedAtAndHasNoPackageCycle(String module) {
    assertThat(PRODUCT.stream().filter(c -> c.getPackageName().startsWith(root(module))))
        .hasSizeGreaterThan(10);
    slices().matching(root(module) + ".(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  /** What a module may see of ours, itself aside. */
  @ParameterizedTest
  @CsvSource({
    "core, none",
    "schemas, core",
    "describe, core",
    "ingest, core schemas describe",
    "simulator, core schemas describe ingest",
    "flink, core schemas",
    "exporter, core schemas",
    "testkit, none",
    "cli, core schemas describe ingest simulator flink exporter testkit"
  })
  void modulesSeeOnlyWhatLiesBelow(String module, String below) {
    DescribedPredicate<JavaClass> seen = resideInAPackage(packages(module));
    for (String lower : below.split(" ")) {
      seen = seen.or(resideInAPackage(packages(lower)));
    }
    noClasses()
        .that()
        .resideInAPackage(packages(module))
        .should()
        .dependOnClassesThat(resideInAPackage(ALL).and(DescribedPredicate.not(seen)))
        .check(PRODUCT);
  }

  @Test
  void coreImportsTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage(packages("core"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(packages("core"), "java..")
        .check(PRODUCT);
  }

  /** Who knows a library that could be another one some day. */
  @ParameterizedTest
  @CsvSource({
    "org.apache.kafka.., ..kafka..",
    "kafka.., dev.ringside.testkit.kafka..",
    "org.apache.flink.connector.., dev.ringside.flink.kafka..",
    "io.prometheus.., ..collect..",
    "org.apache.avro.., dev.ringside.schemas.wire..",
    "me.tongfei.., dev.ringside.cli.console..",
    "com.fasterxml.jackson..,"
        + " dev.ringside.describe..|dev.ringside.ingest..|dev.ringside.simulator.output..|dev.ringside.cli.report.."
        + "|dev.ringside.testkit..",
    "org.testcontainers.., dev.ringside.testkit.."
  })
  void aLibraryIsKnownInOnePlace(String library, String places) {
    noClasses()
        .that(DescribedPredicate.not(resideInAnyPackage(places.split("\\|"))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(PRODUCT);
  }

  @Test
  void flinkIsKnownToTheJobAndToWhoeverRunsIt() {
    noClasses()
        .that(
            DescribedPredicate.not(
                resideInAnyPackage(
                    "dev.ringside.flink..",
                    "dev.ringside.cli.embedded..",
                    "dev.ringside.testkit.flink..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.flink..")
        .check(PRODUCT);
  }

  /** A main package wires and starts; what others could want of it belongs elsewhere. */
  @Test
  void nothingBuildsOnAMainPackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..main..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.ringside.*.main..")
                .and(DescribedPredicate.not(JavaClass.Predicates.belongToAnyOf(Exporter.class)))
                .as("are in a main package, the exporter's front door aside"))
        .check(PRODUCT);
  }

  /** What a run depends on is given to it: then a test can give it too. */
  @Test
  void timeAndChanceAreInjected() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..main..", "..command..", packages("testkit"))
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(ThreadLocalRandom.class, "current")
        .orShould()
        .callConstructor(Random.class)
        .check(PRODUCT);
  }

  /** A stopwatch for how long to wait for a peer is no clock; it stays where peers are. */
  @Test
  void onlyWhoWaitsForABrokerStopsTime() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..kafka..", packages("testkit"))
        .should()
        .callMethod(System.class, "nanoTime")
        .check(PRODUCT);
  }

  @Test
  void theEnvironmentIsReadAtTheDoor() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..main..", "..config..", "..command..", packages("testkit"))
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(PRODUCT);
  }

  @Test
  void onlyAMainEndsTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..main..", packages("testkit"))
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(PRODUCT);
  }

  @Test
  void namesAreNounsOfTheField() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .check(PRODUCT);
  }

  private static String root(String module) {
    return "dev.ringside." + module;
  }

  private static String packages(String module) {
    return root(module) + "..";
  }
}
