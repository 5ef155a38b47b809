package dev.ringside.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.ringside.bench");

  /** Kafka Streams runs without Flink on its class path. */
  @Test
  void nothingOfFlinkInTheJvmOfStreams() {
    noClasses()
        .that()
        .resideInAnyPackage("..bench.streams..", "..bench.load..", "..bench.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.flink..")
        .check(MAIN);
  }

  @Test
  void streamsStaysInItsPackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..bench.streams..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka.streams..")
        .check(MAIN);
  }

  @Test
  void theLoadKnowsNoPath() {
    noClasses()
        .that()
        .resideInAnyPackage("..bench.load..", "..bench.measure..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "..bench.kafka..", "..bench.run..")
        .check(MAIN);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.ringside.bench.(*)..").should().beFreeOfCycles().check(MAIN);
  }
}
