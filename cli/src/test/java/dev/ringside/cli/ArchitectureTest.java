package dev.ringside.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ringside.cli");

  @Test
  void reportsDependOnTheDomainAlone() {
    noClasses()
        .that()
        .resideInAPackage("dev.ringside.cli.report..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.ringside.ingest..",
            "dev.ringside.flink..",
            "dev.ringside.schemas..",
            "dev.ringside.cli.console..",
            "dev.ringside.cli.command..")
        .check(classes);
  }
}
