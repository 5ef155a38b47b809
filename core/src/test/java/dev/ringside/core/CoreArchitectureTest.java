package dev.ringside.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CoreArchitectureTest {

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.ringside.core");

  @Test
  void coreImportsTheJdkOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.ringside.core..", "java..")
        .check(CORE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.ringside.core.(*)..").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void theVocabularyKnowsNothingOfTheWorkDoneWithIt() {
    noClasses()
        .that()
        .resideInAnyPackage("..core.collective..", "..core.statistics..", "..core.report..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..core.model..",
            "..core.pass..",
            "..core.assembly..",
            "..core.observation..",
            "..core.verdict..",
            "..core.join..",
            "..core.books..")
        .check(CORE);
  }

  @Test
  void timeAndChanceAreInjected() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callConstructor(Random.class)
        .check(CORE);
  }
}
