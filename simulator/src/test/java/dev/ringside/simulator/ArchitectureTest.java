package dev.ringside.simulator;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.ringside.core.deployment.CaptureSizes;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.LayerSplit;
import dev.ringside.core.routing.EngineVersion;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** The simulator can prove the model wrong only as long as it knows nothing of it. */
class ArchitectureTest {

  private static final JavaClasses SIMULATOR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.ringside.simulator");

  @Test
  void theModelIsNotKnownHere() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.ringside.core.family..",
            "dev.ringside.core.model..",
            "dev.ringside.core.plan..",
            "dev.ringside.core.pass..",
            "dev.ringside.core.assembly..",
            "dev.ringside.core.stream..",
            "dev.ringside.core.join..",
            "dev.ringside.core.observation..",
            "dev.ringside.core.verdict..",
            "dev.ringside.core.books..",
            "dev.ringside.core.account..",
            "dev.ringside.core.series..",
            "dev.ringside.core.report..",
            "dev.ringside.core.advise..",
            "dev.ringside.core.fabric..")
        .check(SIMULATOR);
  }

  @Test
  void ofRoutingOnlyVersionsAreKnown() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.ringside.core.routing..")
                .and(DescribedPredicate.not(belongToAnyOf(EngineVersion.class)))
                .as("choose core's routes"))
        .check(SIMULATOR);
  }

  @Test
  void tablesOfEnginesAreWrittenDownASecondTime() {
    noClasses()
        .should()
        .dependOnClassesThat(
            belongToAnyOf(CaptureSizes.class, LayerSplit.class).as("are core's tables"))
        .check(SIMULATOR);
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(JavaClass.Predicates.equivalentTo(Engine.class)))
                .and(
                    DescribedPredicate.not(
                        target(
                            nameMatching(
                                "label|labels|ofLabel|values|valueOf|ordinal|name|equals|hashCode"
                                    + "|compareTo|toString"))))
                .as("ask core what an engine does"))
        .check(SIMULATOR);
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(JavaClass.Predicates.equivalentTo(Deployment.class)))
                .and(target(nameMatching("paddedVocabulary|layersOf|draftedBy|withEngine")))
                .as("ask core how a deployment is laid out"))
        .check(SIMULATOR);
  }

  @Test
  void whoPlaysKnowsNothingOfFiles() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..simulator.play..",
            "..simulator.replica..",
            "..simulator.traffic..",
            "..simulator.record..",
            "..simulator.schedule..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.ringside.simulator.description..", "java.nio.file..")
        .check(SIMULATOR);
  }

  /** The same seed gives the same bytes: {@code Dice} is the only source of random numbers. */
  @Test
  void onlyTheDiceAreRandom() {
    noClasses()
        .should()
        .dependOnClassesThat(
            assignableTo(RandomGenerator.class)
                .or(assignableTo(RandomGeneratorFactory.class))
                .as("are the JDK's random generators"))
        .check(SIMULATOR);
  }
}
