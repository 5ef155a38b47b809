package dev.ringside.ingest.kafka.acl;

import dev.ringside.core.deployment.Tenant;
import dev.ringside.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;

/**
 * A program, and the rights without which it does not work. The right to read or to write a topic
 * contains the right to describe it, so that is not repeated here.
 */
public enum Role {
  /** Sends calls: an agent, {@code replay}, {@code simulate}. Of its tenant's topics alone. */
  AGENT("agent") {
    @Override
    List<Right> rights(Tenant tenant, String group) {
      return List.of(
          Right.on(Topics.calls(tenant), Right.WRITE),
          Right.on(Topics.iterations(tenant), Right.WRITE));
    }
  },
  /**
   * Publishes deployments: {@code deploy}, and {@code replay} and {@code simulate}, which do too.
   */
  DEPLOY("deploy") {
    @Override
    List<Right> rights(Tenant tenant, String group) {
      return List.of(Right.on(Topics.DEPLOYMENTS, Right.WRITE));
    }
  },
  /** The job: reads the calls of all tenants. */
  JOB("job") {
    @Override
    List<Right> rights(Tenant tenant, String group) {
      List<Right> rights =
          new ArrayList<>(
              Right.onAll(Right.Kind.TOPIC, Topics.CALLS, Right.READ, Right.DESCRIBE_CONFIGS));
      rights.addAll(Right.onAll(Right.Kind.TOPIC, Topics.ITERATIONS, Right.READ));
      rights.add(Right.on(Topics.DEPLOYMENTS, Right.READ));
      rights.add(Right.on(Topics.DEPLOYMENTS, Right.DESCRIBE_CONFIGS));
      rights.add(Right.on(Topics.REPORTS, Right.WRITE));
      rights.add(Right.on(Topics.FINDINGS, Right.WRITE));
      rights.add(Right.on(Topics.DEAD_LETTERS, Right.WRITE));
      rights.addAll(Right.onAll(Right.Kind.GROUP, group, Right.READ));
      return rights;
    }
  },
  /** Reads what the job wrote: the exporter, and {@code replay} while it awaits its report. */
  EXPORTER("exporter") {
    @Override
    List<Right> rights(Tenant tenant, String group) {
      return List.of(
          Right.on(Topics.REPORTS, Right.READ),
          Right.on(Topics.FINDINGS, Right.READ),
          Right.on(Topics.DEAD_LETTERS, Right.READ));
    }
  },
  /** Creates topics: {@code topics}. */
  OPERATOR("operator") {
    @Override
    List<Right> rights(Tenant tenant, String group) {
      return Right.onAll(
          Right.Kind.TOPIC,
          "ringside.",
          Right.CREATE,
          Right.DESCRIBE,
          Right.DESCRIBE_CONFIGS,
          Right.ALTER_CONFIGS);
    }
  };

  private final String label;

  Role(String label) {
    this.label = label;
  }

  /** The name of its option. */
  public String label() {
    return label;
  }

  /**
   * @param tenant whose agents are meant
   * @param group of the job; names of its groups begin so
   */
  abstract List<Right> rights(Tenant tenant, String group);
}
