package dev.ringside.exporter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ringside.exporter");

  @Test
  void onlyCollectKnowsPrometheus() {
    assertOnly("dev.ringside.exporter.collect", "io.prometheus..");
  }

  @Test
  void onlyKafkaKnowsKafka() {
    assertOnly("dev.ringside.exporter.kafka", "org.apache.kafka..");
  }

  @Test
  void whatIsKnownKnowsNeitherSideOfIt() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.ringside.exporter.series",
            "dev.ringside.exporter.replica",
            "dev.ringside.exporter.budget")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.ringside.schemas..", "com.sun.net.httpserver..")
        .check(classes);
  }

  @Test
  void theExporterMeetsJobAndAgentInTheirRecordsOnly() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.ringside.flink..", "dev.ringside.ingest..", "dev.ringside.cli..")
        .check(classes);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.ringside.exporter.(**)").should().beFreeOfCycles().check(classes);
  }

  private void assertOnly(String knowing, String known) {
    noClasses()
        .that()
        .resideOutsideOfPackage(knowing)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(known)
        .check(classes);
  }
}
