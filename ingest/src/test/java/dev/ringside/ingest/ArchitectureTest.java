package dev.ringside.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses INGEST =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.ringside.ingest");

  @Test
  void kafkaStaysInItsPackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..kafka..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(INGEST);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.ringside.ingest.(*)..").should().beFreeOfCycles().check(INGEST);
  }

  @Test
  void formatsMeetOnlyInTheListOfReaders() {
    noClasses()
        .that()
        .resideInAnyPackage("..ingest.source..", "..ingest.recording..", "..ingest.replay..", "..ingest.kafka..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..ingest.kineto..", "..ingest.container..")
        .check(INGEST);
  }

  @Test
  void jobsAndExporterAreNotKnownHere() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.ringside.flink..", "dev.ringside.exporter..", "dev.ringside.cli..")
        .check(INGEST);
  }
}
