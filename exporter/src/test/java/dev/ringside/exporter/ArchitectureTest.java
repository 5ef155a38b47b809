package dev.ringside.exporter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

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
  void whatIsKnownKnowsNeitherSideOfIt() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.ringside.exporter.series",
            "dev.ringside.exporter.replica",
            "dev.ringside.exporter.budget")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.ringside.schemas..", "dev.ringside.exporter.web..")
        .check(classes);
  }
}
