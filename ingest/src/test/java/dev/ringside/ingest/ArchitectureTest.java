package dev.ringside.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

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
  void formatsMeetOnlyInTheListOfReaders() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..ingest.source..", "..ingest.recording..", "..ingest.replay..", "..ingest.kafka..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..ingest.kineto..",
            "..ingest.container..",
            "..ingest.inspector..",
            "..ingest.example..",
            "..ingest.tail..")
        .check(INGEST);
  }
}
