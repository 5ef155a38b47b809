package dev.ringside.schemas;

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
          .importPackages("dev.ringside.schemas");

  @Test
  void onlyWireKnowsAvro() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.ringside.schemas.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.avro..")
        .check(classes);
  }

  @Test
  void theContractKnowsNoEngineAndNoBroker() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..", "org.apache.flink..", "io.prometheus..", "dev.ringside.ingest..")
        .check(classes);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.ringside.schemas.(**)").should().beFreeOfCycles().check(classes);
  }
}
