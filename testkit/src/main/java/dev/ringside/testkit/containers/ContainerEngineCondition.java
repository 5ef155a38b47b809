package dev.ringside.testkit.containers;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test where no container engine answers, and prints the reason. */
final class ContainerEngineCondition implements ExecutionCondition {
  private final ContainerEngine engine;

  ContainerEngineCondition() {
    this(ContainerEngine.fromEnvironment(System.getenv()));
  }

  ContainerEngineCondition(ContainerEngine engine) {
    this.engine = engine;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return engine
        .problem()
        .map(problem -> skipped(context.getDisplayName(), problem))
        .orElseGet(() -> ConditionEvaluationResult.enabled("container engine at " + engine.host()));
  }

  private static ConditionEvaluationResult skipped(String test, String problem) {
    System.out.println("SKIPPED " + test + ": " + problem);
    return ConditionEvaluationResult.disabled(problem);
  }
}
