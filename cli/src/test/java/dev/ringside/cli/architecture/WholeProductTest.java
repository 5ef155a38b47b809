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
import dev.ringside.agent.main.Agent;
import dev.ringside.exporter.main.Exporter;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules that hold for all modules: the {@link Drawing} in docs/architecture.md, the place of
 * each library, clocks, names. This module has all others but the benchmarks on its class path; a
 * module's own {@code ArchitectureTest} holds only what is special to it.
 */
class WholeProductTest {

  private static final String ALL = "dev.ringside..";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ringside");

  @ParameterizedTest
  @MethodSource("modules")
  void everyModuleIsReadAndHasNoPackageCycle(Drawing.Line module) {
    assertThat(PRODUCT.stream().filter(c -> c.getPackageName().startsWith(root(module.name()))))
        .hasSizeGreaterThan(10);
    slices().matching(root(module.name()) + ".(**)").should().beFreeOfCycles().check(PRODUCT);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleUsesOnlyWhatTheDrawingSays(Drawing.Line module) {
    only(module, WholeProductTest::root);
  }

  @ParameterizedTest
  @MethodSource("corePackages")
  void aPackageOfCoreUsesOnlyWhatTheDrawingSays(Drawing.Line corePackage) {
    only(corePackage, name -> root("core." + name));
  }

  @Test
  void everyPackageOfCoreIsInTheDrawing() {
    assertThat(corePackages().map(line -> root("core." + line.name())))
        .containsExactlyInAnyOrderElementsOf(
            PRODUCT.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(root("core.")))
                .collect(Collectors.toSet()));
  }

  /** Windows, totals and runs are the job's; all others read its reports. */
  @Test
  void onlyJobsKeepBooks() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages("core.books"), packages("flink"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(packages("core.books"))
        .check(PRODUCT);
  }

  static Stream<Drawing.Line> modules() {
    return Drawing.MODULES.stream();
  }

  static Stream<Drawing.Line> corePackages() {
    return Drawing.CORE_PACKAGES.stream();
  }

  /** Of Ringside, itself and what stands behind its colon. */
  private static void only(Drawing.Line line, UnaryOperator<String> root) {
    DescribedPredicate<JavaClass> used = resideInAPackage(root.apply(line.name()) + "..");
    for (String lower : line.uses()) {
      used = used.or(resideInAPackage(root.apply(lower) + ".."));
    }
    noClasses()
        .that()
        .resideInAPackage(root.apply(line.name()) + "..")
        .should()
        .dependOnClassesThat(resideInAPackage(ALL).and(DescribedPredicate.not(used)))
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

  /** The only places that use a library which may be replaced one day. */
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
  void aLibraryIsUsedInOnePlace(String library, String places) {
    noClasses()
        .that(DescribedPredicate.not(resideInAnyPackage(places.split("\\|"))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(PRODUCT);
  }

  @Test
  void flinkIsUsedByTheJobsAndByWhatStartsThem() {
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

  /** A main package wires and starts. Code that others need belongs elsewhere. */
  @Test
  void nothingBuildsOnAMainPackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..main..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.ringside.*.main..")
                .and(
                    DescribedPredicate.not(
                        JavaClass.Predicates.belongToAnyOf(Exporter.class, Agent.class)))
                .as("are in a main package, the exporter's and the agent's front doors aside"))
        .check(PRODUCT);
  }

  /** A caller passes in the clock and the seed, so that a test can pass in its own. */
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

  /** Measuring how long a broker takes to answer is allowed where brokers are called. */
  @Test
  void onlyKafkaPackagesMeasureElapsedTime() {
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
    return "dev.ringside." + module.replace("flink-jobs", "flink");
  }

  private static String packages(String module) {
    return root(module) + "..";
  }
}
